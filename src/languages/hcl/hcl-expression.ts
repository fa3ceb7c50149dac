import { listTerm, objectTerm } from './hcl-collection-terms.ts'
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
import type { Conditional, Expression, Operation, Step } from './hcl-syntax.ts'
import { templateBetween } from './hcl-template.ts'

/** Operators by precedence, the loosest first. */
const LEVELS: readonly ReadonlySet<string>[] = [
  new Set(['||']),
  new Set(['&&']),
  new Set(['==', '!=']),
  new Set(['>', '>=', '<', '<=']),
  new Set(['+', '-']),
  new Set(['*', '/', '%']),
]

/** Reads an expression (the expression sub-language of the HCL native syntax specification). Throws HclError for what is none. */
export function expression(reader: Reader): Expression {
  return within(reader, reader.newlines.at(-1) ?? true, () => conditional(reader))
}

/** Choices in the last place do not nest: a long chain of them costs no depth. */
function conditional(reader: Reader): Expression {
  const { start } = spanOf(reader, peek(reader))
  const choices: { condition: Expression; yes: Expression }[] = []
  for (;;) {
    const operand = binary(reader, 0)
    if (!takeIf(reader, '?')) {
      if (choices.length === 0) return operand
      return { kind: 'conditional', span: since(reader, start), choices, otherwise: operand } satisfies Conditional
    }
    const yes = expression(reader)
    expectNext(reader, ':')
    choices.push({ condition: operand, yes })
  }
}

function binary(reader: Reader, level: number): Expression {
  const operators = LEVELS[level]
  if (operators === undefined) return unary(reader)
  const { start } = spanOf(reader, peek(reader))
  const first = binary(reader, level + 1)
  const rest: Operation[] = []
  for (let token = peek(reader); token.kind === 'operator' && operators.has(token.text); token = peek(reader)) {
    take(reader)
    rest.push({ operator: token.text, operand: binary(reader, level + 1) })
  }
  return rest.length === 0 ? first : { kind: 'binary', span: since(reader, start), first, rest }
}

function unary(reader: Reader): Expression {
  const token = peek(reader)
  if (!(isNext(reader, '-') || isNext(reader, '!'))) return traversed(reader, term(reader))
  take(reader)
  const of = within(reader, reader.newlines.at(-1) ?? true, () => unary(reader))
  return { kind: 'unary', span: since(reader, reader.base + token.start), operator: token.text, of }
}

/** A term with the attributes, indexes and splats behind it. */
function traversed(reader: Reader, of: Expression): Expression {
  let result = of
  for (;;) {
    const before = reader.at
    const steps = stepsOf(reader)
    if (steps.length > 0) result = extended(reader, result, steps)
    else if (isSplat(reader)) result = splat(reader, result)
    else {
      // A dot or bracket that begins neither is not part of this expression.
      reader.at = before
      return result
    }
  }
}

function extended(reader: Reader, of: Expression, steps: readonly Step[]): Expression {
  const span = since(reader, of.span.start)
  if (of.kind === 'traversal') return { ...of, span, steps: [...of.steps, ...steps] }
  return { kind: 'relative', span, of, steps }
}

function stepsOf(reader: Reader, onlyAttributes = false): readonly Step[] {
  const steps: Step[] = []
  for (;;) {
    const at = peek(reader)
    const next = reader.tokens[reader.at + 1]
    if (isNext(reader, '.') && next?.kind === 'name') {
      take(reader)
      take(reader)
      steps.push({ kind: 'attribute', name: next.text, span: spanOf(reader, next) })
    } else if (isNext(reader, '.') && next?.kind === 'number') {
      take(reader)
      take(reader)
      // `a.0.1` reads as the number 0.1: HashiCorp's parser refuses it, here each is an index.
      for (const text of next.text.split('.')) {
        steps.push({ kind: 'index', key: { kind: 'number', span: spanOf(reader, next), text }, span: spanOf(reader, next) })
      }
    } else if (!onlyAttributes && isNext(reader, '[') && !isStar(next)) {
      take(reader)
      const key = within(reader, false, () => {
        const inner = expression(reader)
        expectNext(reader, ']')
        return inner
      })
      steps.push({ kind: 'index', key, span: since(reader, reader.base + at.start) })
    } else return steps
  }
}

function isStar(token: { readonly kind: string; readonly text: string } | undefined): boolean {
  return token?.kind === 'operator' && token.text === '*'
}

function isSplat(reader: Reader): boolean {
  return (isNext(reader, '.') || isNext(reader, '[')) && isStar(reader.tokens[reader.at + 1])
}

function splat(reader: Reader, of: Expression): Expression {
  const full = take(reader).text === '['
  take(reader)
  if (full) expectNext(reader, ']')
  const steps = stepsOf(reader, !full)
  return { kind: 'splat', span: since(reader, of.span.start), of, steps }
}

function term(reader: Reader): Expression {
  const token = peek(reader)
  const span = spanOf(reader, token)
  if (token.kind === 'number') {
    take(reader)
    if (!/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(token.text))
      note(reader, `"${token.text.slice(0, 20)}" is no number`, span.start)
    return { kind: 'number', span, text: token.text }
  }
  if (token.kind === 'name') return named(reader)
  if (token.kind === 'quote' || token.kind === 'heredoc') return templateBetween(reader, expression)
  if (isNext(reader, '(')) {
    take(reader)
    const of = within(reader, false, () => {
      const inner = expression(reader)
      expectNext(reader, ')')
      return inner
    })
    return { kind: 'parentheses', span: since(reader, span.start), of }
  }
  if (isNext(reader, '[')) return listTerm(reader, expression)
  if (isNext(reader, '{')) return objectTerm(reader, expression)
  return refuse(reader, token.kind === 'end' ? 'an expression is missing' : `"${token.text.slice(0, 20)}" is not expected here`)
}

function named(reader: Reader): Expression {
  const token = take(reader)
  const span = spanOf(reader, token)
  if (isNext(reader, '(') || isNext(reader, '::')) return call(reader, token.text, span.start)
  if (token.text === 'true' || token.text === 'false') return { kind: 'bool', span, value: token.text === 'true' }
  if (token.text === 'null') return { kind: 'null', span }
  return { kind: 'traversal', span, root: token.text, steps: [] }
}

function call(reader: Reader, first: string, start: number): Expression {
  let name = first
  while (takeIf(reader, '::')) name += `::${expectName(reader).text}`
  expectNext(reader, '(')
  const args: Expression[] = []
  let expand = false
  within(reader, false, () => {
    while (!takeIf(reader, ')')) {
      args.push(expression(reader))
      expand = takeIf(reader, '...')
      if (!expand && takeIf(reader, ',')) continue
      expectNext(reader, ')')
      break
    }
  })
  return { kind: 'call', span: since(reader, start), name, args, expand }
}
