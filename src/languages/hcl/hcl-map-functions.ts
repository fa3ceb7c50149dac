import { entriesIn, everyOf, inside, openness } from './hcl-collections.ts'
import { itemsOf, listOf } from './hcl-list-functions.ts'
import type { OnItems } from './hcl-scope.ts'
import {
  choiceOf,
  type Entry,
  type Item,
  type Mapping,
  NULL,
  stringOf,
  together,
  UNKNOWN_MARK,
  type Unknown,
  unknownIn,
  type Value,
} from './hcl-value.ts'

/** Functions that take maps, by name. */
export const mapFunctions: Readonly<Record<string, OnItems>> = {
  merge: (args) => merged(args),
  lookup: ([map, key, fallback]) => found(map?.value ?? NULL, key?.value ?? NULL, fallback),
  index: ([list, key]) => inside(list?.value ?? NULL, key?.value ?? NULL),
  zipmap: ([names, values]) => zipped(names, values),
  keys: ([map], { at }) => {
    const entries = map === undefined ? [] : entriesIn(map.value, at)
    return listOf(
      entries.map(({ key, item }) => ({ value: key, at: item.at })),
      [map?.value ?? NULL],
    )
  },
  values: ([map], { at }) =>
    listOf(map === undefined ? [] : entriesIn(map.value, at).map(({ item }) => item), [map?.value ?? NULL]),
}

function isScalar({ kind }: Value): boolean {
  return kind === 'text' || kind === 'number'
}

/** Later maps win. What a map holds that is not known may replace any text before it. */
function merged(args: readonly Item[]): Value {
  const entries = new Map<string, Entry>()
  let open: Unknown | undefined
  for (const { value } of args) {
    const why = openness(value)
    if (why !== undefined) {
      open = open === undefined ? why : together([open, why])
      for (const [key, entry] of entries)
        if (isScalar(entry.value)) entries.set(key, { ...entry, value: choiceOf([entry.value, why]) })
    }
    if (value.kind === 'map') for (const [key, entry] of value.entries) entries.set(key, entry)
  }
  return { kind: 'map', entries, ...(open === undefined ? {} : { open }) } satisfies Mapping
}

function found(map: Value, key: Value, fallback: Item | undefined): Value {
  const name = stringOf(key)
  const rest = fallback === undefined ? [] : [fallback.value]
  if (map.kind === 'map' && name !== undefined) {
    const entry = map.entries.get(name)
    if (entry !== undefined) return entry.value
    if (map.open === undefined && fallback !== undefined) return fallback.value
  }
  const any = name === undefined ? everyOf(map) : undefined
  return choiceOf([
    any ?? (map.kind === 'unknown' ? inside(map, key) : (openness(map) ?? unknownIn(key) ?? inside(map, key))),
    ...rest,
  ])
}

function zipped(names: Item | undefined, values: Item | undefined): Value {
  const keys = itemsOf(names?.value ?? NULL)
  const items = itemsOf(values?.value ?? NULL)
  const entries = new Map<string, Entry>()
  for (const [index, item] of items.entries()) {
    const key = keys[index]
    entries.set(stringOf(key?.value ?? NULL) ?? `${UNKNOWN_MARK}${index}`, { ...item, key: key?.at ?? item.at })
  }
  const open = [names, values].flatMap((one) => (one === undefined ? [] : (openness(one.value) ?? [])))
  return { kind: 'map', entries, ...(open.length === 0 ? {} : { open: together(open) }) }
}
