import { concatText, sliceText, type Text } from '../govalue/text.ts'

/** Ends a substitution: the text is not of the grammar (Flux's own words), or a bound of ours was hit. */
export class SubstitutionError extends Error {
  readonly at: number
  readonly limit: boolean
  constructor(why: string, at: number, limit = false) {
    super(why)
    this.at = at
    this.limit = limit
  }
}

/** What the scanner found. */
export type Token = 'illegal' | 'end' | 'text' | 'open' | 'close'

/** Which characters a token may hold: the character, and how many the token then has. */
export type Accept = (character: string, count: number) => boolean

/** What the scanner looks for. */
export interface Mode {
  readonly accept: Accept
  readonly text?: boolean
  readonly open?: boolean
  readonly close?: boolean
  /** Characters before which a `$` or a backslash is dropped. */
  readonly escapes?: 'dollar' | 'all'
}

/** A scanner of fluxcd/pkg/envsubst over a text; offsets are UTF-16 units. */
export interface Scanner {
  readonly of: Text
  position: number
  start: number
  width: number
  /** Offsets that an escape dropped. */
  readonly dropped: number[]
}

/** A scanner at the beginning of a text. */
export function startScanner(of: Text): Scanner {
  return { of, position: 0, start: 0, width: 0, dropped: [] }
}

const END = ''

/** The next character; the empty text at the end. */
function read(s: Scanner): string {
  const code = s.of.text.codePointAt(s.position)
  // The scanner takes U+0000 for the end.
  if (code === undefined || code === 0) {
    s.width = 0
    return END
  }
  const character = String.fromCodePoint(code)
  s.width = character.length
  s.position += s.width
  return character
}

function unread(s: Scanner): void {
  s.position -= s.width
}

/** The next character without taking it. */
export function peek(s: Scanner): string {
  const character = read(s)
  unread(s)
  return character
}

/** The character after the next one. */
export function peekSecond(s: Scanner): string {
  read(s)
  const { width } = s
  const character = peek(s)
  s.position -= width
  return character
}

/** The text of the last token, what escapes dropped left out. */
export function tokenText(s: Scanner): Text {
  const parts: Text[] = []
  let from = s.start
  for (const at of s.dropped) {
    if (at < s.start) continue
    parts.push(sliceText(s.of, from, at))
    from = at + 1
  }
  return concatText([...parts, sliceText(s.of, from, s.position)])
}

/** Takes the next token. */
export function scan(s: Scanner, mode: Mode): Token {
  s.start = s.position
  s.dropped.length = 0
  const character = read(s)
  if (character === END) return 'end'
  if (opens(s, mode, character)) return 'open'
  if (mode.close === true && character === '}') return 'close'
  return mode.text === true && scanText(s, mode, character) ? 'text' : 'illegal'
}

function scanText(s: Scanner, mode: Mode, first: string): boolean {
  if (isEscaped(s, mode, first)) drop(s)
  else if (!mode.accept(first, s.position - s.start)) return false
  for (;;) {
    const character = read(s)
    if (character === END) return true
    if (opens(s, mode, character)) {
      s.position -= 2
      return true
    }
    if (isEscaped(s, mode, character)) {
      drop(s)
    } else if (!mode.accept(character, s.position - s.start - s.dropped.length)) {
      unread(s)
      return true
    }
  }
}

function opens(s: Scanner, { open }: Mode, character: string): boolean {
  if (open !== true || character !== '$') return false
  if (s.of.text[s.position] !== '{') return false
  s.position++
  return true
}

function isEscaped(s: Scanner, { escapes }: Mode, character: string): boolean {
  if (escapes === undefined) return false
  const next = s.of.text[s.position]
  if (character === '$') return next === '$'
  return escapes === 'all' && character === '\\' && (next === '/' || next === '\\')
}

/** Drops the character just taken and takes the next one as it stands. */
function drop(s: Scanner): void {
  s.dropped.push(s.position - 1)
  s.position++
}
