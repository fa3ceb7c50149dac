import type { Lookup } from '../../languages/interpolation/interpolate.ts'
import { gitlabText } from '../../languages/yaml/scalar-texts.ts'
import { MAX_FILE_REFERENCES } from '../../model/limits.ts'
import { child, entriesOf, type Node, textOf } from '../../model/tree.ts'
import { isExplicit } from '../container-texts.ts'
import type { DocumentFormat, Side, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select, unnamed } from '../located.ts'
import { imageAt, partAt } from '../sight.ts'
import { lookupOf, variableIn, withVariables } from '../variables.ts'

const NAMED = /(?:^|[/.])gitlab-ci(?:[._-][^/]*)?\.ya?ml$|(?:^|\/)\.gitlab(?:-ci)?\/.*\.ya?ml$/i
const NOT_JOBS = new Set(['variables', 'include', 'stages', 'workflow', 'spec', 'cache'])
const PROXY = /^\$\{?CI_DEPENDENCY_PROXY_(?:GROUP|DIRECT_GROUP)_IMAGE_PREFIX\}?\//

/** GitLab CI files and the files that they include. */
export const gitlab: DocumentFormat = {
  name: 'gitlab',
  title: 'GitLab CI',
  files: '`.gitlab-ci.yml`, `*.gitlab-ci.yml`, `.gitlab/**`, and YAML with jobs that have a `script` and a `stage`',
  rows: [
    { where: '`image`, `default.image`, `*.image`', meaning: 'a text or `{name}`' },
    { where: '`services[]`', meaning: 'a text or `{name}`, of jobs, `default` and the file' },
    { where: '`$VAR`', meaning: 'from `variables` of the job, the file and the local files that it includes; `CI_*`: dynamic' },
    { where: '`$CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX/…`', meaning: 'the image on docker.io that it stands for' },
    { where: '`!reference [job, image]`', meaning: 'reported at the job that is referred to' },
    { where: '`variables` named `*_IMAGE`', meaning: 'where the value is an image beyond doubt' },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path, text }) =>
    NAMED.test(path) || (/^[ \t]+(?:script|before_script):/m.test(text) && /^(?:stages:|[ \t]+stage:)/m.test(text)),
  claims: ({ file, root }) =>
    root.kind === 'map' && child(root, 'apiVersion') === undefined && (NAMED.test(file.path) || hasJobs(root)),
  read: ({ file, root }, side) => ({ sightings: readPipeline(file, root, side) }),
}

function hasJobs(root: Node): boolean {
  return entriesOf(root).some(({ value }) => child(value, 'script') !== undefined && child(value, 'stage') !== undefined)
}

function readPipeline(file: TextFile, root: Node, side: Side): readonly Sighting[] {
  const top = rootOf(root)
  const shared = [{ file, at: top }, ...includedRoots(file, top, side)]
  const jobs = select(top, '*').filter(({ path }) => !NOT_JOBS.has(String(path[0])))
  const holders = [top, ...jobs]
  const images: Sighting[] = []
  for (const holder of holders) {
    // More references than a file may have are not worth finding: they are reported as too many.
    if (images.length > MAX_FILE_REFERENCES) break
    const lookup = lookupIn([{ file, at: holder }, ...shared])
    images.push(...imagesOf(holder).flatMap((at) => resolved(file, at, lookup)))
  }
  const named = [...select(top, 'variables', '*'), ...select(top, '*', 'variables', '*')].flatMap((at) => namedVariable(file, at))
  return [...images, ...named]
}

/** A part of a file whose `variables` count. */
interface Scope {
  readonly file: TextFile
  readonly at: Located
}

function includedRoots(file: TextFile, top: Located, side: Side): readonly Scope[] {
  const entries = [...select(top, 'include'), ...select(top, 'include', '*')]
  const paths = entries.flatMap((one) => [textOf(one.node), textOf(child(one.node, 'local'))]).flatMap((path) => path ?? [])
  return paths.flatMap((path) => {
    const included = side.file(path.replace(/^\//, ''))
    if (included === undefined || included.path === file.path) return []
    return side.documents(included.path).map((root) => ({ file: included, at: rootOf(root) }))
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

function resolved(file: TextFile, at: Located, lookup: Lookup): readonly Sighting[] {
  return imageAt(file, at).flatMap((sighting) => {
    const proxy = PROXY.exec(sighting.text)
    if (proxy === null || at.node.kind !== 'scalar') return withVariables(file, sighting, lookup)
    return withVariables(
      file,
      partAt(file, { node: at.node, path: at.path }, proxy[0].length, sighting.text.slice(proxy[0].length)),
      lookup,
    )
  })
}

function namedVariable(file: TextFile, at: Located): readonly Sighting[] {
  const { node, path } = at
  if (node.kind !== 'scalar' || !/(?:^|_)IMAGE$/i.test(String(path.at(-1))) || !isExplicit(node.text)) return []
  return imageAt(file, at).map((one) => ({ ...one, guess: true }))
}
