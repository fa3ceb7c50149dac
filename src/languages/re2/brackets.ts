import { posixClass } from './classes.ts'
import { between, type Cursor, signed, takeEscape, takeEscapedSet } from './escapes.ts'
import { cleanRanges, foldRanges, negateRanges, type Ranges } from './ranges.ts'
import { patternProblem } from './syntax.ts'

/** The set between brackets at the cursor, which moves behind it. */
export function takeClass(cursor: Cursor): Ranges {
  const start = cursor.at++
  const negated = cursor.chars[cursor.at] === '^'
  if (negated) cursor.at++
  const pairs: number[] = []
  for (let first = true; first || cursor.chars[cursor.at] !== ']'; first = false) pairs.push(...classItem(cursor, start))
  cursor.at++
  const ranges = cleanRanges(pairs)
  return negated ? negateRanges(ranges) : ranges
}

function classItem(cursor: Cursor, classStart: number): Ranges {
  const named = takeNamed(cursor) ?? takeEscapedSet(cursor)
  if (named !== undefined) return named
  const start = cursor.at
  const low = classChar(cursor, classStart)
  const after = cursor.chars[cursor.at + 1]
  if (cursor.chars[cursor.at] !== '-' || after === undefined || after === ']')
    return cursor.fold ? foldRanges([low, low]) : [low, low]
  cursor.at++
  const high = classChar(cursor, classStart)
  if (high < low) throw patternProblem('invalid character class range', between(cursor, start, cursor.at))
  return cursor.fold ? foldRanges([low, high]) : [low, high]
}

function takeNamed(cursor: Cursor): Ranges | undefined {
  if (cursor.chars[cursor.at] !== '[' || cursor.chars[cursor.at + 1] !== ':') return undefined
  const rest = between(cursor, cursor.at + 2, cursor.chars.length)
  const end = rest.indexOf(':]')
  if (end < 0) return undefined
  const name = rest.slice(0, end)
  const set = posixClass(name.replace(/^\^/, ''))
  if (set === undefined) throw patternProblem('invalid character class range', `[:${name}:]`)
  cursor.at += [...name].length + 4
  return signed(cursor, set, name.startsWith('^'))
}

function classChar(cursor: Cursor, classStart: number): number {
  const char = cursor.chars[cursor.at]
  if (char === undefined) throw patternProblem('missing closing ]', between(cursor, classStart, cursor.chars.length))
  if (char === '\\') return takeEscape(cursor)
  cursor.at++
  return char.codePointAt(0) ?? 0
}
