import type { Callable, Run } from '../govalue/callable.ts'
import { kindOf, truthOf } from '../govalue/inspect.ts'
import { bytesOf } from '../govalue/utf8.ts'
import { ANY_LIST, bool, int, type List, list, NIL, type Value } from '../govalue/value.ts'
import { argument, numberAt, panic } from './arguments.ts'
import { toInt64 } from './cast.ts'
import { alias, define } from './define.ts'
import { deepEqual } from './equal.ts'
import { derived, isOpen, unknownResult } from './unknowns.ts'

/** What Go prints where nil is asked for its type. */
export const NIL_POINTER = 'runtime error: invalid memory address or nil pointer dereference'

/** The items of a slice of any kind; `undefined` where the value is no slice. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (value.kind === 'list') return value.items
  return value.kind === 'bytes' ? Array.from(bytesOf(value.text.text), (byte) => int(byte, 'uint8')) : undefined
}

/** What a list function does with the items; `source` is the list itself, `args` all arguments. */
type OnItems = (items: readonly Value[], source: List, args: readonly Value[], run: Run) => Value

interface Shape {
  /** Where the list stands among the arguments. */
  readonly at: number
  /** Go's error for what is no list, without the kind. */
  readonly complaint: string
  /** Whether the result depends on the order of the items. */
  readonly ordered: boolean
  readonly result: string
  /** Whether the result is one of the items. */
  readonly one: boolean
}

