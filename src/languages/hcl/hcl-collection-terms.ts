import {
  expectName,
  expectNext,
  isNext,
  note,
  peek,
  type Reader,
  refuse,
  since,
  spanOf,
  take,
  takeIf,
  within,
} from './hcl-reader.ts'
import type { Expression, For, ObjectItem } from './hcl-syntax.ts'

type Read = (reader: Reader) => Expression

function isAtEnd(reader: Reader): boolean {
  return peek(reader).kind === 'end'
}

/** Whether the file ends before a bracket is closed: what was read so far is kept. */
function endsOpen(reader: Reader, close: string): boolean {
  if (!isAtEnd(reader)) return false
  note(reader, `a "${close}" is missing`, reader.base + peek(reader).start)
  return true
}

function isFor(reader: Reader): boolean {
  const token = peek(reader)
  return token.kind === 'name' && token.text === 'for'
}

/** Reads a list, or a `for` between brackets. */
export function listTerm(reader: Reader, expression: Read): Expression {
  const { start } = spanOf(reader, take(reader))
  return within(reader, false, () => {
    if (isFor(reader)) return forExpression(reader, start, ']', expression)
    const items: Expression[] = []
    while (!takeIf(reader, ']') && !endsOpen(reader, ']')) {
      items.push(expression(reader))
      if (takeIf(reader, ',') || isAtEnd(reader)) continue
      expectNext(reader, ']')
      break
    }
    return { kind: 'list', span: since(reader, start), items }
  })
}

/** Reads an object, or a `for` between braces. */
export function objectTerm(reader: Reader, expression: Read): Expression {
  const { start } = spanOf(reader, take(reader))
  const found = within(reader, false, () => (isFor(reader) ? forExpression(reader, start, '}', expression) : undefined))
  if (found !== undefined) return found
  return within(reader, true, () => {
    const items: ObjectItem[] = []
    for (;;) {
      if (peek(reader).kind === 'newline') take(reader)
      else if (takeIf(reader, '}') || endsOpen(reader, '}')) return { kind: 'object', span: since(reader, start), items }
      else items.push(objectItem(reader, expression))
    }
  })
}

function objectItem(reader: Reader, expression: Read): ObjectItem {
  const key = expression(reader)
  if (!takeIf(reader, '=')) expectNext(reader, ':')
  const value = expression(reader)
  const ends = isNext(reader, '}') || peek(reader).kind === 'newline' || isAtEnd(reader) || takeIf(reader, ',')
  if (!ends) refuse(reader, 'a comma or a new line is expected between two entries')
  return { key, value }
}

function forExpression(reader: Reader, start: number, close: string, expression: Read): For {
  take(reader)
  const { key, name } = forNames(reader)
  const of = expression(reader)
  expectNext(reader, ':')
  const first = expression(reader)
  const entry = close === '}' ? first : undefined
  if (entry !== undefined) expectNext(reader, '=>')
  const value = entry === undefined ? first : expression(reader)
  const group = takeIf(reader, '...')
  const next = peek(reader)
  const conditional = next.kind === 'name' && next.text === 'if'
  if (conditional) take(reader)
  const condition = conditional ? expression(reader) : undefined
  expectNext(reader, close)
  return {
    kind: 'for',
    span: since(reader, start),
    name,
    of,
    value,
    group,
    ...(key === undefined ? {} : { key }),
    ...(entry === undefined ? {} : { entry }),
    ...(condition === undefined ? {} : { condition }),
  }
}

/** `k, v in`: what a `for` calls its keys and values. */
function forNames(reader: Reader): { readonly key: string | undefined; readonly name: string } {
  const first = expectName(reader).text
  const second = takeIf(reader, ',') ? expectName(reader).text : undefined
  const word = expectName(reader)
  if (word.text !== 'in') refuse(reader, '"in" is expected here')
  return second === undefined ? { key: undefined, name: first } : { key: first, name: second }
}
