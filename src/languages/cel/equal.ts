import { type Budget, outOf, spend } from './budget.ts'
import {
  bool,
  FALSE,
  type Item,
  isValue,
  type ListValue,
  type MapValue,
  noOverload,
  type Outcome,
  TRUE,
  unknownBecause,
  type Value,
} from './value.ts'

/** Whether two values are equal, across the number types. Unknown where a part that decides is; false where any part already differs. */
export function equal(a: Item, b: Item, budget: Budget): Outcome {
  if (!spend(budget, 1)) return outOf(budget)
  if (a.kind === 'unknown') return a
  if (b.kind === 'unknown') return b
  if (isNumber(a) && isNumber(b)) return bool(compareNumbers(a.value, b.value) === 0)
  if (a.kind === 'record' || b.kind === 'record') return unknownBecause('whole objects of the request are not compared here')
  if (a.kind === 'list' && b.kind === 'list') return equalLists(a, b, budget)
  if (a.kind === 'map' && b.kind === 'map') return equalMaps(a, b, budget)
  if (a.kind === 'optional' && b.kind === 'optional') return equalOptionals(a.value, b.value, budget)
  return bool(sameScalar(a, b, budget))
}

function sameScalar(a: Value, b: Value, budget: Budget): boolean {
  if (a.kind === 'null') return b.kind === 'null'
  if (a.kind === 'bytes' && b.kind === 'bytes') return compareBytes(a.value, b.value) === 0
  if (a.kind === 'opaque' && b.kind === 'opaque') return a.type === b.type && a.identity === b.identity
  if (a.kind === 'string' && b.kind === 'string') return spend(budget, a.value.length / 100) && a.value === b.value
  return a.kind === b.kind && 'value' in a && 'value' in b && a.value === b.value
}

function equalOptionals(a: Value | undefined, b: Value | undefined, budget: Budget): Outcome {
  return a === undefined || b === undefined ? bool(a === b) : equal(a, b, budget)
}

function equalLists(a: ListValue, b: ListValue, budget: Budget): Outcome {
  const open = a.open ?? b.open
  if (open !== undefined) return unknownBecause(open)
  if (a.items.length !== b.items.length) return FALSE
  return every(
    a.items.map((item, index) => [item, b.items[index]]),
    budget,
  )
}

function equalMaps(a: MapValue, b: MapValue, budget: Budget): Outcome {
  const open = a.open ?? b.open ?? [...a.entries.values(), ...b.entries.values()].map(({ value }) => value).find(isUnknown)?.why
  if (open !== undefined) return unknownBecause(open)
  if (a.entries.size !== b.entries.size) return FALSE
  return every(
    [...a.entries].map(([key, { value }]) => [value, b.entries.get(key)?.value]),
    budget,
  )
}

function isUnknown(item: Item): item is Item & { kind: 'unknown' } {
  return item.kind === 'unknown'
}

function every(pairs: readonly (readonly [Item | undefined, Item | undefined])[], budget: Budget): Outcome {
  let undecided: Outcome = TRUE
  for (const [left, right] of pairs) {
    const one = left === undefined || right === undefined ? FALSE : equal(left, right, budget)
    if (one.kind === 'bool' && !one.value) return FALSE
    if (!isValue(one)) undecided = one
    if (budget.stopped !== undefined) return outOf(budget)
  }
  return undecided
}

/** Whether a list holds an equal item, or a map such a key. */
export function contains(container: Value, wanted: Value, budget: Budget): Outcome {
  if (container.kind === 'map') {
    const found = container.entries.get(keyIn(wanted))?.value
    if (found === undefined && container.open !== undefined) return unknownBecause(container.open)
    return found?.kind === 'unknown' ? found : bool(found !== undefined)
  }
  if (container.kind === 'record') return unknownBecause('whole objects of the request are not searched here')
  if (container.kind !== 'list') return noOverload('in', [wanted, container])
  let undecided: Outcome = container.open === undefined ? FALSE : unknownBecause(container.open)
  for (const item of container.items) {
    const one = equal(item, wanted, budget)
    if (one.kind === 'bool' && one.value) return TRUE
    if (!isValue(one)) undecided = one
    if (budget.stopped !== undefined) return outOf(budget)
  }
  return undecided
}

function keyIn(value: Value): string {
  if (value.kind === 'string') return `s${value.value}`
  if (value.kind === 'bool') return `b${value.value}`
  return isNumber(value) ? `n${value.value}` : 'no key'
}

type NumberValue = Value & { kind: 'int' | 'uint' | 'double' }

/** Whether a value is of one of the three number types. */
export function isNumber(value: Value): value is NumberValue {
  return value.kind === 'int' || value.kind === 'uint' || value.kind === 'double'
}

/** Negative, zero or positive as a is before, equal to or after b, as cel-go orders numbers; NaN when they have no order. */
export function compareNumbers(a: bigint | number, b: bigint | number): number {
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN
  // Within the range of integers cel-go compares as doubles, which rounds large integers.
  const [left, right] = [Number(a), Number(b)]
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : Number.NaN
}

/** The order of two values that have one; undefined when they have none, NaN when a double is no number. */
export function compare(a: Value, b: Value): number | undefined {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a.value, b.value)
  if (a.kind === 'string' && b.kind === 'string') return compareTexts(a.value, b.value)
  if (a.kind === 'bool' && b.kind === 'bool') return Number(a.value) - Number(b.value)
  if (a.kind === 'bytes' && b.kind === 'bytes') return compareBytes(a.value, b.value)
  if (a.kind === 'timestamp' && b.kind === 'timestamp') return compareNumbers(a.value, b.value)
  return a.kind === 'duration' && b.kind === 'duration' ? compareNumbers(a.value, b.value) : undefined
}

/** The order of code points, which that of UTF-16 units is not. */
function compareTexts(a: string, b: string): number {
  const [left, right] = [a[Symbol.iterator](), b[Symbol.iterator]()]
  for (;;) {
    const [one, other] = [left.next(), right.next()]
    if (one.done === true || other.done === true) return Number(one.done !== true) - Number(other.done !== true)
    const difference = (one.value.codePointAt(0) ?? 0) - (other.value.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index])
  if (at < 0) return a.length - b.length
  return at >= b.length ? 1 : (a[at] ?? 0) - (b[at] ?? 0)
}
