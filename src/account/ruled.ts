import type { Accountant } from '../model/account.ts'
import type { ReferenceFact } from '../model/facts.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Place } from '../model/span.ts'

/** Whether a place lies on one of many, all files together. */
export type Covers = (place: Place) => boolean

/**
 * Answers for what belongs to a reference that the change touched, which has a ruling: its own characters and its related places, on the
 * head side, and on the base side for what such a reference replaced.
 */
export function ruledBy(references: readonly ReferenceFact[]): Accountant {
  const touched = references.filter((fact) => fact.touched)
  const after = coverOf(touched.flatMap(({ reference }) => placesOf(reference)))
  const before = coverOf(touched.flatMap(({ replaces }) => (replaces === undefined ? [] : placesOf(replaces))))
  return ({ kind, document, scalar }) => {
    const covers = kind === 'removed' ? before : after
    return covers({ file: document.file, span: scalar.span }) ? 'ruled' : 'open'
  }
}

/** All places that take part in a reference. */
export function placesOf({ origin }: ImageReference): readonly Place[] {
  return [{ file: origin.file, span: origin.span }, ...origin.related]
}

/** Finds out whether a place shares characters with one of these; an empty place is on what begins there. */
export function coverOf(places: readonly Place[]): Covers {
  const files = new Map([...Map.groupBy(places, ({ file }) => file)].map(([file, some]) => [file, joined(some)] as const))
  return ({ file, span }) => {
    const ranges = files.get(file)
    if (ranges === undefined) return false
    let [low, high] = [0, ranges.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ranges[middle]?.end ?? 0) <= span.start) low = middle + 1
      else high = middle
    }
    const next = ranges[low]
    return next !== undefined && (next.start < span.end || next.start === span.start)
  }
}

interface Range {
  readonly start: number
  readonly end: number
}

function joined(places: readonly Place[]): readonly Range[] {
  const sorted = places
    .map(({ span }) => ({ start: span.start, end: Math.max(span.end, span.start + 1) }))
    .toSorted((a, b) => a.start - b.start)
  const ranges: { start: number; end: number }[] = []
  for (const one of sorted) {
    const last = ranges.at(-1)
    if (last !== undefined && one.start < last.end) last.end = Math.max(last.end, one.end)
    else ranges.push({ ...one })
  }
  return ranges
}
