import type { Place } from '../../model/span.ts'

/**
 * The places that a value came from, as a graph that shares its parts: joining costs nothing, and a place that a value has a
 * thousand times is named once by `placesOf`. `undefined` is no place: a literal of a test, a constant of the engine.
 */
export type Sources = Place | JoinedSources | undefined

/** Several sources together. */
export interface JoinedSources {
  readonly parts: readonly Sources[]
}

/** All of these sources together. */
export function joinAllSources(all: readonly Sources[]): Sources {
  const parts = all.filter((one) => one !== undefined)
  const first = parts[0]
  return parts.every((one) => one === first) ? first : { parts }
}

/** Every distinct place, in order of first mention; at most `most`. */
export function placesOf(sources: Sources, most = Number.POSITIVE_INFINITY): readonly Place[] {
  if (sources === undefined) return []
  if (!('parts' in sources)) return [sources]
  const found = new Map<string, Place>()
  const seen = new Set<Sources>()
  const open: Sources[] = [sources]
  while (open.length > 0 && found.size < most) {
    const next = open.pop()
    if (next === undefined || seen.has(next)) continue
    seen.add(next)
    if ('parts' in next) for (let index = next.parts.length - 1; index >= 0; index--) open.push(next.parts[index])
    else found.set(`${next.file}:${next.span.start}:${next.span.end}`, next)
  }
  return [...found.values()]
}
