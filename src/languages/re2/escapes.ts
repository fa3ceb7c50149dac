import { perlClass, unicodeClass } from './classes.ts'
import { foldRanges, negateRanges, type Ranges } from './ranges.ts'
import { PatternUnsupported, patternProblem } from './syntax.ts'

/** A place in an expression that is being read, one entry per code point. */
export interface Cursor {
  readonly chars: readonly string[]
  at: number
  fold: boolean
}

const CONTROL: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }

/** The text from one place to another. */
export function between({ chars }: Cursor, from: number, to: number): string {
  return chars.slice(from, to).join('')
}

/** The set that `\p{…}`, `\P`, `\d` and the like name at the cursor, which moves behind it; undefined when none stands there. */
export function takeEscapedSet(cursor: Cursor): Ranges | undefined {
  const letter = cursor.chars[cursor.at + 1]
  if (cursor.chars[cursor.at] !== '\\' || letter === undefined) return undefined
  if (letter === 'p' || letter === 'P') return takeUnicode(cursor, letter === 'P')
  const set = perlClass(letter.toLowerCase())
  if (set === undefined) return undefined
  cursor.at += 2
  return signed(cursor, set, letter !== letter.toLowerCase())
}

/** A set as the flags at the cursor and its sign make it. */
export function signed({ fold }: Cursor, set: Ranges, negated: boolean): Ranges {
  const whole = fold ? foldRanges(set) : set
  return negated ? negateRanges(whole) : whole
}

function takeUnicode(cursor: Cursor, negated: boolean): Ranges | undefined {
  const start = cursor.at
  const first = cursor.chars[start + 2]
  // Go leaves a lone `\p` to the ordinary escapes, which refuse it.
  if (first === undefined) return undefined
  const end = first === '{' ? cursor.chars.indexOf('}', start) : start + 2
  if (end < 0) throw patternProblem('invalid character class range', between(cursor, start, cursor.chars.length))
  const name = first === '{' ? between(cursor, start + 3, end) : first
  const inverted = name.startsWith('^')
  const set = unicodeClass(inverted ? name.slice(1) : name)
  if (set === 'unsupported') {
    if (!/^[\w -]+$/.test(name)) throw patternProblem('invalid character class range', between(cursor, start, end + 1))
    throw new PatternUnsupported(`the class ${between(cursor, start, end + 1)} is not supported`)
  }
  cursor.at = end + 1
  return signed(cursor, set, negated !== inverted)
}

/** The character that an escape at the cursor stands for; the cursor moves behind it. */
export function takeEscape(cursor: Cursor): number {
  const start = cursor.at
  const char = cursor.chars[start + 1]
  if (char === undefined) throw patternProblem('trailing backslash at end of expression', '')
  cursor.at += 2
  const control = Object.hasOwn(CONTROL, char) ? CONTROL[char] : undefined
  if (control !== undefined) return control
  if (char === 'x') return takeHex(cursor, start)
  if (/^[0-7]$/.test(char)) return takeOctal(cursor, start, char)
  if (/^[\0-\x7f]$/.test(char) && !/^[A-Za-z0-9]$/.test(char)) return char.charCodeAt(0)
  throw refused(cursor, start)
}

function takeOctal(cursor: Cursor, start: number, first: string): number {
  let digits = first
  for (
    let next = cursor.chars[cursor.at];
    digits.length < 3 && next !== undefined && /^[0-7]$/.test(next);
    next = cursor.chars[cursor.at]
  ) {
    digits += next
    cursor.at++
  }
  // A single digit that is not zero would be a back reference.
  if (digits.length === 1 && first !== '0') throw refused(cursor, start)
  return Number.parseInt(digits, 8)
}

function takeHex(cursor: Cursor, start: number): number {
  const first = cursor.chars[cursor.at]
  if (first === undefined) throw refused(cursor, start)
  cursor.at++
  if (first === '{') return takeBraced(cursor, start)
  const second = cursor.chars[cursor.at]
  if (second !== undefined) cursor.at++
  if (second === undefined || !/^[0-9A-Fa-f]{2}$/.test(first + second)) throw refused(cursor, start)
  return Number.parseInt(first + second, 16)
}

function takeBraced(cursor: Cursor, start: number): number {
  let value = 0
  let digits = 0
  for (let char = cursor.chars[cursor.at]; char !== undefined; char = cursor.chars[cursor.at]) {
    cursor.at++
    if (char === '}' && digits > 0) return value
    value = value * 16 + (/^[0-9A-Fa-f]$/.test(char) ? Number.parseInt(char, 16) : Number.POSITIVE_INFINITY)
    if (!(value <= 0x10ffff)) break
    digits++
  }
  throw refused(cursor, start)
}

function refused(cursor: Cursor, start: number): Error {
  return patternProblem('invalid escape sequence', between(cursor, start, cursor.at))
}
