import { MAX_CEL, MAX_CEL_DEPTH, MAX_CEL_TOKENS } from '../../model/limits.ts'

/** The tree of a CEL expression, as far as this product looks at it. Whatever is not needed is an operator of its parts. */
export type Cel =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'select'; readonly of: Cel; readonly field: string }
  | { readonly kind: 'call'; readonly target?: Cel; readonly name: string; readonly args: readonly Cel[] }
  | { readonly kind: 'list'; readonly items: readonly Cel[] }
  | { readonly kind: 'operator'; readonly operator: string; readonly args: readonly Cel[] }

/** A parsed expression, or why it was not parsed. */
export type ParsedCel = { readonly ok: true; readonly cel: Cel } | { readonly ok: false; readonly why: string }

/** Thrown inside the parser only. */
class CelProblem extends Error {
  override readonly name = 'CelProblem'
}

interface Cursor {
  readonly tokens: readonly string[]
  at: number
  depth: number
}

const TOKEN =
  /\s+|\/\/[^\n]*|(?<token>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\d+(?:\.\d+)?u?|[A-Za-z_]\w*|&&|\|\||[=!<>]=|[-+*/%!<>?:.,()[\]{}])/y
const LEVELS = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>=', 'in'], ['+', '-'], ['*', '/', '%']] as const

/** Parses a CEL expression without macros' meaning, byte strings and raw strings. Never throws on any text. */
export function parseCel(text: string): ParsedCel {
  if (text.length > MAX_CEL) return { ok: false, why: `it is longer than ${MAX_CEL} characters (MAX_CEL)` }
  try {
    const cursor: Cursor = { tokens: tokensOf(text), at: 0, depth: 0 }
    const cel = ternary(cursor)
    if (cursor.at < cursor.tokens.length) throw new CelProblem(`"${cursor.tokens[cursor.at]}" is not expected`)
    return { ok: true, cel }
  } catch (problem) {
    if (problem instanceof CelProblem) return { ok: false, why: problem.message }
    throw problem
  }
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null) throw new CelProblem(`"${text.slice(from, from + 10)}" is not understood`)
    if (match.groups?.token !== undefined) tokens.push(match.groups.token)
    if (tokens.length > MAX_CEL_TOKENS) throw new CelProblem(`it has more than ${MAX_CEL_TOKENS} tokens (MAX_CEL_TOKENS)`)
  }
  return tokens
}

function ternary(cursor: Cursor): Cel {
  if (++cursor.depth > MAX_CEL_DEPTH) throw new CelProblem(`it nests deeper than ${MAX_CEL_DEPTH} (MAX_CEL_DEPTH)`)
  const condition = binary(cursor, 0)
  const cel = take(cursor, '?') ? otherwise(cursor, condition) : condition
  cursor.depth--
  return cel
}

function otherwise(cursor: Cursor, condition: Cel): Cel {
  const yes = ternary(cursor)
  expect(cursor, ':')
  return { kind: 'operator', operator: '?:', args: [condition, yes, ternary(cursor)] }
}

function binary(cursor: Cursor, level: number): Cel {
  const operators: readonly string[] | undefined = LEVELS[level]
  if (operators === undefined) return unary(cursor)
  let left = binary(cursor, level + 1)
  for (let next = peek(cursor); operators.includes(next); next = peek(cursor)) {
    cursor.at++
    left = { kind: 'operator', operator: next, args: [left, binary(cursor, level + 1)] }
  }
  return left
}

function unary(cursor: Cursor): Cel {
  const operators: string[] = []
  while (peek(cursor) === '!' || peek(cursor) === '-') operators.push(cursor.tokens[cursor.at++] ?? '')
  return operators.reduceRight<Cel>((arg, operator) => ({ kind: 'operator', operator, args: [arg] }), member(cursor))
}

function member(cursor: Cursor): Cel {
  let cel = primary(cursor)
  for (;;) {
    if (take(cursor, '.')) {
      const field = identifier(cursor)
      cel = take(cursor, '(')
        ? { kind: 'call', target: cel, name: field, args: list(cursor, ')') }
        : { kind: 'select', of: cel, field }
    } else if (take(cursor, '[')) cel = { kind: 'operator', operator: '[]', args: [cel, ...list(cursor, ']')] }
    else return cel
  }
}

function primary(cursor: Cursor): Cel {
  const token = cursor.tokens[cursor.at++] ?? ''
  if (token === '(') {
    const inner = ternary(cursor)
    expect(cursor, ')')
    return inner
  }
  if (token === '[') return { kind: 'list', items: list(cursor, ']') }
  if (token === '{') return { kind: 'operator', operator: '{}', args: entries(cursor) }
  if (/^["']/.test(token)) return { kind: 'literal', value: token.slice(1, -1).replaceAll(/\\(.)/g, '$1') }
  if (/^\d/.test(token)) return { kind: 'literal', value: Number(token.replace('u', '')) }
  if (token === 'true' || token === 'false') return { kind: 'literal', value: token === 'true' }
  if (!/^[A-Za-z_]/.test(token)) throw new CelProblem(token === '' ? 'it ends in the middle' : `"${token}" is not expected`)
  return take(cursor, '(') ? { kind: 'call', name: token, args: list(cursor, ')') } : { kind: 'name', name: token }
}

function list(cursor: Cursor, end: string): readonly Cel[] {
  const items: Cel[] = []
  while (!take(cursor, end)) {
    items.push(ternary(cursor))
    if (!take(cursor, ',') && peek(cursor) !== end) throw new CelProblem(`"${end}" is missing`)
  }
  return items
}

function entries(cursor: Cursor): readonly Cel[] {
  const items: Cel[] = []
  while (!take(cursor, '}')) {
    items.push(ternary(cursor))
    expect(cursor, ':')
    items.push(ternary(cursor))
    if (!take(cursor, ',') && peek(cursor) !== '}') throw new CelProblem('"}" is missing')
  }
  return items
}

function identifier(cursor: Cursor): string {
  const token = cursor.tokens[cursor.at++] ?? ''
  if (!/^[A-Za-z_]\w*$/.test(token)) throw new CelProblem(`a name is missing before "${token}"`)
  return token
}

function peek(cursor: Cursor): string {
  return cursor.tokens[cursor.at] ?? ''
}

function take(cursor: Cursor, token: string): boolean {
  if (cursor.at >= cursor.tokens.length || peek(cursor) !== token) return false
  cursor.at++
  return true
}

function expect(cursor: Cursor, token: string): void {
  if (!take(cursor, token)) throw new CelProblem(`"${token}" is missing`)
}
