import { child, entriesOf, itemsOf, type Node, textOf } from '../../model/tree.ts'
import { isExplicit } from '../container-texts.ts'
import { follow, holesIn, remembered, type Values, valuesAt } from '../follow.ts'
import type { DocumentFormat, Side, Sighting, TextFile } from '../format.ts'
import { type Located, rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'
import { everyNode } from '../walk.ts'

const NAMED =
  /(?:^|[/.-])azure-?pipelines?(?:[._-][^/]*)?\.ya?ml$|(?:^|\/)\.(?:azure-?pipelines|azuredevops|azdo|pipelines)\/.*\.ya?ml$/i
const HOLE = /\$\{\{\s*([^{}]+?)\s*\}\}|\$\(([\w.]+)\)|\$\[\s*(.+?)\s*\]$/g

/** Azure Pipelines, root pipelines and templates. */
export const azurePipelines: DocumentFormat = {
  name: 'azure-pipelines',
  title: 'Azure Pipelines',
  files:
    '`azure-pipelines*.yml`, `.azure-pipelines/**`, and YAML of any name with `jobs: - job`, `stages: - stage` or `resources.containers`',
  rows: [
    { where: '`resources.containers[].image`', meaning: 'with `type: ACR` the registry is not known: dynamic' },
    {
      where: '`container`, `services.*`',
      meaning:
        'a text or `{image}`; the name of a container resource is none, also in a template whose root pipeline declares it. `pool.vmImage` and `pool.image` are virtual machines',
    },
    {
      where: '`parameters.containers.*.image`',
      meaning: 'of templates such as those of 1ES; also in the defaults of parameters',
    },
    {
      where: '`${{ parameters.x }}`, `$(x)`',
      meaning: 'the default of the parameter, the value of the variable; without one dynamic',
    },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: false,
  suspects: ({ path, text }) =>
    NAMED.test(path) ||
    (/^resources:/m.test(text) && /^[ \t]+containers:/m.test(text) && /^[ \t]*-[ \t]+container:/m.test(text)) ||
    (['jobs:', 'stages:', 'extends:'].some((key) => text.includes(key)) &&
      /^(?:jobs|stages|extends):/m.test(text) &&
      /^[ \t]*-?[ \t]*(?:job|deployment|stage|template):/m.test(text)),
  claims: ({ file, root }) =>
    root.kind === 'map' && child(root, 'apiVersion') === undefined && (NAMED.test(file.path) || isPipeline(root)),
  read: ({ file, root }, side) => ({ sightings: readPipeline(file, rootOf(root), side) }),
}

/** Whether a document has the shape of a pipeline or of a template of jobs or stages, insertions of `${{ if }}` and `${{ each }}` looked through. */
function isPipeline(root: Node): boolean {
  const containers = itemsOf(child(child(root, 'resources'), 'containers'))
  if (containers.some((one) => child(one, 'container') !== undefined)) return true
  if (holdsItem(child(root, 'jobs'), ['job', 'deployment']) || holdsItem(child(root, 'stages'), ['stage'])) return true
  return child(child(root, 'extends'), 'template') !== undefined
}

function holdsItem(list: Node | undefined, keys: readonly string[]): boolean {
  return itemsOf(list).some(
    (item) =>
      keys.some((key) => child(item, key)?.kind === 'scalar') ||
      entriesOf(item).some(({ key, value }) => key.text.startsWith('${{') && holdsItem(value, keys)),
  )
}

function readPipeline(file: TextFile, top: Located, side: Side): readonly Sighting[] {
  const nodes = [...everyNode(top)]
  const resources = nodes.filter(({ path }) => isResource(plain(path)))
  const aliases = new Set([...resources.flatMap((one) => textOf(child(one.node, 'container')) ?? []), ...aliasesOf(side)])
  const declared = resources.flatMap((one) => select(one, 'image'))
  const used = nodes.flatMap((one) => usedAt(one)).filter(({ at }) => !aliases.has(textOf(at.node) ?? ''))
  const acr = resources.flatMap((one) => acrImage(one).flatMap((at) => imageAt(file, at)))
  const images = [
    ...declared.flatMap((at) => imageAt(file, at)),
    ...used.flatMap(({ at, surely }) =>
      imageAt(file, at)
        .filter((one) => surely || isExplicit(one.text))
        .map((one) => (surely ? one : { ...one, guess: true })),
    ),
  ]
  const values = valuesIn(file, top)
  return [
    ...images.flatMap((one) => follow(file, one, holesIn(one.text, HOLE), values)).filter(({ text }) => !aliases.has(text)),
    ...acr.map((one) => ({ ...one, dynamic: 'its registry is an Azure subscription resource' })),
  ]
}

/** A path without the insertions that conditions and loops make, and without positions. */
function plain(path: Located['path']): readonly string[] {
  return path.flatMap((step) => (typeof step === 'string' && !step.startsWith('${{') && !step.startsWith('[') ? [step] : []))
}

/** `resources.containers[]` of a pipeline, or of one that extends a template. */
function isResource(path: readonly string[]): boolean {
  return path.at(-1) === 'containers' && path.at(-2) === 'resources'
}

const known = new WeakMap<Side, ReadonlySet<string>>()

/** The container resources that the pipelines of this side declare: a template may name those of the pipeline that uses it. */
function aliasesOf(side: Side): ReadonlySet<string> {
  const found = known.get(side) ?? readAliases(side)
  known.set(side, found)
  return found
}

function readAliases(side: Side): ReadonlySet<string> {
  const names = side.paths
    .filter((path) => /\.ya?ml$/i.test(path) && /\bresources:[\s\S]*\bcontainer:/.test(side.file(path)?.text ?? ''))
    .flatMap((path) => side.documents(path))
    .flatMap((root) => [
      ...select(rootOf(root), 'resources', 'containers', '*'),
      ...select(rootOf(root), 'extends', 'parameters', 'resources', 'containers', '*'),
    ])
    .flatMap(({ node }) => textOf(child(node, 'container')) ?? [])
  return new Set(names)
}

function acrImage(resource: Located): readonly Located[] {
  return textOf(child(resource.node, 'type')) === 'ACR' ? select(resource, 'repository') : []
}

/** Where a job names its container; `surely` where the schema says so, and not only the word. */
function usedAt(at: Located): readonly { readonly at: Located; readonly surely: boolean }[] {
  const path = plain(at.path)
  if (path.includes('resources') || path.includes('pool') || path.includes('inputs')) return []
  const [key, parent, grandparent] = [path.at(-1), path.at(-2), path.at(-3)]
  const isDefault = path[0] === 'parameters'
  if (
    key === 'image' &&
    (parent === 'container' || grandparent === 'containers' || parent === 'containers' || grandparent === 'services')
  ) {
    return at.node.kind === 'scalar' ? [{ at, surely: !isDefault }] : []
  }
  if (isDefault) return key === 'image' && path.includes('default') && at.node.kind === 'scalar' ? [{ at, surely: false }] : []
  if ((key === 'container' || parent === 'services') && at.node.kind === 'scalar')
    return [{ at, surely: !path.includes('parameters') }]
  return []
}

function valuesIn(file: TextFile, top: Located): Values {
  return remembered((expression) => {
    const name = expression.replace(/^(?:parameters|variables)\.|^(?:parameters|variables)\[["']|["']\]$/g, '')
    const named = ['parameters', 'variables']
      .flatMap((key) => select(top, key, '*'))
      .filter(({ path }) => path.at(-1) === `[${name}]`)
    const listed = named.flatMap((one) => [...select(one, 'default'), ...select(one, 'value')])
    const found = [...listed, ...select(top, 'parameters', name), ...select(top, 'variables', name)]
    return valuesAt(file, found.flatMap((one) => (one.node.kind === 'map' ? select(one, 'image') : [one])).slice(0, 1))
  })
}