/** A list function and its `must` twin, which differ in Go by panic and error and print the same. */
function onList(signature: string, shape: Shape, call: OnItems): readonly Callable[] {
  const name = /^\w+/.exec(signature)?.[0] ?? ''
  const made = define(
    signature,
    (args, run) => {
      const value = argument(args, shape.at)
      if (value.kind === 'unknown') return unknownResult(name, args, shape.result)
      if (value.kind === 'nil') throw panic(NIL_POINTER)
      const items = itemsOf(value)
      if (items === undefined) throw panic(`${shape.complaint} ${kindOf(value)}`)
      run.spend(items.length)
      const source = value.kind === 'list' ? value : list(items, '[]uint8')
      if (shape.ordered && source.unordered === true && items.length > 1)
        return shape.one && items.length <= MOST_CHOICES
          ? chosen(items, args, run)
          : unknownOrder(name, args, source, shape.result)
      return call(items, source, args, run)
    },
    'handles',
  )
  return [made, alias(`must${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, made)]
}

/** Of how many items one is tried after the other, each in worlds of its own. */
const MOST_CHOICES = 8
const RANDOM_ORDER = 'the order of the keys and values of a map is different each time'

/** Any of the items can stand first: each does in some world. */
function chosen(items: readonly Value[], args: readonly Value[], run: Run): Value {
  const { id } = derived('order', args, 'any')
  const index = items.findIndex(
    (_, at) => at === items.length - 1 || run.decide({ why: RANDOM_ORDER, id: `${id} ${at}`, alphabet: 'any' }),
  )
  return items[index] ?? NIL
}

function unknownOrder(name: string, args: readonly Value[], { sources }: List, type: string): Value {
  const base = unknownResult(name, args, type === 'interface {}' ? undefined : type)
  return { ...base, unknown: { ...base.unknown, why: RANDOM_ORDER }, sources: base.sources ?? sources }
}

/** A new list of items that come in the order of an old one. */
function fresh(items: readonly Value[], { unordered, sources }: List): List {
  return unordered === true ? { ...list(items, ANY_LIST, sources), unordered } : list(items, ANY_LIST, sources)
}

/** Go's nil slice, which encoders print as null. */
function nilList({ sources }: List): List {
  return { ...list([], ANY_LIST, sources), isNil: true }
}

function shape(at: number, complaint: string, ordered: boolean, result: string = ANY_LIST): Shape {
  return { at, complaint, ordered, result, one: /first|last/.test(complaint) }
}

function has(needle: Value, items: readonly Value[], args: readonly Value[], run: Run): Value {
  let open = false
  for (const item of items) {
    const equal = deepEqual(needle, item, run.spend)
    if (equal === true) return bool(true)
    open ||= equal === 'unknown'
  }
  return open ? unknownResult('has', args, 'bool') : bool(false)
}

/** Items that are not in `taken`, each once if `once`; undefined when an unknown decides. */
function filtered(items: readonly Value[], omit: readonly Value[], once: boolean, run: Run): readonly Value[] | undefined {
  const kept: Value[] = []
  for (const item of items) {
    const equals = (once ? kept : omit).map((other) => deepEqual(other, item, run.spend))
    if (equals.includes(true)) continue
    if (equals.includes('unknown')) return undefined
    kept.push(item)
  }
  return kept
}

function slice(items: readonly Value[], source: List, args: readonly Value[]): Value {
  if (items.length === 0) return NIL
  if (isOpen(args[1]) || isOpen(args[2])) return unknownResult('slice', args)
  const start = args[1] === undefined ? 0 : Number(toInt64(args[1]))
  const end = args[2] === undefined ? items.length : Number(toInt64(args[2]))
  // Behind the end Go gives what the capacity of the slice allows, which nobody can see.
  if (start >= 0 && end > items.length && end >= start) return unknownResult('slice', args)
  if (start < 0 || end < start) throw panic('reflect.Value.Slice: slice index out of bounds')
  return { ...source, items: items.slice(start, end) }
}

function chunk(items: readonly Value[], source: List, args: readonly Value[]): Value {
  const size = numberAt(args, 0)
  const count = Math.floor((items.length - 1) / size) + 1
  if (!(count >= 0) || !Number.isFinite(count) || (size < 0 && count > 0 && items.length % size === 0))
    throw panic('runtime error: makeslice: len out of range')
  const chunks: Value[] = size < 0 && count > 0 ? [fresh(items, source)] : []
  for (let index = chunks.length; index < count; index++)
    chunks.push(fresh(items.slice(index * size, (index + 1) * size), source))
  return list(chunks, '[][]interface {}', source.sources)
}

function concat(args: readonly Value[], run: Run): Value {
  const items: Value[] = []
  let unordered = false
  for (const arg of args) {
    if (arg.kind === 'unknown') return unknownResult('concat', args, ANY_LIST)
    if (arg.kind === 'nil') throw panic(NIL_POINTER)
    const more = itemsOf(arg)
    if (more === undefined) throw panic(`Cannot concat type ${kindOf(arg)} as list`)
    unordered ||= arg.kind === 'list' && arg.unordered === true
    run.allow(items.length + more.length)
    for (const item of more) items.push(item)
  }
  const made = list(items)
  if (items.length === 0) return { ...made, isNil: true }
  return unordered ? { ...made, unordered } : made
}

function compact(items: readonly Value[], source: List, args: readonly Value[]): Value {
  const truths = items.map((item) => (item.kind === 'struct' ? true : truthOf(item)))
  if (truths.some((truth) => typeof truth !== 'boolean')) return unknownResult('compact', args, ANY_LIST)
  return fresh(
    items.filter((_, index) => truths[index] === true),
    source,
  )
}

const push = onList('append(any, any) list', shape(0, 'Cannot push on type', false), (items, source, args) =>
  fresh([...items, argument(args, 1)], source),
)
const makeList = define('list(any...) list', (args) => list([...args]), 'handles')

/** Functions on lists. */
export const LISTS: readonly Callable[] = [
  makeList,
  alias('tuple', makeList),
  ...push,
  ...push.map((callable) => alias(callable.name.replace('append', 'push').replace('Append', 'Push'), callable)),
  ...onList('prepend(any, any) list', shape(0, 'Cannot prepend on type', false), (items, source, args) =>
    fresh([argument(args, 1), ...items], source),
  ),
  ...onList('first(any) any', shape(0, 'Cannot find first on type', true, ''), (items) => items[0] ?? NIL),
  ...onList('last(any) any', shape(0, 'Cannot find last on type', true, ''), (items) => items.at(-1) ?? NIL),
  ...onList('rest(any) list', shape(0, 'Cannot find rest on type', true), (items, source) =>
    items.length === 0 ? nilList(source) : fresh(items.slice(1), source),
  ),
  ...onList('initial(any) list', shape(0, 'Cannot find initial on type', true), (items, source) =>
    items.length === 0 ? nilList(source) : fresh(items.slice(0, -1), source),
  ),
  ...onList('reverse(any) list', shape(0, 'Cannot find reverse on type', false), (items, source) =>
    fresh([...items].reverse(), source),
  ),
  ...onList('compact(any) list', shape(0, 'Cannot compact on type', false), compact),
  ...onList('uniq(any) list', shape(0, 'Cannot find uniq on type', false), (items, source, args, run) => {
    const kept = filtered(items, [], true, run)
    return kept === undefined ? unknownResult('uniq', args, ANY_LIST) : fresh(kept, source)
  }),
  ...onList('without(any, any...) list', shape(0, 'Cannot find without on type', false), (items, source, args, run) => {
    const kept = filtered(items, args.slice(1), false, run)
    return kept === undefined ? unknownResult('without', args, ANY_LIST) : fresh(kept, source)
  }),
  ...onList('has(any, any) bool', shape(1, 'Cannot find has on type', false, 'bool'), (items, _, args, run) =>
    has(argument(args, 0), items, args, run),
  ).map((callable) => ({
    ...callable,
    call: (args: readonly Value[], run: Run) => (argument(args, 1).kind === 'nil' ? bool(false) : callable.call(args, run)),
  })),
  ...onList('slice(any, any...) any', shape(0, 'list should be type of slice or array but', true, ''), slice),
  ...onList('chunk(int, any) [][]interface {}', shape(1, 'Cannot chunk type', true, '[][]interface {}'), chunk),
  define('concat(any...) any', concat, 'handles'),
]
