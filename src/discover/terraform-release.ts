import { child, entriesOf, type MapEntry, type MapNode, type Node, type ScalarNode, textOf } from '../model/tree.ts'
import type { Sighting, TextFile } from './format.ts'
import { hclDocuments } from './hcl-texts.ts'
import { scalarOf } from './image-map.ts'
import { inside, type Located, rootOf, select } from './located.ts'
import { imageAt, placeOf } from './sight.ts'
import { sightValues } from './values.ts'
import { everyNode } from './walk.ts'

/** The images that a `helm_release` of Terraform sets: its values and `set` entries laid over each other, and a chart of a registry. */
export function releaseImages(file: TextFile, release: Located): readonly Sighting[] {
  const layers = [...valueLayers(file, release), ...setLayers(release)]
  const values = layers.reduce<Node | undefined>(
    (below, above) => (below === undefined ? above : merged(below, above)),
    undefined,
  )
  const open = select(release, 'values')
    .flatMap((at) => [at, ...select(at, '*')])
    .filter(({ node }) => isOpen(node))
  return [
    ...(values === undefined
      ? []
      : sightValues(file, rootOf(values, ...release.path, 'values')).concat(
          tagsAlone(rootOf(values, ...release.path, 'values')),
        )),
    ...open.flatMap((at) => imageAt(file, at)),
    ...chartArtifact(file, release),
  ]
}

function isOpen(node: Node): boolean {
  return node.kind === 'scalar' && node.unknown !== undefined && !node.text.includes('\n')
}

function valueLayers(file: TextFile, release: Located): readonly Node[] {
  return select(release, 'values').flatMap(({ node }) => {
    const items = node.kind === 'list' ? node.items : [node]
    return items.flatMap((item) => (item.kind === 'scalar' ? hclDocuments(file, item).documents : [item]))
  })
}

/** `set { name = "a.b" }` and `set = [{name, value}]` as trees. */
function setLayers(release: Located): readonly Node[] {
  const entries = ['set', 'set_sensitive']
    .flatMap((key) => select(release, key))
    .flatMap((at) => (at.node.kind === 'list' ? inside(at) : [at]))
  return entries.flatMap(({ node }) => {
    const name = child(node, 'name')
    const value = child(node, 'value')
    if (name?.kind !== 'scalar' || value?.kind !== 'scalar' || name.unknown !== undefined) return []
    const steps = name.text.split(/(?<!\\)\./).map((step) => step.replaceAll('\\.', '.'))
    return [steps.reduceRight<Node>((inner, step) => mapOf({ key: { ...name, text: step }, value: inner }), value)]
  })
}

function mapOf(entry: MapEntry): MapNode {
  return { kind: 'map', span: entry.value.span, entries: [entry] }
}

/** Helm lays values over each other: mappings entry by entry, anything else as a whole. */
function merged(below: Node, above: Node): Node {
  if (below.kind !== 'map' || above.kind !== 'map') return above
  const over = new Map(entriesOf(above).map((entry) => [entry.key.text, entry]))
  const kept = below.entries.map((entry): MapEntry => {
    const other = over.get(entry.key.text)
    return other === undefined ? entry : { key: other.key, value: merged(entry.value, other.value) }
  })
  const known = new Set(below.entries.map((entry) => entry.key.text))
  return { ...above, entries: [...kept, ...above.entries.filter((entry) => !known.has(entry.key.text))] }
}

/** A tag, digest or registry alone changes the image that the chart names, and the chart is not here. */
function tagsAlone(at: Located): readonly Sighting[] {
  return [...everyNode(at)].flatMap(({ node, path }) => {
    if (node.kind !== 'map' || !/image$/i.test(String(path.at(-1)))) return []
    if (['repository', 'repo', 'name', 'imageRepository'].some((key) => scalarOf(node, key) !== undefined)) return []
    const part = ['tag', 'digest', 'registry', 'version'].map((key) => scalarOf(node, key)).find((one) => one !== undefined)
    return part === undefined
      ? []
      : [{ span: part.span, text: part.text, path, dynamic: 'the chart names the rest of the image' }]
  })
}

function chartArtifact(file: TextFile, { node, path }: Located): readonly Sighting[] {
  const [chart, repository, version] = ['chart', 'repository', 'version'].map((key) => child(node, key))
  const [name, host] = [textOf(chart), textOf(repository)]
  const whole = host?.startsWith('oci://') ? `${host.replace(/\/$/, '')}/${name}` : name
  if (chart?.kind !== 'scalar' || whole === undefined || !whole.startsWith('oci://')) return []
  const parts = [chart, repository, version].filter((one): one is ScalarNode => one?.kind === 'scalar')
  const text = `${whole.slice('oci://'.length)}${textOf(version) === undefined ? '' : `:${(textOf(version) ?? '').replaceAll('+', '_')}`}`
  const open = parts.find((one) => one.unknown !== undefined)?.unknown
  const related = parts.filter((one) => one !== chart).map((one) => placeOf(file, one))
  const range = /[<>=~^*,|\s]|\bx\b/.test(textOf(version) ?? '') ? 'its version is a range' : undefined
  const dynamic = open?.why ?? range
  return [
    { span: chart.span, text, path: [...path, 'chart'], related, artifact: true, ...(dynamic === undefined ? {} : { dynamic }) },
  ]
}
