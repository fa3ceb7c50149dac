import type { Lookup } from '../../languages/interpolation/interpolate.ts'
import { gitlabText } from '../../languages/yaml/scalar-texts.ts'
import { MAX_FILE_REFERENCES } from '../../model/limits.ts'
import { child, entriesOf, type Node } from '../../model/tree.ts'
import { isExplicit } from '../container-texts.ts'
import { follow, holesIn } from '../follow.ts'
import type { DocumentFormat, Side, Sighting, TextFile } from '../format.ts'
import { inputValues, isIncluded, localIncludes, NAMED_GITLAB } from '../gitlab-includes.ts'
import { withGitlabVariables } from '../gitlab-variables.ts'
import { type Located, rootOf, select, unnamed } from '../located.ts'
import { imageAt, partAt } from '../sight.ts'
import { lookupOf, variableIn } from '../variables.ts'

const NOT_JOBS = new Set(['variables', 'include', 'stages', 'workflow', 'spec', 'cache'])
const PROXY = /^\$\{?CI_DEPENDENCY_PROXY_(?:GROUP|DIRECT_GROUP)_IMAGE_PREFIX\}?\//
/** Keys that stand beside an image or a script in a job, and in no other kind of file together with them. */
const OF_JOBS = [
  'stage',
  'rules',
  'only',
  'except',
  'needs',
  'services',
  'extends',
  'artifacts',
  'before_script',
  'image',
  'tags',
  'parallel',
]
const INPUT = /\$\[\[\s*inputs\.([\w-]+)\s*(?:\|[^\]]*)?\]\]/g

/** GitLab CI files and the files that they include. */
export const gitlab: DocumentFormat = {
  name: 'gitlab',
  title: 'GitLab CI',
  files:
    '`.gitlab-ci.yml`, `*.gitlab-ci.yml`, `.gitlab/**`, what these include, and YAML of any name that holds jobs or hidden jobs',
  rows: [
    { where: '`image`, `default.image`, `*.image`', meaning: 'a text or `{name}`' },
    { where: '`services[]`', meaning: 'a text or `{name}`, of jobs, `default` and the file' },
    {
      where: '`$VAR`, `${VAR}`',
      meaning:
        "from `variables` of the job, the file and the local files that it includes, as GitLab's runner expands them: `${VAR:-default}` is not known, `CI_*`: dynamic",
    },
    { where: '`$[[ inputs.x ]]`', meaning: 'what the includes of this repository pass, and the default of `spec.inputs`' },
    { where: '`$CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX/…`', meaning: 'the image on docker.io that it stands for' },
    { where: '`!reference [job, image]`', meaning: 'reported at the job that is referred to' },
    { where: '`variables` named `*_IMAGE`', meaning: 'where the value is an image beyond doubt' },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path, text }, side) => NAMED_GITLAB.test(path) || looksLikeJobs(text) || isIncluded(path, side),
  claims: ({ file, root }, side) =>
    root.kind === 'map' &&
    child(root, 'apiVersion') === undefined &&
    (NAMED_GITLAB.test(file.path) || hasJobs(root) || isIncluded(file.path, side)),
  read: ({ file, root }, side) => ({ sightings: readPipeline(file, root, side) }),
}

function looksLikeJobs(text: string): boolean {
  const scripts = /^[ \t]+(?:script|before_script):/m.test(text)
  if (scripts && /^(?:stages:|[ \t]+(?:stage|image|rules|only|services|extends|needs|artifacts|tags):)/m.test(text)) return true
  return /^\.[\w-]+:/m.test(text) && /^[ \t]+(?:image|services|extends|script):/m.test(text)
}

/** Whether a document has the shape of CI configuration: jobs with a script, or hidden jobs (`.name`) that others extend. */
function hasJobs(root: Node): boolean {
  const foreign = ['services', 'jobs', 'steps', 'pipeline', 'on', 'kind', 'version'].some((key) => {
    const node = child(root, key)
    return node !== undefined && !(key === 'services' && node.kind === 'list')
  })
  return !foreign && entriesOf(root).some(({ key, value }) => isJob(value) || (key.text.startsWith('.') && isHidden(value)))
}

function isJob(node: Node): boolean {
  const script = child(node, 'script')
  return script !== undefined && script.kind !== 'map' && OF_JOBS.some((key) => child(node, key) !== undefined)
}

function isHidden(node: Node): boolean {
  const services = child(node, 'services')
  const image = child(node, 'image')
  return (
    services?.kind === 'list' ||
    (image !== undefined && OF_JOBS.some((key) => key !== 'image' && child(node, key) !== undefined)) ||
    image?.kind === 'scalar'
  )
}

function readPipeline(file: TextFile, root: Node, side: Side): readonly Sighting[] {
  const top = rootOf(root)
  const shared = [{ file, at: top }, ...includedRoots(file, side)]
  const jobs = select(top, '*').filter(({ path }) => !NOT_JOBS.has(String(path[0])))
  const holders = [top, ...jobs]
  const images: Sighting[] = []
  for (const holder of holders) {
    // More references than a file may have are not worth finding: they are reported as too many.
    if (images.length > MAX_FILE_REFERENCES) break
    const lookup = lookupIn([{ file, at: holder }, ...shared])
    images.push(...imagesOf(holder).flatMap((at) => resolved(file, at, lookup, side)))
  }
  const named = [...select(top, 'variables', '*'), ...select(top, '*', 'variables', '*')].flatMap((at) => namedVariable(file, at))
  return [...images, ...named]
}

/** A part of a file whose `variables` count. */
interface Scope {
  readonly file: TextFile
  readonly at: Located
}

function includedRoots(file: TextFile, side: Side): readonly Scope[] {
  return localIncludes(file, side).flatMap(({ path }) => {
    const included = side.file(path)
    return included === undefined ? [] : side.documents(path).map((root) => ({ file: included, at: rootOf(root) }))
  })
}

function imagesOf(holder: Located): readonly Located[] {
  const images = select(holder, 'image')
  const services = select(holder, 'services', '*')
  const both = [...images, ...services].flatMap((at) => (at.node.kind === 'map' ? select(at, 'name') : [at]))
  return both.filter((at) => at.node.kind === 'scalar' && at.node.tag !== '!reference').map(unnamed)
}

function lookupIn(scopes: readonly Scope[]): Lookup {
  return lookupOf((name) => {
    for (const { file, at } of scopes) {
      const found = select(at, 'variables').flatMap((one) => variableIn(file, one, name, gitlabText) ?? [])[0]
      if (found !== undefined) return found
    }
    return undefined
  })
}

function resolved(file: TextFile, at: Located, lookup: Lookup, side: Side): readonly Sighting[] {
  return imageAt(file, at)
    .flatMap((sighting) => follow(file, sighting, holesIn(sighting.text, INPUT), (name) => inputValues(file, side, name)))
    .flatMap((sighting) => {
      const proxy = PROXY.exec(sighting.text)
      if (proxy === null || at.node.kind !== 'scalar') return withGitlabVariables(file, sighting, lookup)
      const rest = sighting.text.slice(proxy[0].length)
      return withGitlabVariables(
        file,
        { ...sighting, ...partAt(file, { node: at.node, path: at.path }, proxy[0].length, rest) },
        lookup,
      )
    })
}

function namedVariable(file: TextFile, at: Located): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || !/(?:^|_)IMAGE$/i.test(String(path.at(-1))) || !isExplicit(node.text)) return []
  return imageAt(file, at).map((one) => ({ ...one, guess: true }))
}
