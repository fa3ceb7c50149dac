import { MAX_ALTERNATIVES } from '../../model/limits.ts'
import type { Place } from '../../model/span.ts'
import { choiceOf, type Item, missing, stringOf, type Unknown, unknown, unknownIn, type Value } from './hcl-value.ts'

/** Applies what is about single values to every combination of choices, as long as they are not too many. */
export function lifted(values: readonly Value[], apply: (values: readonly Value[]) => Value): Value {
  const total = values.reduce((product, value) => product * (value.kind === 'choice' ? value.of.length : 1), 1)
  if (total === 1) return apply(values)
  if (total > MAX_ALTERNATIVES) return unknown(`it may be one of more than ${MAX_ALTERNATIVES} values`)
  const combinations = values.reduce<readonly (readonly Value[])[]>(
    (found, value) => found.flatMap((before) => (value.kind === 'choice' ? value.of : [value]).map((one) => [...before, one])),
    [[]],
  )
  return choiceOf(combinations.map((one) => apply(one)))
}

/** The value under a key of a map or at a position of a list. */
export function inside(holder: Value, key: Value): Value {
  const name = stringOf(key)
  if (holder.kind === 'unknown') return holder.names === undefined ? holder : missing([...holder.names, name ?? '*'].join('.'))
  if (name === undefined) return everyOf(holder) ?? unknownIn(key) ?? unknown('its index is not known')
  if (holder.kind === 'map') return holder.entries.get(name)?.value ?? holder.open ?? unknown(`there is no "${name}" in it`)
  if (holder.kind === 'list' && /^\d{1,9}$/.test(name)) {
    return holder.items[Number(name)]?.value ?? holder.open ?? unknown(`there is no item ${name} in it`)
  }
  return unknown(`"${name}" is asked of what has no attributes`)
}

/** Any of the values in a collection, where no file says which. */
export function everyOf(holder: Value): Value | undefined {
  if (holder.kind !== 'list' && holder.kind !== 'map') return undefined
  const all = holder.kind === 'list' ? holder.items : [...holder.entries.values()]
  const values = [...all.map(({ value }) => value), ...(holder.open === undefined ? [] : [holder.open])]
  if (values.length === 0 || values.length > MAX_ALTERNATIVES) return undefined
  return choiceOf(values)
}

/** The entries of a collection, keys first; one entry of unknowns where it is not known, so that what is made of each is still seen. */
export function entriesIn(value: Value, at: Place): readonly { readonly key: Value; readonly item: Item }[] {
  const key = (name: string): Value => ({ kind: 'text', pieces: [{ text: name }] })
  const open = value.kind === 'list' || value.kind === 'map' ? value.open : undefined
  const more = open === undefined ? [] : [{ key: open, item: { value: open, at } }]
  if (value.kind === 'list') {
    return [...value.items.map((item, index) => ({ key: { kind: 'number', text: String(index) } as const, item })), ...more]
  }
  if (value.kind === 'map') {
    // HCL goes through a map in the order of its keys, whatever order they are written in.
    const sorted = [...value.entries].toSorted(([a], [b]) => (a < b ? -1 : 1))
    return [...sorted.map(([name, item]) => ({ key: key(name), item })), ...more]
  }
  if (value.kind === 'choice') return value.of.flatMap((one) => entriesIn(one, at))
  if (value.kind === 'null') return []
  const none = value.kind === 'unknown' ? value : unknown('it is no collection')
  return [{ key: none, item: { value: none, at } }]
}

/** Why a collection may have more than what is known of it; undefined where it is known whole. */
export function openness(value: Value): Unknown | undefined {
  if (value.kind === 'unknown') return value
  if (value.kind === 'choice') return unknown('what it goes through is not known')
  return value.kind === 'list' || value.kind === 'map' ? value.open : undefined
}
