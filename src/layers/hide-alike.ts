import type { Layer } from './layer.ts'
import { asksForBase } from './open-places.ts'

/**
 * Whether two stacks of layers do the same to whatever lies below them, so that what both images have below shows alike in both and need
 * not be read to tell how they differ: they have, take away and hide the same places. False as well where what they say themselves
 * depends on what is below: packages of a system need its release, links need what they lead to.
 */
export function hideAlike(one: readonly Layer[], other: readonly Layer[]): boolean {
  const sides = [one, other]
  if (sides.some((layers) => layers.length === 0 || layers.some(asksForBase))) return false
  if (sides.some((layers) => !layers.some(({ files }) => [...files.values()].some(({ packages }) => packages.length > 0))))
    return false
  const [mine, theirs] = sides.map(hidden)
  return mine !== undefined && theirs !== undefined && mine.every((places, at) => isSame(places, theirs[at]))
}

/** The places at which layers hide something, and those around which they do. */
function hidden(layers: readonly Layer[]): readonly [ReadonlySet<string>, ReadonlySet<string>] {
  return [
    new Set(layers.flatMap(({ others, directories, removed }) => [...others, ...directories, ...removed])),
    new Set(layers.flatMap(({ others, removed, opaque }) => [...others, ...removed, ...opaque])),
  ]
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string> | undefined): boolean {
  return other !== undefined && one.size === other.size && [...one].every((place) => other.has(place))
}
