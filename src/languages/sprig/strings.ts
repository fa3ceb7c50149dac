import type { Callable } from '../govalue/callable.ts'
import { concatText, indentText, sliceText, type Text, text } from '../govalue/text.ts'
import { byteLength } from '../govalue/utf8.ts'
import { bool, map, type Value } from '../govalue/value.ts'
import { numberAt, panic, textAt } from './arguments.ts'
import { alias, define } from './define.ts'
import { blurred, knownPrefix, knownSuffix, SPACE, sliceTextBytes, trimText } from './pieces.ts'
import { isOpen, unknownResult, unknownTextResult } from './unknowns.ts'

const isSpace = (character: string): boolean => SPACE.test(character)

function trim(of: Text): Text {
  return trimText(of, isSpace, true, true, true) ?? blurred('trim', of)
}

function trimSet(set: Text, of: Text): Text {
  if (set.unknown !== undefined) return blurred('trimAll', of, set)
  const characters = new Set(set.text)
  return trimText(of, (character) => characters.has(character), true, true, false) ?? blurred('trimAll', of, set)
}

function trimSuffix(suffix: Text, of: Text): Text {
  if (suffix.unknown !== undefined) return blurred('trimSuffix', of, suffix)
  const known = knownSuffix(of)
  if (known >= suffix.text.length)
    return of.text.endsWith(suffix.text) ? sliceText(of, 0, of.text.length - suffix.text.length) : of
  // What is known of the end may already show that the suffix is not there.
  if (of.unknown === undefined || !suffix.text.endsWith(of.text.slice(of.text.length - known))) return of
  return blurred('trimSuffix', of, suffix)
}

function trimPrefix(prefix: Text, of: Text): Text {
  if (prefix.unknown !== undefined) return blurred('trimPrefix', of, prefix)
  const known = knownPrefix(of)
  if (known >= prefix.text.length) return of.text.startsWith(prefix.text) ? sliceText(of, prefix.text.length) : of
  const open = of.unknown !== undefined && prefix.text.startsWith(of.text.slice(0, known))
  return open ? blurred('trimPrefix', of, prefix) : of
}

function trunc(args: readonly Value[]): Text {
  const of = textAt(args, 1)
  if (isOpen(args[0])) return unknownTextResult('trunc', args, 'any')
  const count = numberAt(args, 0)
  if (of.unknown !== undefined) {
    const enough = count >= 0 && byteLength(of.text.slice(0, knownPrefix(of))) >= count
    return enough ? sliceTextBytes(sliceText(of, 0, knownPrefix(of)), 0, count) : blurred(`trunc ${count}`, of)
  }
  const length = byteLength(of.text)
  if (count < 0) return length + count > 0 ? sliceTextBytes(of, length + count, length) : of
  return length > count ? sliceTextBytes(of, 0, count) : of
}

function substring(args: readonly Value[]): Text {
  const of = textAt(args, 2)
  if (isOpen(args[0]) || isOpen(args[1]) || of.unknown !== undefined) return unknownTextResult('substr', args, 'any')
  const [start, end, length] = [numberAt(args, 0), numberAt(args, 1), byteLength(of.text)]
  if (start < 0) return sliceTextBytes(of, 0, within(end, 0, end, length))
  if (end < 0 || end > length) return sliceTextBytes(of, within(start, start, length, length), length)
  return sliceTextBytes(of, within(start, start, end, length), end)
}

/** Go's bounds of a slice of a string. */
function within(value: number, start: number, end: number, length: number): number {
  if (end < 0 || end > length)
    throw panic(`runtime error: slice bounds out of range [:${end}]${end < 0 ? '' : ` with length ${length}`}`)
  if (start > end) throw panic(`runtime error: slice bounds out of range [${start}:${end}]`)
  return value
}

/** Whether a text holds, starts or ends with another one, where the unknown parts leave that open unknown. */
function asks(name: string, test: (of: string, part: string) => boolean): (args: readonly Value[]) => Value {
  return (args) => {
    const [part, of] = [textAt(args, 0), textAt(args, 1)]
    if (part.unknown !== undefined || of.unknown !== undefined) return unknownResult(name, args, 'bool')
    return bool(test(of.text, part.text))
  }
}

