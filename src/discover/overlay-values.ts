import type { Place, Span } from '../model/span.ts'
import type { MapEntry, MapNode, Node } from '../model/tree.ts'
import { tagDefaults } from './chart.ts'
import { chartOf } from './chart-keys.ts'
import type { Side, Sighting, TextFile } from './format.ts'
import { rootOf } from './located.ts'
import { cut } from './text-span.ts'
import { ofRemoteChart, sightValues } from './values.ts'

/**
 * The images of a values file: its own, and those that it makes together with the `values.yaml` that it is put over, where it gives only
 * a part (`image: {tag: …}`). Such an image is reported at the part that this file gives, the tag first; the rest is related.
 */
export function sightValuesFile(file: TextFile, root: Node, side: Side): readonly Sighting[] {
  const has = (path: string): boolean => side.file(path) !== undefined
  const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  const chart = chartOf(file.path, has)
  const defaults = chart === undefined ? ofRemoteChart : tagDefaults(file, side)
  const below = [folder, chart]
    .flatMap((one) => (one === undefined ? [] : [`${one}values.yaml`]))
    .find((path) => path !== file.path && has(path))
  const base = below === undefined ? undefined : side.documents(below)[0]
  if (below === undefined || base?.kind !== 'map' || root.kind !== 'map') return sightValues(file, rootOf(root), defaults)
  return sightValues(file, rootOf(merged(root, base, below)), defaults).flatMap((one) => placed(file, one))
}

/** The values of a file over those below it: what only the file below has keeps its place there. Its mappings and texts of many lines are left out. */
function merged(over: MapNode, below: MapNode, path: string): MapNode {
  const keys = new Map(below.entries.map((entry) => [entry.key.text, entry]))
  const own = over.entries.map((entry): MapEntry => {
    const base = keys.get(entry.key.text)?.value
    return entry.value.kind === 'map' && base?.kind === 'map' ? { ...entry, value: merged(entry.value, base, path) } : entry
  })
  const given = new Set(over.entries.map((entry) => entry.key.text))
  const rest = below.entries.flatMap(({ key, value }): readonly MapEntry[] => {
    if (given.has(key.text) || value.kind !== 'scalar' || value.text.includes('\n')) return []
    return [{ key, value: { ...value, span: { ...value.span, file: path } } }]
  })
  return { ...over, entries: [...own, ...rest] }
}

/** A sighting with each of its places in its own file; nothing where no part of it stands in this one. */
function placed(file: TextFile, sighting: Sighting): readonly Sighting[] {
  const places = [{ file: file.path, span: sighting.span }, ...(sighting.related ?? [])].map(inOwnFile)
  const here = places.filter((place) => place.file === file.path)
  const [main] = places
  if (main === undefined || here.length === 0) return []
  if (main.file === file.path) return [{ ...sighting, span: main.span, related: places.slice(1) }]
  const at = here.findLast(({ span }) => !/^(?:sha256:)?[0-9a-f]{64}$/.test(cut(file, span))) ?? here[0]
  return at === undefined ? [] : [{ ...sighting, span: at.span, related: places.filter((place) => place !== at) }]
}

function inOwnFile({ file, span }: Place): Place {
  const { file: own, ...rest } = span
  const plain: Span = rest
  return { file: own ?? file, span: plain }
}
