import { printValue } from '../../../languages/gofmt/print.ts'
import { sourcesOf } from '../../../languages/govalue/inspect.ts'
import { placesOf } from '../../../languages/govalue/sources.ts'
import { type MapValue, map, NIL, type Value } from '../../../languages/govalue/value.ts'
import type { Place } from '../../../model/span.ts'

/** The value under a chain of keys; nothing where there is none. */
export function valueAt(value: Value | undefined, ...keys: readonly string[]): Value {
  return keys.reduce<Value>((one, key) => (one.kind === 'map' ? (one.entries.get(key) ?? NIL) : NIL), value ?? NIL)
}

/** The text of a scalar; empty for anything else. */
export function textIn(value: Value | undefined): string {
  if (value === undefined || value.kind === 'nil' || value.kind === 'map' || value.kind === 'list') return ''
  return value.kind === 'text' ? value.text : printValue(value).text
}

/** The items of a list; none for anything else. */
export function itemsIn(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items : []
}

/** Whether something is written there, if only an empty mapping. */
export function isThere(value: Value): boolean {
  return value.kind !== 'nil'
}

/** Where a value stands. */
export function placeOfValue(value: Value): Place | undefined {
  return placesOf(sourcesOf(value), 1)[0]
}

/** A mapping, or an empty one for anything else. */
export function mapIn(value: Value): MapValue {
  return value.kind === 'map' ? value : map(new Map())
}
