import { takeClass } from './brackets.ts'
import { between, type Cursor, takeEscape, takeEscapedSet } from './escapes.ts'
import { foldRanges, LAST_RUNE, type Ranges } from './ranges.ts'
import { PatternUnsupported, patternProblem, type Syntax } from './syntax.ts'

/** A parsed expression and the names of its groups; the first is the whole match, unnamed groups are ''. */
export interface Parsed {
  readonly syntax: Syntax
  readonly names: readonly string[]
}

interface Reader extends Cursor {
  readonly whole: string
  readonly names: string[]
  lines: boolean
  dotAll: boolean
  swap: boolean
  depth: number
}

/** Counted repetitions multiply to at most this, nested ones included: Go's own bound. */
const MAX_REPEAT = 1000
/** Groups nest at most this deep here; Go allows about five hundred. */
const MAX_DEPTH = 250
const NOT_NEWLINE: Ranges = [0, 9, 11, LAST_RUNE]
const EMPTY: Syntax = { kind: 'empty' }

/** Parses an expression as Go's regexp package does (its flags Perl); throws `PatternProblem` in Go's words, or `PatternUnsupported`. */
export function parsePattern(text: string): Parsed {
  const broken = /(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text)
  if (broken !== null) throw patternProblem('invalid UTF-8', text.slice(broken.index))
  const flags = { fold: false, lines: false, dotAll: false, swap: false }
  const reader: Reader = { whole: text, chars: [...text], at: 0, names: [''], depth: 0, ...flags }
  const syntax = choice(reader)
  if (reader.at < reader.chars.length) throw patternProblem('unexpected )', text)
  return { syntax, names: reader.names }
}

function choice(reader: Reader): Syntax {
  const branches = [sequence(reader)]
  while (reader.chars[reader.at] === '|') {
    reader.at++
    branches.push(sequence(reader))
  }
  const [first] = branches
  return branches.length === 1 && first !== undefined ? first : { kind: 'choice', of: branches }
}

function sequence(reader: Reader): Syntax {
  const of: Syntax[] = []
  let lastRepeat = -1
  for (let next = reader.chars[reader.at]; next !== undefined && next !== '|' && next !== ')'; next = reader.chars[reader.at]) {
    const start = reader.at
    const bounds = takeRepetition(reader)
    if (bounds !== undefined) {
      repeatLast(reader, of, bounds, start, lastRepeat)
      lastRepeat = start
      continue
    }
    lastRepeat = -1
    if (next === '\\' && reader.chars[start + 1] === 'Q') of.push(...quoted(reader))
    else {
      const piece = atom(reader, next)
      if (piece !== undefined) of.push(piece)
    }
  }
  const [first] = of
  if (first === undefined) return EMPTY
  return of.length === 1 ? first : { kind: 'sequence', of }
}

interface Bounds {
  readonly min: number
  readonly max: number
}

function takeRepetition(reader: Reader): Bounds | undefined {
  const char = reader.chars[reader.at]
  if (char === '*' || char === '+' || char === '?') {
    reader.at++
    return { min: char === '+' ? 1 : 0, max: char === '?' ? 1 : Number.POSITIVE_INFINITY }
  }
  if (char !== '{') return undefined
  const start = reader.at
  const found = /^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/.exec(between(reader, start, start + 40))
  if (found === null) return undefined
  reader.at += found[0].length
  const min = Number(found[1])
  const max = found[2] === undefined ? min : found[3] === undefined ? Number.POSITIVE_INFINITY : Number(found[3])
  if (min > MAX_REPEAT || min > max || (max !== Number.POSITIVE_INFINITY && max > MAX_REPEAT))
    throw patternProblem('invalid repeat count', found[0])
  return { min, max }
}

function repeatLast(reader: Reader, of: Syntax[], { min, max }: Bounds, start: number, lastRepeat: number): void {
  const operator = reader.chars[start]
  let lazy = reader.swap
  if (reader.chars[reader.at] === '?') {
    reader.at++
    lazy = !lazy
  }
  if (lastRepeat >= 0) throw patternProblem('invalid nested repetition operator', between(reader, lastRepeat, reader.at))
  const last = of.pop()
  if (last === undefined) throw patternProblem('missing argument to repetition operator', between(reader, start, reader.at))
  const repeat: Syntax = { kind: 'repeat', of: last, min, max, lazy }
  if (operator === '{' && (min >= 2 || max >= 2) && !repeatFits(repeat, MAX_REPEAT))
    throw patternProblem('invalid repeat count', between(reader, start, reader.at))
  of.push(repeat)
}

