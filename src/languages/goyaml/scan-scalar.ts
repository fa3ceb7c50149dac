import {
  atDocumentIndicator,
  code,
  columnOf,
  isBlank,
  isBlankOrEnd,
  isBreak,
  readBreak,
  type ScalarStyle,
  type Scanner,
  scannerError,
  skip,
  skipPlain,
  type Token,
} from './scanner-state.ts'

/** Scans a plain scalar, over several lines. */
export function scanPlain(s: Scanner): Token {
  const indent = s.indent + 1
  const start = s.at
  const line = s.line
  let text = ''
  let end = s.at
  let spaces = ''
  let breaks: Breaks | undefined
  for (;;) {
    if (atDocumentIndicator(s) || code(s) === 35) break
    const from = s.at
    skipPlain(s)
    if (s.at > from) {
      text += (breaks === undefined ? spaces : foldBreaks(breaks)) + s.text.slice(from, s.at)
      breaks = undefined
      spaces = ''
      end = s.at
    }
    if (!isBlank(code(s)) && !isBreak(code(s))) break
    for (let c = code(s); isBlank(c) || isBreak(c); c = code(s)) {
      if (isBlank(c)) {
        if (breaks !== undefined && columnOf(s) < indent && c === 9) {
          throw scannerError(s, 'found a tab character that violates indentation', line)
        }
        if (breaks === undefined) spaces += String.fromCharCode(c)
        skip(s)
      } else breaks = addBreak(breaks, readBreak(s))
    }
    if (s.flow === 0 && columnOf(s) < indent) break
  }
  if (breaks !== undefined) s.keyAllowed = true
  return scalar(text, 'plain', start, end, line)
}

interface Breaks {
  readonly first: string
  readonly more: string
}

function addBreak(breaks: Breaks | undefined, next: string): Breaks {
  return breaks === undefined ? { first: next, more: '' } : { first: breaks.first, more: breaks.more + next }
}

function foldBreaks(breaks: Breaks): string {
  if (breaks.first !== '\n') return breaks.first + breaks.more
  return breaks.more === '' ? ' ' : breaks.more
}

/** Scans a scalar in quotes. */
export function scanQuoted(s: Scanner, single: boolean): Token {
  const start = s.at
  const line = s.line
  const quote = single ? 39 : 34
  skip(s)
  let text = ''
  for (;;) {
    if (atDocumentIndicator(s)) throw scannerError(s, 'found unexpected document indicator', line)
    if (s.at >= s.text.length) throw scannerError(s, 'found unexpected end of stream', line)
    const run = single ? readSingle(s) : readDouble(s, line)
    text += run.text
    if (code(s) === quote) break
    text += readQuotedBlanks(s, run.escapedBreak)
  }
  skip(s)
  return scalar(text, single ? 'single' : 'double', start, s.at, line)
}

function readQuotedBlanks(s: Scanner, escapedBreak: boolean): string {
  let spaces = ''
  // After an escaped line break further breaks are kept and blanks are eaten.
  let broken = escapedBreak
  let first = ''
  let more = ''
  for (let c = code(s); isBlank(c) || isBreak(c); c = code(s)) {
    if (isBlank(c)) {
      if (!broken) spaces += String.fromCharCode(c)
      skip(s)
    } else if (!broken) {
      first = readBreak(s)
      broken = true
    } else more += readBreak(s)
  }
  if (!broken) return spaces
  if (first === '\n') return more === '' ? ' ' : more
  return first + more
}

interface Run {
  readonly text: string
  readonly escapedBreak: boolean
}

function readSingle(s: Scanner): Run {
  let text = ''
  let from = s.at
  for (let c = code(s); !isBlankOrEnd(c); c = code(s)) {
    if (c !== 39) skip(s)
    else if (code(s, 1) === 39) {
      text += s.text.slice(from, s.at + 1)
      s.at += 2
      from = s.at
    } else break
  }
  return { text: text + s.text.slice(from, s.at), escapedBreak: false }
}

function readDouble(s: Scanner, line: number): Run {
  let text = ''
  let from = s.at
  for (let c = code(s); !isBlankOrEnd(c) && c !== 34; c = code(s)) {
    if (c !== 92) {
      skip(s)
      continue
    }
    text += s.text.slice(from, s.at)
    if (isBreak(code(s, 1))) {
      skip(s)
      readBreak(s)
      return { text, escapedBreak: true }
    }
    text += readEscape(s, line)
    from = s.at
  }
  return { text: text + s.text.slice(from, s.at), escapedBreak: false }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}

function readEscape(s: Scanner, line: number): string {
  const letter = s.text.charAt(s.at + 1)
  const plain = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
  if (plain !== undefined) {
    s.at += 2
    return plain
  }
  const length = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0
  if (length === 0) throw scannerError(s, 'found unknown escape character', line)
  s.at += 2
  const digits = s.text.slice(s.at, s.at + length)
  if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits))
    throw scannerError(s, 'did not find expected hexdecimal number', line)
  const value = Number.parseInt(digits, 16)
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff)
    throw scannerError(s, 'found invalid Unicode character escape code', line)
  s.at += length
  return String.fromCodePoint(value)
}

/** The token of a scalar. */
export function scalar(text: string, style: ScalarStyle, start: number, end: number, line: number): Token {
  return { kind: 'scalar', start, end, line, text, suffix: '', style, lines: [] }
}
