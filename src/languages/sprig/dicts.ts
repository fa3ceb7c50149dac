import type { Callable, Run } from '../govalue/callable.ts'
import { kindOf, sourcesOf, typeOf } from '../govalue/inspect.ts'
import { EMPTY, text } from '../govalue/text.ts'
import { compareBytes } from '../govalue/utf8.ts'
import { ANY_LIST, bool, list, type MapValue, map, NIL, type Value } from '../govalue/value.ts'
import { argument, mapAt, panic, textAt } from './arguments.ts'
import { copyValue } from './copy.ts'
import { alias, define } from './define.ts'
import { mergeInto } from './merge.ts'
import { textOf, textsOf } from './quoting.ts'
import { isOpen, unknownResult } from './unknowns.ts'

const ANY_MAP = 'map[string]interface {}'

/** A function that needs to see these arguments: where one of them is unknown so is the result. */
function seeing(signature: string, indexes: readonly number[], result: string | undefined, call: Callable['call']): Callable {
  const name = /^\w+/.exec(signature)?.[0] ?? ''
  return define(
    signature,
    (args, run) => (indexes.some((index) => isOpen(args[index])) ? unknownResult(name, args, result) : call(args, run)),
    'handles',
  )
}

function dict(args: readonly Value[]): Value {
  const entries = new Map<string, Value>()
  const keySources = new Map()
  for (let index = 0; index < args.length; index += 2) {
    const key = textOf(argument(args, index))
    // A key that prints an address in memory is like no other: what stands under the others is known all the same.
    if (key.unknown?.id === 'address') {
      entries.set(key.text, unknownResult('dict', args.slice(index, index + 2)))
      continue
    }
    if (key.unknown !== undefined) return unknownResult('dict', args, ANY_MAP)
    entries.set(key.text, index + 1 < args.length ? argument(args, index + 1) : EMPTY)
    keySources.set(key.text, sourcesOf(key))
  }
  return { ...map(entries), keySources }
}

/** A map as the parameter of a Go function has it: the same entries, without a name for its type. */
function plain(value: MapValue): MapValue {
  if (value.type === ANY_MAP) return value
  const { entries, keySources, sources } = value
  return { ...map(entries, ANY_MAP, sources), ...(keySources && { keySources }) }
}

function set(args: readonly Value[]): Value {
  const given = argument(args, 0)
  if (given.kind !== 'map' || given.isNil === true) throw panic('assignment to entry in nil map')
  const target = plain(given)
  const key = textAt(args, 1)
  target.entries.set(key.text, argument(args, 2))
  target.keySources?.set(key.text, sourcesOf(key))
  return target
}

/** `set` with an unknown key: nothing of the map is known any more. */
function setUnknown(args: readonly Value[]): Value {
  const target = argument(args, 0)
  if (target.kind === 'map') for (const key of target.entries.keys()) target.entries.set(key, unknownResult(`set ${key}`, args))
  return unknownResult('set', args, ANY_MAP)
}

function sortedKeys({ entries }: MapValue): readonly string[] {
  return [...entries.keys()].sort(compareBytes)
}

function keys(args: readonly Value[], run: Run): Value {
  const found: Value[] = []
  for (const arg of args) {
    if (arg.kind === 'unknown') return unknownResult('keys', args, '[]string')
    if (arg.kind !== 'map') continue
    run.allow(found.length + arg.entries.size)
    for (const key of sortedKeys(arg)) found.push(text(key, arg.keySources?.get(key) ?? arg.sources))
  }
  return { ...list(found, '[]string'), unordered: args.some((arg) => arg.kind === 'map' && arg.entries.size > 1) }
}

function values(args: readonly Value[]): Value {
  const source = mapAt(args, 0)
  const items = sortedKeys(source).map((key) => source.entries.get(key) ?? NIL)
  return { ...list(items, ANY_LIST, source.sources), unordered: items.length > 1 }
}

function pluck(args: readonly Value[]): Value {
  const { text: key } = textAt(args, 0)
  const dicts = args.slice(1)
  if (dicts.some((one) => one.kind === 'unknown')) return unknownResult('pluck', args, ANY_LIST)
  return list(dicts.flatMap((one) => (one.kind === 'map' ? [one.entries.get(key)].filter((value) => value !== undefined) : [])))
}

/** A new map with some of the entries; the entries themselves are shared. */
function chosen(source: MapValue, wanted: (key: string) => boolean): MapValue {
  const entries = new Map([...source.entries].filter(([key]) => wanted(key)))
  return { ...map(entries, ANY_MAP, source.sources), keySources: new Map(source.keySources) }
}

