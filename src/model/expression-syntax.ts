/** A set of characters by code point ranges, both ends included. */
export type CharRange = readonly [number, number]

/** The tree of a regular expression. `max` is Infinity where a repetition has no end. */
export type Syntax =
  | { readonly kind: 'chars'; readonly ranges: readonly CharRange[] }
  | { readonly kind: 'sequence'; readonly of: readonly Syntax[] }
  | { readonly kind: 'choice'; readonly of: readonly Syntax[] }
  | { readonly kind: 'repeat'; readonly of: Syntax; readonly min: number; readonly max: number }
  | { readonly kind: 'start' | 'end' }

/** Why an expression was not taken. `invalid`: RE2 refuses it as well; otherwise it is valid there and not supported here. */
export class ExpressionProblem extends Error {
  override readonly name = 'ExpressionProblem'
  readonly invalid: boolean
  constructor(message: string, invalid: boolean) {
    super(message)
    this.invalid = invalid
  }
}

const LAST = 0x10ffff
const MAX_REPEAT = 1000
const PERL: Readonly<Record<string, readonly CharRange[]>> = {
  d: [[48, 57]],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  s: [
    [9, 10],
    [12, 13],
    [32, 32],
  ],
}
const CONTROL: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }

interface Cursor {
  readonly text: readonly string[]
  at: number
}

/** Parses the subset of RE2's syntax that is supported; throws `ExpressionProblem` for everything else. */
export function parseExpression(text: string): Syntax {
  const cursor: Cursor = { text: [...text], at: 0 }
  const syntax = choice(cursor)
  if (cursor.at < cursor.text.length) throw invalid('")" without "("')
  return syntax
}

function choice(cursor: Cursor): Syntax {
  const branches = [sequence(cursor)]
  while (take(cursor, '|')) branches.push(sequence(cursor))
  const [first] = branches
  return branches.length === 1 && first !== undefined ? first : { kind: 'choice', of: branches }
}

function sequence(cursor: Cursor): Syntax {
  const of: Syntax[] = []
  for (let next = peek(cursor); next !== undefined && next !== '|' && next !== ')'; next = peek(cursor))
    of.push(repeated(cursor, atom(cursor)))
  return { kind: 'sequence', of }
}

function repeated(cursor: Cursor, of: Syntax): Syntax {
  const bounds = repetition(cursor)
  if (bounds === undefined) return of
  take(cursor, '?')
  if (repetition(cursor) !== undefined) throw invalid('a repetition follows a repetition')
  return { kind: 'repeat', of, ...bounds }
}

function repetition(cursor: Cursor): { readonly min: number; readonly max: number } | undefined {
  if (take(cursor, '*')) return { min: 0, max: Number.POSITIVE_INFINITY }
  if (take(cursor, '+')) return { min: 1, max: Number.POSITIVE_INFINITY }
  if (take(cursor, '?')) return { min: 0, max: 1 }
  const counted = /^\{(\d{1,6})(?:(,)(\d{0,6}))?\}/.exec(cursor.text.slice(cursor.at, cursor.at + 20).join(''))
  if (counted === null) return undefined
  cursor.at += counted[0].length
  const min = Number(counted[1])
  const open = counted[2] !== undefined && counted[3] === ''
  const max = open ? Number.POSITIVE_INFINITY : Number(counted[3] ?? counted[1])
  if (min > max || min > MAX_REPEAT || (max !== Number.POSITIVE_INFINITY && max > MAX_REPEAT))
    throw invalid(`the repetition ${counted[0]} is out of bounds (at most ${MAX_REPEAT})`)
  return { min, max }
}

function atom(cursor: Cursor): Syntax {
  const char = next(cursor)
  if (char === '(') return group(cursor)
  if (char === '[') return { kind: 'chars', ranges: charClass(cursor) }
  if (char === '.') return { kind: 'chars', ranges: complement([[10, 10]]) }
  if (char === '^') return { kind: 'start' }
  if (char === '$') return { kind: 'end' }
  if (char === '*' || char === '+' || char === '?') throw invalid(`nothing to repeat before "${char}"`)
  if (char === '\\') return backslash(cursor)
  return one(char)
}

