import type { ReferenceFact } from '../model/facts.ts'
import type { ImageReference } from '../model/reference.ts'

/**
 * Marks which references of the head side are new: references(head) − references(base), by file (or rendered entry), document path
 * without list positions, and text. Moving, re-indenting or re-ordering touches nothing; a second copy counts once more than before.
 * A new reference replaces the base reference that stood at the same place and is gone.
 */
export function compareReferences(base: readonly ImageReference[], head: readonly ImageReference[]): readonly ReferenceFact[] {
  const before = countBy(base, textKey)
  const untouched = head.map((reference) => take(before, textKey(reference)) !== undefined)
  const gone = new Map<string, ImageReference[]>()
  for (const left of [...before.values()].flat()) push(gone, placeKey(left), left)
  return head.map((reference, index) => {
    if (untouched[index] === true) return { reference, touched: false }
    const replaces = take(gone, placeKey(reference))
    return { reference, touched: true, ...(replaces === undefined ? {} : { replaces }) }
  })
}

/** Where a reference stands, without list positions. */
function placeKey(reference: ImageReference): string {
  return JSON.stringify([
    reference.origin.entry ?? reference.origin.file,
    reference.origin.path.filter((step) => typeof step === 'string'),
  ])
}

function textKey(reference: ImageReference): string {
  return JSON.stringify([placeKey(reference), reference.kind, reference.text])
}

function countBy(
  references: readonly ImageReference[],
  key: (reference: ImageReference) => string,
): Map<string, ImageReference[]> {
  const counts = new Map<string, ImageReference[]>()
  for (const reference of references) push(counts, key(reference), reference)
  return counts
}

function push(map: Map<string, ImageReference[]>, key: string, reference: ImageReference): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [reference])
  else list.push(reference)
}

function take(map: Map<string, ImageReference[]>, key: string): ImageReference | undefined {
  return map.get(key)?.shift()
}

/** The references of the base that the head side has no more and that nothing replaces: what stood there is decided elsewhere now. */
export function lostReferences(base: readonly ImageReference[], facts: readonly ReferenceFact[]): readonly ImageReference[] {
  const replaced = new Set(facts.flatMap(({ replaces }) => replaces ?? []))
  const kept = countBy(
    facts.filter(({ touched }) => !touched).map(({ reference }) => reference),
    textKey,
  )
  return base.filter((reference) => !replaced.has(reference) && take(kept, textKey(reference)) === undefined)
}
