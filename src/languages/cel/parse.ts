import { MAX_CEL, MAX_CEL_DEPTH } from '../../model/limits.ts'
import { callOn, dotted } from './calls.ts'
import { type Cursor, expect, is, next, peek, selector, take } from './cursor.ts'
import { type Cel, CelProblem, type ListItem, type MapItem } from './syntax.ts'
import { tokensOf } from './tokens.ts'
import { FALSE, NULL, TRUE, type Value } from './value.ts'

/** A parsed expression, or why it was not parsed. */
export type ParsedCel = { readonly ok: true; readonly cel: Cel } | { readonly ok: false; readonly why: string }

const LEVELS = [
  ['==', '!=', '<', '<=', '>', '>=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
] as const
const RESERVED = new Set(
  'as break const continue else for function if import in let loop package namespace return var void while'.split(' '),
)
const CONSTANTS: Readonly<Record<string, Value>> = { true: TRUE, false: FALSE, null: NULL }
/** Parses a CEL expression (cel-spec grammar, with optional syntax and quoted selectors). Never throws on any text. */
export function parseCel(text: string): ParsedCel {
  if (text.length > MAX_CEL) return { ok: false, why: `it is longer than ${MAX_CEL} characters` }
  try {
    const cursor: Cursor = { tokens: tokensOf(text), at: 0, depth: 0 }
    const cel = ternary(cursor)
    if (cursor.at < cursor.tokens.length) throw new CelProblem(`"${peek(cursor)}" is not expected`)
    return { ok: true, cel }
  } catch (problem) {
    if (problem instanceof CelProblem) return { ok: false, why: problem.message }
    throw problem
  }
}

function ternary(cursor: Cursor): Cel {
  if (++cursor.depth > MAX_CEL_DEPTH) throw new CelProblem(`it nests deeper than ${MAX_CEL_DEPTH}`)
  const condition = joined(cursor, '||', (inner) => joined(inner, '&&', (one) => binary(one, 0)))
  const cel = take(cursor, '?') ? otherwise(cursor, condition) : condition
  cursor.depth--
  return cel
}

function otherwise(cursor: Cursor, condition: Cel): Cel {
  const yes = ternary(cursor)
  expect(cursor, ':')
  return { kind: 'operator', operator: '?:', args: [condition, yes, ternary(cursor)] }
}

function joined(cursor: Cursor, operator: string, part: (cursor: Cursor) => Cel): Cel {
  const first = part(cursor)
  const args = [first]
  while (take(cursor, operator)) args.push(part(cursor))
  return args.length === 1 ? first : { kind: 'operator', operator, args }
}

function binary(cursor: Cursor, level: number): Cel {
  const operators: readonly string[] | undefined = LEVELS[level]
  if (operators === undefined) return unary(cursor)
  let left = binary(cursor, level + 1)
  for (let next = operatorAt(cursor); operators.includes(next); next = operatorAt(cursor)) {
    cursor.at++
    left = { kind: 'operator', operator: next, args: [left, binary(cursor, level + 1)] }
  }
  return left
}

/** The text of the next token where it can be an operator: `in` is a name that is one. */
function operatorAt(cursor: Cursor): string {
  const token = cursor.tokens[cursor.at]
  return token?.kind === 'operator' || token?.kind === 'name' ? token.text : ''
}

function unary(cursor: Cursor): Cel {
  const operators: string[] = []
  while (is(cursor, '!') || is(cursor, '-')) {
    const next = cursor.tokens[cursor.at + 1]
    if (is(cursor, '-') && next?.value !== undefined && isNumber(next.value)) break
    operators.push(peek(cursor))
    cursor.at++
  }
  return operators.reduceRight<Cel>((arg, operator) => ({ kind: 'operator', operator, args: [arg] }), member(cursor))
}

function isNumber({ kind }: Value): boolean {
  return kind === 'int' || kind === 'double'
}

function member(cursor: Cursor): Cel {
  let cel = primary(cursor)
  for (;;) {
    if (take(cursor, '.')) cel = selection(cursor, cel)
    else if (take(cursor, '[')) {
      const optional = take(cursor, '?')
      cel = { kind: 'index', of: cel, at: ternary(cursor), optional }
      expect(cursor, ']')
    } else if (is(cursor, '{') && dotted(cel) !== undefined) cel = message(cursor, dotted(cel) ?? '')
    else return cel
  }
}

function selection(cursor: Cursor, of: Cel): Cel {
  const optional = take(cursor, '?')
  const field = selector(cursor)
  if (!optional && take(cursor, '(')) return callOn(of, field, list(cursor, ')').map(withoutMark))
  return { kind: 'select', of, field, optional }
}

function primary(cursor: Cursor): Cel {
  if (take(cursor, '-')) return negated(cursor)
  const token = cursor.tokens[cursor.at++]
  if (token === undefined) throw new CelProblem('it ends in the middle')
  if (token.value !== undefined) return literal(token.value)
  if (token.kind === 'name') return named(cursor, token.text)
  if (token.text === '(') {
    const inner = ternary(cursor)
    expect(cursor, ')')
    return inner
  }
  if (token.text === '[') return { kind: 'list', items: list(cursor, ']') }
  if (token.text === '{') return { kind: 'map', entries: entries(cursor) }
  if (token.text === '.' && cursor.tokens[cursor.at]?.kind === 'name') return named(cursor, `.${next(cursor)}`)
  throw new CelProblem(`"${token.text}" is not expected`)
}

function literal(value: Value): Cel {
  if (value.kind === 'int' && value.value === 2n ** 63n) throw new CelProblem('an integer is out of range')
  return { kind: 'literal', value }
}

function negated(cursor: Cursor): Cel {
  const value = cursor.tokens[cursor.at++]?.value
  if (value?.kind === 'int') return { kind: 'literal', value: { kind: 'int', value: -value.value } }
  if (value?.kind === 'double') return { kind: 'literal', value: { kind: 'double', value: -value.value } }
  throw new CelProblem('"-" is not expected')
}

function named(cursor: Cursor, name: string): Cel {
  const constant = Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined
  if (constant !== undefined) return { kind: 'literal', value: constant }
  if (RESERVED.has(name)) throw new CelProblem(`"${name}" is a reserved word`)
  if (!take(cursor, '(')) return { kind: 'name', name }
  const args = list(cursor, ')').map(withoutMark)
  if (name !== 'has') return { kind: 'call', name, args }
  const [arg] = args
  if (args.length !== 1 || arg?.kind !== 'select' || arg.optional) throw new CelProblem('has() takes a field')
  return { kind: 'has', of: arg.of, field: arg.field }
}

function message(cursor: Cursor, type: string): Cel {
  expect(cursor, '{')
  const fields: Cel[] = []
  while (!take(cursor, '}')) {
    take(cursor, '?')
    selector(cursor)
    expect(cursor, ':')
    fields.push(ternary(cursor))
    if (!take(cursor, ',') && !is(cursor, '}')) throw new CelProblem('"}" is missing')
  }
  return { kind: 'message', type, fields }
}

function withoutMark({ cel, optional }: ListItem): Cel {
  if (optional) throw new CelProblem('"?" is not expected')
  return cel
}

function list(cursor: Cursor, end: string): readonly ListItem[] {
  const items: ListItem[] = []
  while (!take(cursor, end)) {
    const optional = take(cursor, '?')
    items.push({ cel: ternary(cursor), optional })
    if (!take(cursor, ',') && !is(cursor, end)) throw new CelProblem(`"${end}" is missing`)
  }
  return items
}

function entries(cursor: Cursor): readonly MapItem[] {
  const items: MapItem[] = []
  while (!take(cursor, '}')) {
    const optional = take(cursor, '?')
    const key = ternary(cursor)
    expect(cursor, ':')
    items.push({ key, value: ternary(cursor), optional })
    if (!take(cursor, ',') && !is(cursor, '}')) throw new CelProblem('"}" is missing')
  }
  return items
}