function group(cursor: Cursor): Syntax {
  if (take(cursor, '?')) {
    const opening = /^(?::|P?<[A-Za-z_]\w*>)/.exec(cursor.text.slice(cursor.at, cursor.at + 80).join(''))
    if (opening === null) throw groupProblem(peek(cursor) ?? '')
    cursor.at += opening[0].length
  }
  const inner = choice(cursor)
  if (!take(cursor, ')')) throw invalid('"(" without ")"')
  return inner
}

function groupProblem(char: string): ExpressionProblem {
  const flag = /^[imsU-]$/.test(char)
  return flag ? new ExpressionProblem(`the flag (?${char}…) is not supported`, false) : invalid(`"(?${char}" is no group`)
}

function backslash(cursor: Cursor): Syntax {
  const char = peek(cursor)
  if (char === 'A' || char === 'z') {
    cursor.at++
    return { kind: char === 'A' ? 'start' : 'end' }
  }
  return { kind: 'chars', ranges: escapedSet(cursor) }
}

function escapedSet(cursor: Cursor): readonly CharRange[] {
  const char = next(cursor)
  const set = PERL[char.toLowerCase()]
  if (set !== undefined) return char === char.toLowerCase() ? set : complement(set)
  const control = CONTROL[char]
  if (control !== undefined) return [[control, control]]
  if (/^[bBQEpPCxk0-7]$/.test(char)) throw new ExpressionProblem(`the escape \\${char} is not supported`, false)
  if (/^[A-Za-z0-9]$/.test(char)) throw invalid(`\\${char} is no escape`)
  return single(char)
}

function charClass(cursor: Cursor): readonly CharRange[] {
  const negated = take(cursor, '^')
  const ranges: CharRange[] = []
  for (let first = true; first || peek(cursor) !== ']'; first = false) {
    if (peek(cursor) === undefined) throw invalid('"[" without "]"')
    if (peek(cursor) === '[' && cursor.text[cursor.at + 1] === ':')
      throw new ExpressionProblem('a named class such as [:alpha:] is not supported', false)
    ranges.push(...classItem(cursor))
  }
  cursor.at++
  return negated ? complement(ranges) : ranges
}

function classItem(cursor: Cursor): readonly CharRange[] {
  const low = classChar(cursor)
  const after = cursor.text[cursor.at + 1]
  if (peek(cursor) !== '-' || after === undefined || after === ']') return low
  cursor.at++
  const high = classChar(cursor)
  const from = low[0]?.[0] ?? 0
  const to = high[0]?.[0] ?? 0
  if (low.length !== 1 || high.length !== 1 || low[0]?.[1] !== from || high[0]?.[1] !== to || from > to)
    throw invalid('a range of characters is backwards or not between two characters')
  return [[from, to]]
}

function classChar(cursor: Cursor): readonly CharRange[] {
  const char = next(cursor)
  return char === '\\' ? escapedSet(cursor) : single(char)
}

function complement(ranges: readonly CharRange[]): readonly CharRange[] {
  const out: CharRange[] = []
  let from = 0
  for (const [low, high] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (low > from) out.push([from, low - 1])
    from = Math.max(from, high + 1)
  }
  if (from <= LAST) out.push([from, LAST])
  return out
}

function one(char: string): Syntax {
  return { kind: 'chars', ranges: single(char) }
}

function single(char: string): readonly CharRange[] {
  const code = char.codePointAt(0) ?? 0
  return [[code, code]]
}

function peek(cursor: Cursor): string | undefined {
  return cursor.text[cursor.at]
}

function take(cursor: Cursor, char: string): boolean {
  if (peek(cursor) !== char) return false
  cursor.at++
  return true
}

function next(cursor: Cursor): string {
  const char = peek(cursor)
  if (char === undefined) throw invalid('it ends in the middle')
  cursor.at++
  return char
}

function invalid(why: string): ExpressionProblem {
  return new ExpressionProblem(why, true)
}