function repeatFits(syntax: Syntax, room: number): boolean {
  if (syntax.kind === 'capture') return repeatFits(syntax.of, room)
  if (syntax.kind === 'sequence' || syntax.kind === 'choice') return syntax.of.every((part) => repeatFits(part, room))
  if (syntax.kind !== 'repeat') return true
  // Only counted repetitions multiply; `*`, `+` and `?` do not.
  const { min, max } = syntax
  const plain = (max === Number.POSITIVE_INFINITY && min <= 1) || (min === 0 && max === 1)
  if (max === 0) return true
  const times = plain ? 1 : max === Number.POSITIVE_INFINITY ? min : max
  if (times > room) return false
  return repeatFits(syntax.of, times > 0 ? Math.floor(room / times) : room)
}

/** What stands at the cursor; undefined for what matches nothing by itself, such as flags. */
function atom(reader: Reader, char: string): Syntax | undefined {
  if (char === '(') return group(reader)
  if (char === '[') return { kind: 'chars', ranges: takeClass(reader) }
  if (char === '\\') return escaped(reader)
  reader.at++
  if (char === '.') return { kind: 'chars', ranges: reader.dotAll ? [0, LAST_RUNE] : NOT_NEWLINE }
  if (char === '^') return { kind: 'assert', what: reader.lines ? 'line-start' : 'text-start' }
  if (char === '$') return { kind: 'assert', what: reader.lines ? 'line-end' : 'text-end' }
  return literal(reader, char.codePointAt(0) ?? 0)
}

function literal({ fold }: Reader, code: number): Syntax {
  return { kind: 'chars', ranges: fold ? foldRanges([code, code]) : [code, code] }
}

function quoted(reader: Reader): readonly Syntax[] {
  const rest = between(reader, reader.at + 2, reader.chars.length)
  const end = rest.indexOf('\\E')
  const text = [...(end < 0 ? rest : rest.slice(0, end))]
  reader.at += 2 + text.length + (end < 0 ? 0 : 2)
  return text.map((char) => literal(reader, char.codePointAt(0) ?? 0))
}

function escaped(reader: Reader): Syntax {
  const letter = reader.chars[reader.at + 1]
  const what = { A: 'text-start', z: 'text-end', b: 'word-edge', B: 'no-word-edge' } as const
  if (letter === 'A' || letter === 'z' || letter === 'b' || letter === 'B') {
    reader.at += 2
    return { kind: 'assert', what: what[letter] }
  }
  if (letter === 'C') throw patternProblem('invalid escape sequence', '\\C')
  const set = takeEscapedSet(reader)
  return set === undefined ? literal(reader, takeEscape(reader)) : { kind: 'chars', ranges: set }
}

function group(reader: Reader): Syntax | undefined {
  const { fold, lines, dotAll, swap } = reader
  const opening = openGroup(reader)
  if (opening === 'flags') return undefined
  if (++reader.depth > MAX_DEPTH) throw new PatternUnsupported('the groups of the expression nest too deeply')
  const of = choice(reader)
  if (reader.chars[reader.at] !== ')') throw patternProblem('missing closing )', reader.whole)
  reader.at++
  reader.depth--
  Object.assign(reader, { fold, lines, dotAll, swap })
  return opening === 'plain' ? of : { kind: 'capture', of, index: opening }
}

function openGroup(reader: Reader): 'flags' | 'plain' | number {
  if (reader.chars[reader.at + 1] !== '?') {
    reader.at++
    return reader.names.push('') - 1
  }
  const prefix = between(reader, reader.at, reader.at + 5)
  const named = /^\(\?P</.test(prefix) && prefix.length > 4 ? 4 : /^\(\?</.test(prefix) && prefix.length > 3 ? 3 : 0
  return named > 0 ? openNamed(reader, named) : openFlags(reader)
}

function openNamed(reader: Reader, skip: number): number {
  const start = reader.at
  const end = reader.chars.indexOf('>', start)
  if (end < 0) throw patternProblem('invalid named capture', between(reader, start, reader.chars.length))
  const name = between(reader, start + skip, end)
  if (!/^\w+$/.test(name)) throw patternProblem('invalid named capture', between(reader, start, end + 1))
  reader.at = end + 1
  return reader.names.push(name) - 1
}

function openFlags(reader: Reader): 'flags' | 'plain' {
  const start = reader.at
  const rest = between(reader, start + 2, reader.chars.length)
  const found = /^([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest)
  if (found === null) {
    const bad = /^[imsU]*(?:-[imsU]*)?/.exec(rest)?.[0] ?? ''
    const stop = Math.min(start + 2 + bad.length + 1, reader.chars.length)
    throw patternProblem('invalid or unsupported Perl syntax', between(reader, start, stop))
  }
  const [whole, on = '', off = '', end] = found
  reader.at = start + 2 + whole.length
  const after = (flag: string, before: boolean): boolean => (before || on.includes(flag)) && !off.includes(flag)
  reader.fold = after('i', reader.fold)
  reader.lines = after('m', reader.lines)
  reader.dotAll = after('s', reader.dotAll)
  reader.swap = after('U', reader.swap)
  return end === ':' ? 'plain' : 'flags'
}
