import { type Callable, NotKnown } from '../govalue/callable.ts'
import { derivedText, type Text } from '../govalue/text.ts'
import { byteLength, bytesOf, fromBytes, isValidUtf8, sliceBytes } from '../govalue/utf8.ts'
import type { Value } from '../govalue/value.ts'
import { numberAt, textAt } from './arguments.ts'
import { define } from './define.ts'
import { isLower, isTitle, isUpper, lowerRune, lowerText, mapRunes, titleRune, upperRune, upperText } from './letters.ts'
import { mapText, SPACE } from './pieces.ts'
import { joinWords, pascalCase } from './snake.ts'

/** strings.Title: a letter behind anything but letters, digits and underscores becomes a capital. */
function title(text: string): string {
  let before = ' '
  return mapRunes(text, (character) => {
    const starts = isSeparator(before)
    before = character
    return starts ? titleRune(character) : character
  })
}

function isSeparator(character: string): boolean {
  if (/^[\x00-\x7f]$/.test(character)) return !/^\w$/.test(character)
  return !/^[\p{L}\p{Nd}]$/u.test(character) && SPACE.test(character)
}

/** goutils.Uncapitalize: the first letter of each word small. */
function untitle(text: string): string {
  let starts = true
  return mapRunes(text, (character) => {
    const space = SPACE.test(character)
    const changed = !space && starts ? lowerRune(character) : character
    starts = space
    return changed
  })
}

/** goutils.SwapCase. */
function swapCase(text: string): string {
  let space = true
  return mapRunes(text, (character) => {
    const small = isLower(character)
    if (!small && !isUpper(character) && !isTitle(character)) {
      space = SPACE.test(character)
      return character
    }
    const changed = !small ? lowerRune(character) : space ? titleRune(character) : upperRune(character)
    space = false
    return changed
  })
}

/** goutils looks at bytes as if they were characters. */
function latinOf(text: string): string {
  return String.fromCharCode(...bytesOf(text))
}

function initials(text: string): string {
  let gap = true
  let out = ''
  for (const character of latinOf(text)) {
    const space = SPACE.test(character)
    if (!space && gap) out += character
    gap = space
  }
  return out
}

function withoutSpace(text: string): string {
  const latin = latinOf(text)
  const kept = [...latin].filter((character) => !SPACE.test(character)).join('')
  return kept.length === latin.length ? text : kept
}

function abbreviate(text: string, offset: number, width: number): string {
  const length = byteLength(text)
  if (text === '' || length <= width) return text
  const left = Math.min(Math.min(offset, length), length - (width - 3) < Math.min(offset, length) ? length - (width - 3) : length)
  if (left <= 4) return `${sliceBytes(text, 0, width - 3)}...`
  if (width < 7) return ''
  if (left + width - 3 < length) {
    const rest = sliceBytes(text, left, length)
    return `...${width - 3 < 4 ? '' : abbreviate(rest, 0, width - 3)}`
  }
  return `...${sliceBytes(text, length - (width - 3), length)}`
}

function abbrevBoth(args: readonly Value[]): string {
  const [left, right, { text }] = [numberAt(args, 0), numberAt(args, 1), textAt(args, 2)]
  return right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right)
}

/** goutils.WrapCustom, in bytes. */
function wrap(text: string, width: number, separator: string, breakLong: boolean): string {
  const source = latinOf(text)
  const lines = Math.max(width, 1)
  let out = ''
  let at = 0
  while (source.length - at > lines) {
    if (source[at] === ' ') {
      at++
      continue
    }
    const space = source.lastIndexOf(' ', at + lines)
    const end = space >= at ? space : breakLong ? at + lines : source.indexOf(' ', at + lines)
    if (end < 0) break
    out += source.slice(at, end) + separator
    at = space >= at || !breakLong ? end + 1 : end
  }
  return textOfLatin(out + source.slice(at))
}

function textOfLatin(latin: string): string {
  return fromBytes(Uint8Array.from(latin, (character) => character.charCodeAt(0)))
}

function wrapped(args: readonly Value[], run: { readonly allow: (size: number) => void }): Text {
  const custom = args.length === 3
  const [of, separator] = [textAt(args, custom ? 2 : 1), custom ? textAt(args, 1) : undefined]
  const given = separator === undefined || separator.text === '' ? '\n' : latinOf(separator.text)
  run.allow(of.text.length + (of.text.length / Math.max(numberAt(args, 0), 1)) * given.length)
  return derivedText(wrap(of.text, numberAt(args, 0), given, custom), separator === undefined ? [of] : [of, separator])
}

/** A function that changes letters in place, also in texts with unknown parts. */
function letters(name: string, change: (text: string) => string): Callable {
  return define(`${name}(string) string`, (args) => mapText(name, textAt(args, 0), change), 'handles')
}

/** A function that makes a new text of a known one. */
function made(signature: string, index: number, change: (args: readonly Value[]) => string): Callable {
  return define(signature, (args) => {
    const of = textAt(args, index)
    // The libraries differ in what they do with bytes that are no text.
    if (!isValidUtf8(of.text))
      throw new NotKnown({ why: 'bytes that are no text', id: `${signature} ${of.text}`, alphabet: 'any' })
    return derivedText(change(args), [of])
  })
}

/** Functions that change letters, words and lines. */
export const CASES: readonly Callable[] = [
  letters('upper', upperText),
  letters('lower', lowerText),
  made('title(string) string', 0, (args) => title(textAt(args, 0).text)),
  made('untitle(string) string', 0, (args) => untitle(textAt(args, 0).text)),
  made('swapcase(string) string', 0, (args) => swapCase(textAt(args, 0).text)),
  made('snakecase(string) string', 0, (args) => joinWords(textAt(args, 0).text, '_')),
  made('kebabcase(string) string', 0, (args) => joinWords(textAt(args, 0).text, '-')),
  made('camelcase(string) string', 0, (args) => pascalCase(textAt(args, 0).text)),
  made('initials(string) string', 0, (args) => initials(textAt(args, 0).text)),
  made('nospace(string) string', 0, (args) => withoutSpace(textAt(args, 0).text)),
  made('abbrev(int, string) string', 1, (args) => {
    const [width, { text }] = [numberAt(args, 0), textAt(args, 1)]
    return width < 4 ? text : abbreviate(text, 0, width)
  }),
  made('abbrevboth(int, int, string) string', 2, abbrevBoth),
  define('wrap(int, string) string', wrapped),
  define('wrapWith(int, string, string) string', wrapped),
]