function picking(name: string, keep: boolean): Callable {
  return define(
    `${name}(map, string...) map`,
    (args) => {
      if (args.some(isOpen)) return unknownResult(name, args, ANY_MAP)
      const named = new Set(args.slice(1).map((_, index) => textAt(args, index + 1).text))
      const source = mapAt(args, 0)
      if (!keep) return chosen(source, (key) => !named.has(key))
      // pick goes by the keys that are asked for.
      return chosen(source, (key) => named.has(key))
    },
    'handles',
  )
}

function merging(name: string, overwrite: boolean): readonly Callable[] {
  const made = define(
    `${name}(map, map...) any`,
    (args, run) => {
      if (args.some((arg) => arg.kind === 'unknown')) return unknownResult(name, args, ANY_MAP)
      const given = plain(mapAt(args, 0))
      const filled = given.isNil === true && args.slice(1).some((arg) => arg.kind === 'map' && arg.isNil !== true)
      const target = filled ? map(new Map()) : given
      for (const source of args.slice(1)) if (source.kind === 'map') mergeInto(target, source, overwrite, run)
      return target
    },
    'handles',
  )
  return [made, alias(`must${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, made)]
}

function dig(args: readonly Value[]): Value {
  if (args.length < 3) throw panic('dig needs at least three arguments')
  const path = args.slice(0, -2)
  let at = argument(args, args.length - 1)
  if (at.kind === 'unknown') return unknownResult('dig', args)
  dictOf(at)
  for (const [index, key] of path.entries()) {
    if (isOpen(key) || at.kind === 'unknown') return unknownResult('dig', args)
    if (key.kind !== 'text') throw notThe(key, 'string')
    // Go looks at the types of all keys before it looks anything up.
    for (const later of path.slice(index)) if (later.kind !== 'text' && later.kind !== 'unknown') throw notThe(later, 'string')
    const step = dictOf(at).entries.get(key.text)
    if (step === undefined) return argument(args, args.length - 2)
    at = step
  }
  return at
}

function dictOf(value: Value): MapValue {
  if (value.kind === 'map' && value.type === ANY_MAP) return value
  throw notThe(value, ANY_MAP)
}

/** Go's panic of a type assertion. */
function notThe(value: Value, wanted: string): Error {
  const type = kindOf(value) === 'invalid' ? 'nil' : typeOf(value)
  return panic(`interface conversion: interface {} is ${type}, not ${wanted}`)
}

const deepCopy = define(
  'deepCopy(any) any',
  (args, run) => {
    if (argument(args, 0).kind === 'nil') throw panic('reflect: call of reflect.Value.Type on zero Value')
    return copyValue(argument(args, 0), run)
  },
  'handles',
)

/** Functions on dicts. */
export const DICTS: readonly Callable[] = [
  define('dict(any...) map', dict, 'handles'),
  seeing('get(map, string) any', [0, 1], undefined, (args) => mapAt(args, 0).entries.get(textAt(args, 1).text) ?? EMPTY),
  define('set(map, string, any) map', (args) => (isOpen(args[0]) || isOpen(args[1]) ? setUnknown(args) : set(args)), 'handles'),
  seeing('unset(map, string) map', [0, 1], ANY_MAP, (args) => {
    const target = plain(mapAt(args, 0))
    target.entries.delete(textAt(args, 1).text)
    return target
  }),
  seeing('hasKey(map, string) bool', [0, 1], 'bool', (args) => bool(mapAt(args, 0).entries.has(textAt(args, 1).text))),
  seeing('pluck(string, map...) list', [0], ANY_LIST, pluck),
  define('keys(map...) []string', keys, 'handles'),
  seeing('values(map) list', [0], ANY_LIST, values),
  picking('pick', true),
  picking('omit', false),
  ...merging('merge', false),
  ...merging('mergeOverwrite', true),
  define('dig(any...) any', dig, 'handles'),
  deepCopy,
  alias('mustDeepCopy', deepCopy),
]

/** Sorts the texts of a list; a []string is sorted where it stands, as Go's does, so that all who hold it see it sorted. */
export const SORT_ALPHA: Callable = define(
  'sortAlpha(any) []string',
  (args, run) => {
    const value = argument(args, 0)
    if (value.kind === 'unknown') return unknownResult('sortAlpha', args, '[]string')
    const texts = [...(textsOf(value.kind === 'list' ? { ...value, unordered: false } : value) ?? [])]
    run.spend(texts.length * Math.ceil(Math.log2(texts.length + 2)))
    if (value.kind === 'nil') return list([text('<nil>')], '[]string')
    if (value.kind !== 'list' && value.kind !== 'bytes') return list([textOf(value)], '[]string')
    if (texts.some((one) => one.unknown !== undefined)) return unknownResult('sortAlpha', args, '[]string')
    texts.sort((a, b) => compareBytes(a.text, b.text))
    if (value.kind === 'list' && value.type === '[]string') Object.assign(value, { items: texts, unordered: false })
    return list(texts, '[]string')
  },
  'handles',
)
