import type { ReferenceFact } from '../model/facts.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Place } from '../model/span.ts'

/**
 * One fact for all entries that show the same text from the same place: ten overlays that render one line are one reference, which names
 * them. It is touched when it is new in any of them.
 */
export function joinEntries(facts: readonly ReferenceFact[]): readonly ReferenceFact[] {
  const groups = Map.groupBy(facts, (fact) => (fact.reference.origin.entry === undefined ? fact : keyOf(fact.reference)))
  return [...groups.values()].flatMap((group) => joined(group))
}

function keyOf({ origin, kind, text }: ImageReference): string {
  return JSON.stringify([origin.file, origin.span.start, origin.span.end, kind, text])
}

function joined(group: readonly ReferenceFact[]): readonly ReferenceFact[] {
  const main = group.find(({ touched }) => touched) ?? group[0]
  if (main === undefined || group.length === 1) return group
  const replaces = group.find((fact) => fact.replaces !== undefined)?.replaces
  const entries = [...new Set(group.flatMap(({ reference }) => reference.origin.entry ?? []))].toSorted()
  const related = new Map(group.flatMap(({ reference }) => reference.origin.related).map((place) => [placeKey(place), place]))
  const origin = { ...main.reference.origin, related: [...related.values()], entry: entries.join(', ') }
  return [{ ...main, reference: { ...main.reference, origin }, ...(replaces === undefined ? {} : { replaces }) }]
}

function placeKey({ file, span }: Place): string {
  return `${span.start} ${span.end} ${file}`
}
