import { type Item, type MapValue, string } from '../../languages/cel/value.ts'

/** Changes every map at a path, where there is one; `*` stands for every item of a list. */
export function changed(map: MapValue, path: readonly string[], change: (map: MapValue) => MapValue): MapValue {
  const [step, ...rest] = path
  if (step === undefined) return change(map)
  const entry = map.entries.get(`s${step}`)
  if (entry === undefined) return map
  return put(map, step, inside(entry.value, rest, change))
}

function inside(value: Item, path: readonly string[], change: (map: MapValue) => MapValue): Item {
  if (value.kind === 'map') return changed(value, path, change)
  if (value.kind !== 'list' || path[0] !== '*') return value
  return { ...value, items: value.items.map((item) => inside(item, path.slice(1), change)) }
}

/** The map with a value under a key. */
export function put(map: MapValue, key: string, value: Item): MapValue {
  return { ...map, entries: new Map(map.entries).set(`s${key}`, { key: string(key), value }) }
}

/** The text under a key; undefined for anything else. */
export function textIn(map: MapValue, key: string): string | undefined {
  const value = map.entries.get(`s${key}`)?.value
  return value?.kind === 'string' ? value.value : undefined
}
