import { everyOf, openness } from './hcl-collections.ts'
import { areEqual } from './hcl-operators.ts'
import { type OnItems, spend } from './hcl-scope.ts'
import {
  bool,
  choiceOf,
  type Item,
  NULL,
  type Piece,
  piecesOf,
  stringOf,
  text,
  together,
  UNKNOWN_MARK,
  type Unknown,
  unknown,
  unknownIn,
  type Value,
} from './hcl-value.ts'

const same: OnItems = ([first]) => first?.value ?? NULL
const encoded: OnItems = ([first]) => ({
  kind: 'text',
  pieces: [{ text: UNKNOWN_MARK, unknown: unknown('it is encoded') }],
  encodes: first?.value ?? NULL,
})

/** Functions that take lists, or that know their result although a part is unknown, by name. */
export const listFunctions: Readonly<Record<string, OnItems>> = {
  jsonencode: encoded,
  yamlencode: encoded,
  tolist: same,
  tomap: same,
  sensitive: same,
  nonsensitive: same,
  ephemeralasnull: same,
  convert: same,
  tostring: ([first]) => (first === undefined ? NULL : printedOf(first.value)),
  toset: (args) => distinct(args),
  distinct: (args) => distinct(args),
  concat: (args) =>
    listOf(
      args.flatMap(({ value }) => itemsOf(value)),
      args.map(({ value }) => value),
    ),
  flatten: (args) =>
    listOf(
      args.flatMap((one) => flattened(one, 0)),
      args.flatMap((one) => [one.value, ...itemsOf(one.value).map(({ value }) => value)]),
    ),
  element: ([list, index]) => elementOf(list?.value ?? NULL, index?.value ?? NULL),
  coalesce: (args) => firstOf(args, (value) => value.kind !== 'null' && stringOf(value) !== ''),
  coalescelist: (args) => firstOf(args, (value) => value.kind === 'list' && value.items.length > 0),
  compact: (args) => withItems(args, (items) => items.filter(({ value }) => value.kind !== 'null' && stringOf(value) !== '')),
  reverse: (args) => withItems(args, (items) => items.toReversed()),
  sort: (args) => withItems(args, (items) => items.toSorted((a, b) => order(stringOf(a.value) ?? '', stringOf(b.value) ?? ''))),
  one: ([list]) =>
    list === undefined || list.value.kind !== 'list'
      ? (list?.value ?? NULL)
      : (list.value.items[0]?.value ?? list.value.open ?? NULL),
  length: ([first]) => lengthOf(first?.value ?? NULL),
  contains: ([list, wanted]) => holds(list?.value ?? NULL, wanted?.value ?? NULL),
  join: (args) => joined(args),
  split: ([separator, whole], { at }) => split(stringOf(separator?.value ?? NULL), whole, at),
  slice: ([list, from, to]) => {
    const [start, end] = [Number(stringOf(from?.value ?? NULL)), Number(stringOf(to?.value ?? NULL))]
    if (list === undefined || !Number.isInteger(start) || !Number.isInteger(end))
      return unknown('its bounds are not known', list === undefined ? [] : [list])
    return withItems([list], (items) => items.slice(start, end))
  },
  formatlist: (args) => unknown('the result of formatlist is not computed here', args),
  range: (args, { at, scope }) => {
    const numbers = args.map(({ value }) => Number(stringOf(value)))
    const [from, to, step] =
      numbers.length === 1 ? [0, numbers[0] ?? Number.NaN, 1] : [numbers[0] ?? 0, numbers[1] ?? Number.NaN, numbers[2] ?? 1]
    const count = Math.ceil((to - from) / step)
    if (!(count >= 0) || !numbers.every(Number.isSafeInteger) || spend(scope, count)) return unknown('its bounds are not known')
    const items = Array.from({ length: count }, (_, index) => ({
      value: { kind: 'number', text: String(from + index * step) } as const,
      at,
    }))
    return { kind: 'list', items }
  },
  setunion: (args) => distinct(args),
  alltrue: ([list]) => truths(list, (all) => all.every((one) => one === 'true')),
  anytrue: ([list]) => truths(list, (all) => all.includes('true')),
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function printedOf(value: Value): Value {
  return value.kind === 'number' || value.kind === 'bool' ? { kind: 'text', pieces: piecesOf(value) } : value
}

/** The items of a list; none of anything else. */
export function itemsOf(value: Value): readonly Item[] {
  return value.kind === 'list' ? value.items : []
}

/** A list that is open where one of those that it was made of is. */
export function listOf(items: readonly Item[], of: readonly Value[]): Value {
  const open = of.flatMap((value) => openness(value) ?? [])
  return { kind: 'list', items, ...(open.length === 0 ? {} : { open: together(open) }) }
}

function withItems([list]: readonly Item[], change: (items: readonly Item[]) => readonly Item[]): Value {
  if (list?.value.kind !== 'list') return list === undefined ? NULL : (unknownIn(list.value) ?? unknown('it is no list', [list]))
  return listOf(change(list.value.items), [list.value])
}

function flattened(item: Item, depth: number): readonly Item[] {
  if (item.value.kind !== 'list' || depth > 20) return [item]
  return item.value.items.flatMap((one) => flattened(one, depth + 1))
}

function distinct(args: readonly Item[]): Value {
  const items = args.flatMap(({ value }) => itemsOf(value))
  const seen = new Set<string>()
  const kept = items.filter(({ value }) => {
    const known = stringOf(value)
    if (known === undefined) return true
    const fresh = !seen.has(known)
    seen.add(known)
    return fresh
  })
  return listOf(
    kept,
    args.map(({ value }) => value),
  )
}

/** `element` goes round: the index is taken modulo the length. */
function elementOf(list: Value, index: Value): Value {
  const position = Number(stringOf(index))
  if (list.kind !== 'list' || list.open !== undefined || !Number.isSafeInteger(position) || list.items.length === 0) {
    return everyOf(list) ?? unknownIn(list) ?? unknown('which element it is is not known')
  }
  const at = ((position % list.items.length) + list.items.length) % list.items.length
  return list.items[at]?.value ?? NULL
}

function firstOf(args: readonly Item[], counts: (value: Value) => boolean): Value {
  const possible: Value[] = []
  for (const { value } of args) {
    if (unknownIn(value) !== undefined) possible.push(value)
    else if (counts(value)) return choiceOf([...possible, value])
  }
  return possible.length === 0 ? NULL : choiceOf(possible)
}

function lengthOf(value: Value): Value {
  const open = openness(value) ?? unknownIn(value)
  if (open !== undefined) return open
  if (value.kind === 'list') return { kind: 'number', text: String(value.items.length) }
  if (value.kind === 'map') return { kind: 'number', text: String(value.entries.size) }
  return { kind: 'number', text: String([...(stringOf(value) ?? '')].length) }
}

function holds(list: Value, wanted: Value): Value {
  const doubts: Unknown[] = []
  for (const { value } of itemsOf(list)) {
    const equal = areEqual(value, wanted)
    if (equal === true) return bool(true)
    if (equal !== false) doubts.push(unknownIn(equal) ?? unknown('it is not known'))
  }
  const open = openness(list)
  if (open !== undefined) doubts.push(open)
  return doubts.length === 0 && list.kind === 'list'
    ? bool(false)
    : together([...doubts, ...(doubts.length === 0 ? [unknown('it is no list')] : [])])
}

function joined([separator, ...lists]: readonly Item[]): Value {
  const between = stringOf(separator?.value ?? NULL)
  const open = lists.flatMap(({ value }) => openness(value) ?? (value.kind === 'list' ? [] : [unknown('it is no list')]))
  if (between === undefined) open.push(unknownIn(separator?.value ?? NULL) ?? unknown('it is no text'))
  if (between === undefined || open.length > 0) return { ...together(open), holds: lists }
  const items = lists.flatMap(({ value }) => itemsOf(value))
  const pieces = items.flatMap(({ value }, index): readonly Piece[] => [
    ...(index === 0 ? [] : [{ text: between }]),
    ...piecesOf(value),
  ])
  return { kind: 'text', pieces }
}

function split(separator: string | undefined, whole: Item | undefined, at: Item['at']): Value {
  const content = stringOf(whole?.value ?? NULL)
  if (separator === undefined || content === undefined)
    return unknownIn(whole?.value ?? NULL) ?? unknown('what it is split at is not known')
  if (content === '') return { kind: 'list', items: [{ value: text(''), at }] }
  return { kind: 'list', items: content.split(separator).map((part) => ({ value: text(part, [at]), at })) }
}

function truths(list: Item | undefined, decide: (all: readonly string[]) => boolean): Value {
  const texts = itemsOf(list?.value ?? NULL).flatMap(({ value }) => stringOf(value) ?? [])
  const open = list === undefined ? undefined : openness(list.value)
  if (open !== undefined || texts.length !== itemsOf(list?.value ?? NULL).length) return open ?? unknown('an item is not known')
  return bool(decide(texts))
}
