import { printValue } from '../gofmt/print.ts'
import { quoteText } from '../gofmt/quote.ts'
import type { Callable } from '../govalue/callable.ts'
import { concatText, piecesOf, sliceText, type Text, text } from '../govalue/text.ts'
import { list, type Value } from '../govalue/value.ts'
import { argument, textAt } from './arguments.ts'
import { define } from './define.ts'
import { blurred } from './pieces.ts'
import { unknownResult, unknownTextResult } from './unknowns.ts'

const SPACE = text(' ')
const QUOTE = text("'")

/** sprig's strval: a text is itself, bytes are their text, all else prints as `%v`. */
export function textOf(value: Value): Text {
  return value.kind === 'bytes' ? value.text : printValue(value)
}

/** Texts with a separator between them. */
export function joinTexts(parts: readonly Text[], separator: Text): Text {
  return concatText(parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])))
}

/** sprig's strslice: the texts of a list's items without nils, of any other value its own; undefined when it is not known which. */
export function textsOf(value: Value): readonly Text[] | undefined {
  if (value.kind === 'unknown' || isUnordered(value)) return undefined
  if (value.kind === 'nil') return []
  if (value.kind === 'list') return value.items.filter((item) => item.kind !== 'nil').map(textOf)
  // A []byte is a slice of numbers, unless it is asked for as a whole.
  return value.kind === 'bytes' ? bytesAsTexts(value.text) : [textOf(value)]
}

function bytesAsTexts(of: Text): readonly Text[] {
  return [...printValue({ kind: 'bytes', text: of }).text.slice(1, -1).split(' ')]
    .filter((part) => part !== '')
    .map((part) => text(part))
}

/** Whether the order of a list's items is not known. */
export function isUnordered(value: Value): boolean {
  return value.kind === 'list' && value.unordered === true && value.items.length > 1
}

function present(args: readonly Value[]): readonly Value[] {
  return args.filter((arg) => arg.kind !== 'nil')
}

function cat(args: readonly Value[]): Text {
  // Go joins by a format whose last space is trimmed, not the values.
  return joinTexts(present(args).map(printValue), SPACE)
}

function join(args: readonly Value[]): Text {
  const parts = textsOf(argument(args, 1))
  return parts === undefined ? unknownTextResult('join', args, 'any') : joinTexts(parts, textAt(args, 0))
}

function toStrings(args: readonly Value[]): Value {
  const value = argument(args, 0)
  if (value.kind === 'list' && value.type === '[]string') return value
  const parts = value.kind === 'list' ? textsOf({ ...value, unordered: false }) : textsOf(value)
  if (parts === undefined) return unknownResult('toStrings', args, '[]string')
  return isUnordered(value) ? { ...list(parts, '[]string'), unordered: true } : list(parts, '[]string')
}

/** Replaces in what is known; where an unknown part could take part in a match the whole text is unknown. */
function replace(args: readonly Value[], run: { readonly allow: (size: number) => void }): Text {
  const [old, by, of] = [textAt(args, 0), textAt(args, 1), textAt(args, 2)]
  if (old.unknown !== undefined || (of.unknown !== undefined && !isApart(old.text, of))) return blurred('replace', of, old, by)
  const parts: Text[] = []
  let from = 0
  const step = (at: number): void => {
    parts.push(sliceText(of, from, at), by)
    run.allow(of.text.length + parts.length * by.text.length)
  }
  if (old.text === '') return replaceBetween(by, of, run)
  for (let at = of.text.indexOf(old.text); at >= 0; at = of.text.indexOf(old.text, from)) {
    step(at)
    from = at + old.text.length
  }
  return from === 0 ? of : concatText([...parts, sliceText(of, from)])
}

/** An empty text is found before every character and at the end. */
function replaceBetween(by: Text, of: Text, run: { readonly allow: (size: number) => void }): Text {
  run.allow(of.text.length * (by.text.length + 1))
  const parts: Text[] = [by]
  let at = 0
  for (const character of of.text) {
    parts.push(sliceText(of, at, at + character.length), by)
    at += character.length
  }
  return concatText(parts)
}

/** Whether no match can touch an unknown part: those are words, and what is replaced has a character that no word has. */
function isApart(old: string, of: Text): boolean {
  return (
    /[\s"'{}<>]/.test(old) &&
    !/[\w.+/=@$:-]/.test(old) &&
    piecesOf(of).every(({ unknown }) => unknown === undefined || unknown.alphabet === 'word')
  )
}

/** Functions that quote, join and print values. */
export const QUOTING: readonly Callable[] = [
  define(
    'quote(any...) string',
    (args) =>
      joinTexts(
        present(args).map((arg) => quoteText(textOf(arg))),
        SPACE,
      ),
    'handles',
  ),
  define(
    'squote(any...) string',
    (args) =>
      joinTexts(
        present(args).map((arg) => concatText([QUOTE, printValue(arg), QUOTE])),
        SPACE,
      ),
    'handles',
  ),
  define('cat(any...) string', cat, 'handles'),
  define('join(string, any) string', join, 'handles'),
  define('toString(any) string', (args) => textOf(argument(args, 0)), 'handles'),
  define('toStrings(any) []string', toStrings, 'handles'),
  define('replace(string, string, string) string', replace, 'handles'),
]