function split(args: readonly Value[], parts: readonly Text[]): Value {
  const entries = new Map(parts.map((part, index) => [`_${index}`, part as Value]))
  return map(entries, 'map[string]string', textAt(args, 0).unknown?.at)
}

function indented(args: readonly Value[], run: { readonly allow: (size: number) => void }): Text {
  const of = textAt(args, 1)
  if (isOpen(args[0])) return unknownTextResult('indent', args, 'any')
  const count = numberAt(args, 0)
  if (count < 0) throw panic('strings: negative Repeat count')
  let lines = 1
  for (let at = of.text.indexOf('\n'); at >= 0; at = of.text.indexOf('\n', at + 1)) lines++
  run.allow(of.text.length + lines * count)
  return indentText(of, ' '.repeat(count))
}

const NEWLINE = text('\n')

/** Splits a known text as strings.SplitN: `limit` below 0 is all parts, 0 none. */
export function splitText(of: Text, separator: string, limit: number): readonly Text[] {
  if (limit === 0) return []
  const parts: Text[] = []
  const most = limit < 0 ? Number.POSITIVE_INFINITY : limit
  if (separator === '') return splitCharacters(of, most)
  let from = 0
  for (let at = of.text.indexOf(separator); at >= 0 && parts.length < most - 1; at = of.text.indexOf(separator, from)) {
    parts.push(sliceText(of, from, at))
    from = at + separator.length
  }
  return [...parts, sliceText(of, from)]
}

function splitCharacters(of: Text, most: number): readonly Text[] {
  const parts: Text[] = []
  let at = 0
  for (const character of of.text) {
    if (parts.length === most - 1) break
    parts.push(sliceText(of, at, at + character.length))
    at += character.length
  }
  return at < of.text.length ? [...parts, sliceText(of, at)] : parts
}

const trimAll = define('trimAll(string, string) string', (args) => trimSet(textAt(args, 0), textAt(args, 1)), 'handles')

/** Functions that cut, test and shift text. */
export const STRINGS: readonly Callable[] = [
  define('hello() string', () => text('Hello!')),
  define('trim(string) string', (args) => trim(textAt(args, 0)), 'handles'),
  trimAll,
  alias('trimall', trimAll),
  define('trimSuffix(string, string) string', (args) => trimSuffix(textAt(args, 0), textAt(args, 1)), 'handles'),
  define('trimPrefix(string, string) string', (args) => trimPrefix(textAt(args, 0), textAt(args, 1)), 'handles'),
  define('trunc(int, string) string', trunc, 'handles'),
  define('substr(int, int, string) string', substring, 'handles'),
  define(
    'contains(string, string) bool',
    asks('contains', (of, part) => of.includes(part)),
    'handles',
  ),
  define(
    'hasPrefix(string, string) bool',
    asks('hasPrefix', (of, part) => of.startsWith(part)),
    'handles',
  ),
  define(
    'hasSuffix(string, string) bool',
    asks('hasSuffix', (of, part) => of.endsWith(part)),
    'handles',
  ),
  define('indent(int, string) string', indented, 'handles'),
  define('nindent(int, string) string', (args, run) => concatText([NEWLINE, indented(args, run)]), 'handles'),
  define('repeat(int, string) string', (args, run) => {
    const [count, of] = [numberAt(args, 0), textAt(args, 1)]
    if (count < 0) throw panic('strings: negative Repeat count')
    run.allow(count * Math.max(of.text.length, 1))
    return of.text === '' ? of : concatText(new Array<Text>(count).fill(of))
  }),
  define('split(string, string) map[string]string', (args) => split(args, splitText(textAt(args, 1), textAt(args, 0).text, -1))),
  define('splitn(string, int, string) map[string]string', (args) =>
    split(args, splitText(textAt(args, 2), textAt(args, 0).text, numberAt(args, 1))),
  ),
  define('splitList(string, string) []string', (args) => ({
    kind: 'list',
    items: splitText(textAt(args, 1), textAt(args, 0).text, -1),
    type: '[]string',
    sources: undefined,
  })),
  define('plural(string, string, int) string', (args) => textAt(args, numberAt(args, 2) === 1 ? 0 : 1)),
]
