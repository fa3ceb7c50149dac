import { type CharRange, CONTROL, NAMED, PERL } from './expression-classes.ts'

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
const LARGEST_REPEAT = 1000
interface Cursor {
  readonly text: readonly string[]
  at: number
  flags: Flags
}

/** What `(?i)` and `(?s)` switch on until the group around them ends. */
interface Flags {
  readonly fold: boolean
  readonly dotAll: boolean
}

/** Parses the subset of RE2's syntax that is supported; throws `ExpressionProblem` for everything else. */
export function parseExpression(text: string): Syntax {
  const cursor: Cursor = { text: [...text], at: 0, flags: { fold: false, dotAll: false } }
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
  if (min > max || min > LARGEST_REPEAT || (max !== Number.POSITIVE_INFINITY && max > LARGEST_REPEAT))
    throw invalid(`the repetition ${counted[0]} is out of bounds (at most ${LARGEST_REPEAT})`)
  return { min, max }
}

function atom(cursor: Cursor): Syntax {
  const char = next(cursor)
  if (char === '(') return group(cursor)
  if (char === '[') return { kind: 'chars', ranges: charClass(cursor) }
  if (char === '.') return { kind: 'chars', ranges: cursor.flags.dotAll ? [[0, LAST]] : complement([[10, 10]]) }
  if (char === '^') return { kind: 'start' }
  if (char === '$') return { kind: 'end' }
  if (char === '*' || char === '+' || char === '?') throw invalid(`nothing to repeat before "${char}"`)
  if (char === '\\') return backslash(cursor)
  return { kind: 'chars', ranges: folded(cursor, single(char)) }
}

function group(cursor: Cursor): Syntax {
  const outer = cursor.flags
  if (take(cursor, '?') && !opensPlainly(cursor) && flagsOnly(cursor)) return { kind: 'sequence', of: [] }
  const inner = choice(cursor)
  if (!take(cursor, ')')) throw invalid('"(" without ")"')
  cursor.flags = outer
  return inner
}

function opensPlainly(cursor: Cursor): boolean {
  const opening = /^(?::|P?<[A-Za-z_]\w*>)/.exec(cursor.text.slice(cursor.at, cursor.at + 80).join(''))
  cursor.at += opening?.[0].length ?? 0
  return opening !== null
}

/** Reads flags; true when they stand alone, so that they hold for the rest of the group around them. */
function flagsOnly(cursor: Cursor): boolean {
  const found = /^([imsU]*)(?:-([imsU]+))?([:)])/.exec(cursor.text.slice(cursor.at, cursor.at + 20).join(''))
  if (found === null || found[0] === ')') throw invalid(`"(?${peek(cursor) ?? ''}" is no group`)
  const [whole, on = '', off = '', end] = found
  const other = /[mU]/.exec(on + off)?.[0]
  if (other !== undefined) throw new ExpressionProblem(`the flag (?${other}…) is not supported`, false)
  cursor.at += whole.length
  const { fold, dotAll } = cursor.flags
  cursor.flags = {
    fold: (fold || on.includes('i')) && !off.includes('i'),
    dotAll: (dotAll || on.includes('s')) && !off.includes('s'),
  }
  if (end === ')' && repetition(cursor) !== undefined) throw invalid('nothing to repeat behind flags')
  return end === ')'
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
  if (set !== undefined) return char === char.toLowerCase() ? folded(cursor, set) : complement(folded(cursor, set))
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
    ranges.push(...(peek(cursor) === '[' && cursor.text[cursor.at + 1] === ':' ? namedClass(cursor) : classItem(cursor)))
  }
  cursor.at++
  return negated ? complement(ranges) : ranges
}

function namedClass(cursor: Cursor): readonly CharRange[] {
  const found = /^\[:(\^?)([a-z]{1,10}):\]/.exec(cursor.text.slice(cursor.at, cursor.at + 20).join(''))
  const set = found === null ? undefined : NAMED[found[2] ?? '']
  if (found === null || set === undefined) throw invalid('a class between "[:" and ":]" that does not exist')
  cursor.at += found[0].length
  return found[1] === '^' ? complement(folded(cursor, set)) : folded(cursor, set)
}

function classItem(cursor: Cursor): readonly CharRange[] {
  const low = classChar(cursor)
  // Behind a set such as \d a dash is a dash.
  if (!isSingle(low)) return low
  const after = cursor.text[cursor.at + 1]
  if (peek(cursor) !== '-' || after === undefined || after === ']') return folded(cursor, low)
  cursor.at++
  const high = classChar(cursor)
  const from = low[0]?.[0] ?? 0
  const to = high[0]?.[0] ?? 0
  if (!isSingle(high) || from > to) throw invalid('a range of characters is backwards or not between two characters')
  return folded(cursor, [[from, to]])
}

function isSingle(set: readonly CharRange[]): boolean {
  return set.length === 1 && set[0]?.[0] === set[0]?.[1]
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

/** With `(?i)`, the characters together with those that differ by case only, as Unicode folds them (K and ſ among them). */
function folded({ flags }: Cursor, ranges: readonly CharRange[]): readonly CharRange[] {
  if (!flags.fold) return ranges
  if (ranges.some(([, high]) => high > 127))
    throw new ExpressionProblem('(?i) with characters beyond ASCII is not supported', false)
  const shifted = (from: number, to: number, by: number): readonly CharRange[] =>
    ranges.flatMap(([low, high]) =>
      high < from || low > to ? [] : [[Math.max(low, from) + by, Math.min(high, to) + by] as const],
    )
  const all = [...ranges, ...shifted(65, 90, 32), ...shifted(97, 122, -32)]
  const has = (code: number): boolean => all.some(([low, high]) => low <= code && code <= high)
  return [...all, ...(has(107) ? [[0x212a, 0x212a] as const] : []), ...(has(115) ? [[0x17f, 0x17f] as const] : [])]
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
