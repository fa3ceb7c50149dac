import type { MapEntry, MapNode } from '../model/tree.ts'

const SMALL = 16
const indexes = new WeakMap<MapNode, ReadonlyMap<string, readonly MapEntry[]>>()
const none: readonly MapEntry[] = []

/** All entries of a mapping under a key, in order. Asking a large mapping many times costs its size once. */
export function entriesUnder(map: MapNode, key: string): readonly MapEntry[] {
  if (map.entries.length < SMALL) return map.entries.filter((entry) => entry.key.text === key)
  const index = indexes.get(map) ?? indexed(map)
  return index.get(key) ?? none
}

function indexed(map: MapNode): ReadonlyMap<string, readonly MapEntry[]> {
  const index = Map.groupBy(map.entries, (entry) => entry.key.text)
  indexes.set(map, index)
  return index
}
