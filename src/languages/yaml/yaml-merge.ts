import { MAX_COMPARED_NODES } from '../../model/limits.ts'
import type { MapEntry, Node, ScalarNode } from '../../model/tree.ts'

/** A mapping with its merge keys applied. `disputed` is a key that readers take from different places, with different values. */
export interface Merged {
  readonly entries: readonly MapEntry[]
  readonly disputed?: ScalarNode
}

/**
 * Applies merge keys. go-yaml v2 (kubectl, Helm) and Ruby merge in place, so that what stands later wins; go-yaml v3 (kustomize, compose) lets
 * written keys win. What comes out the same is merged; where it does not, both values are kept, that of the first reading last.
 */
export function applyMerges(entries: readonly MapEntry[]): Merged {
  if (!entries.some(isMerge)) return { entries }
  const inPlace = new Map<string, MapEntry>()
  for (const entry of entries) {
    for (const one of isMerge(entry) ? inheritedBy([entry]) : [entry]) inPlace.set(one.key.text, one)
  }
  const own = entries.filter((entry) => !isMerge(entry))
  const written = new Set(own.map((entry) => entry.key.text))
  const inherited = inheritedBy(entries.filter(isMerge)).filter((entry) => !written.has(entry.key.text))
  const explicit = [...inherited, ...own]
  const last = new Map(explicit.map((entry) => [entry.key.text, entry]))
  const disputed = [...inPlace.values()].filter((entry) => !isSame(entry.value, last.get(entry.key.text)?.value))
  const first = disputed[0]
  return first === undefined ? { entries: explicit } : { entries: [...explicit, ...disputed], disputed: first.key }
}

function isMerge({ key, value }: MapEntry): boolean {
  if (key.text !== '<<' || mapsIn(value).length === 0) return false
  return (key.plain && key.tag === undefined) || key.tag === '!' || key.tag === '!!merge'
}

/** What merge keys give, the earlier before the later. */
function inheritedBy(merges: readonly MapEntry[]): readonly MapEntry[] {
  const seen = new Set<string>()
  const inherited: MapEntry[] = []
  for (const source of merges.flatMap((entry) => mapsIn(entry.value))) {
    inherited.push(...source.filter((entry) => !seen.has(entry.key.text)))
    for (const entry of source) seen.add(entry.key.text)
  }
  return inherited
}

function mapsIn(node: Node): readonly (readonly MapEntry[])[] {
  if (node.kind === 'map') return [node.entries]
  return node.kind === 'list' ? node.items.flatMap((item) => (item.kind === 'map' ? [item.entries] : [])) : []
}

function isSame(a: Node, b: Node | undefined): boolean {
  return b !== undefined && sameNodes(a, b, { left: MAX_COMPARED_NODES })
}

type SameText = (a: string, b: string) => boolean

/** Whether two trees say the same, wherever they stand; not, if finding out takes more nodes than `budget` has left. */
export function sameNodes(a: Node, b: Node, budget: { left: number }, sameText: SameText = (x, y) => x === y): boolean {
  if (a === b) return true
  if (budget.left-- <= 0) return false
  if (a.kind === 'scalar') return b.kind === 'scalar' && sameText(a.text, b.text) && a.plain === b.plain && a.tag === b.tag
  if (a.kind === 'list') return b.kind === 'list' && sameLists(a.items, b.items, budget, sameText)
  if (b.kind !== 'map' || a.entries.length !== b.entries.length) return false
  return a.entries.every(({ key, value }, index) => {
    const other = b.entries[index]
    return other !== undefined && key.text === other.key.text && sameNodes(value, other.value, budget, sameText)
  })
}

function sameLists(a: readonly Node[], b: readonly Node[], budget: { left: number }, sameText: SameText): boolean {
  return a.length === b.length && a.every((item, index) => sameNodes(item, b[index] ?? item, budget, sameText))
}
