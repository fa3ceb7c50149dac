import type { ImageReference } from '../model/reference.ts'

/**
 * References in the order of their positions, with those that stand at the same characters (an anchor and its aliases, a default and
 * its uses) joined into one: its path then names every use, so that a new use of an old text is a change.
 */
export function joinUses(references: readonly ImageReference[]): readonly ImageReference[] {
  const groups = new Map<string, ImageReference[]>()
  for (const reference of references) {
    const { file, span } = reference.origin
    const key = `${span.start} ${span.end} ${file} ${reference.text}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [reference])
    else group.push(reference)
  }
  return [...groups.values()]
    .flatMap((group) => (group[0] === undefined ? [] : [joined(group[0], group)]))
    .toSorted((a, b) => a.origin.span.start - b.origin.span.start || (a.text < b.text ? -1 : 1))
}

function joined(first: ImageReference, group: readonly ImageReference[]): ImageReference {
  if (group.length === 1) return first
  const uses = [...new Map(group.map((one) => [useOf(one), one.origin.path])).entries()].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const path = uses.flatMap(([, steps], index) => (index === 0 ? steps : ['also', ...steps]))
  const related = new Map(group.flatMap((one) => one.origin.related).map((place) => [`${place.file} ${place.span.start}`, place]))
  return { ...first, origin: { ...first.origin, path, related: [...related.values()] } }
}

function useOf(reference: ImageReference): string {
  return reference.origin.path.filter((step) => typeof step === 'string').join('\0')
}
