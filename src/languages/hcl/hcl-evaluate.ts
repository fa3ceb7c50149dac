import { MAX_ALTERNATIVES } from '../../model/limits.ts'
import type { Place, Span } from '../../model/span.ts'
import { entriesIn, inside, lifted, openness } from './hcl-collections.ts'
import { decimalOf, printed } from './hcl-decimal.ts'
import { callFunction } from './hcl-functions.ts'
import { operated, truthOf } from './hcl-operators.ts'
import { type Scope, spend, withNames } from './hcl-scope.ts'
import type { Conditional, Expression, For, ObjectItem, Step, Template } from './hcl-syntax.ts'
import { templateValue } from './hcl-template-value.ts'
import {
  choiceOf,
  type Entry,
  type Item,
  missing,
  NULL,
  stringOf,
  UNKNOWN_MARK,
  type Unknown,
  unknown,
  unknownIn,
  type Value,
} from './hcl-value.ts'

/** Evaluates an expression as HCL does. What no file decides becomes unknown; nothing throws, and the budget ends what grows too large. */
export function evaluate(expression: Expression, scope: Scope): Value {
  const { budget } = scope
  const over = spend(scope)
  if (over !== undefined) return over
  if (budget.nesting <= 0) return unknown('it is nested too deep to evaluate')
  budget.nesting--
  const value = evaluated(expression, scope)
  budget.nesting++
  return value
}

function evaluated(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'number':
      return numberOf(expression.text, { file: scope.file, span: expression.span })
    case 'bool':
      return { kind: 'bool', text: String(expression.value), place: { file: scope.file, span: expression.span } }
    case 'null':
      return NULL
    case 'template':
      return templateValue(expression, scope, evaluate)
    case 'traversal':
      return traversed(expression, scope)
    case 'relative':
      return follow(evaluate(expression.of, scope), expression.steps, scope)
    case 'splat':
      return splatted(evaluate(expression.of, scope), expression, scope)
    case 'call':
      return callFunction(expression, scope, evaluate)
    case 'list':
      return { kind: 'list', items: expression.items.map((one) => itemOf(one, scope)) }
    case 'object':
      return objectOf(expression.items, scope)
    case 'for':
      return forOf(expression, scope)
    case 'unary':
      return lifted([evaluate(expression.of, scope)], ([value = NULL]) => negated(expression.operator, value))
    case 'binary':
      return expression.rest.reduce(
        (left, { operator, operand }) =>
          lifted([left, evaluate(operand, scope)], ([a = NULL, b = NULL]) => operated(operator, a, b)),
        evaluate(expression.first, scope),
      )
    case 'conditional':
      return conditional(expression, scope)
    case 'parentheses':
      return evaluate(expression.of, scope)
  }
}

/** A value with the place of its expression: for a text in quotes, what stands between them. */
export function itemOf(expression: Expression, scope: Scope): Item {
  return { value: evaluate(expression, scope), at: { file: scope.file, span: innerSpan(expression) } }
}

/** The span that a reader takes for an expression: a text without its quotes. */
export function innerSpan(expression: Expression): Span {
  if (expression.kind === 'parentheses') return innerSpan(expression.of)
  if (expression.kind !== 'template') return expression.span
  const [first, last] = [expression.parts[0], expression.parts.at(-1)]
  if (first === undefined || last === undefined) return { start: expression.span.start + 1, end: expression.span.start + 1 }
  return { start: first.span.start, end: last.span.end }
}

function numberOf(source: string, place: Place): Value {
  const decimal = decimalOf(source)
  return decimal === undefined ? unknown('its number is too long') : { kind: 'number', text: printed(decimal), place }
}

function negated(operator: string, value: Value): Value {
  if (value.kind === 'unknown') return value
  // HCL has a negative zero, and prints it.
  if (operator === '-')
    return stringOf(value) === '0' ? { kind: 'number', text: '-0' } : operated('-', { kind: 'number', text: '0' }, value)
  const truth = truthOf(value)
  return truth === undefined ? (unknownIn(value) ?? unknown('it is no truth value')) : { kind: 'bool', text: String(!truth) }
}

function traversed(expression: Extract<Expression, { readonly kind: 'traversal' }>, scope: Scope): Value {
  const { root, steps } = expression
  const attributes = namesIn(steps)
  const found = scope.resolve(root, attributes)
  if (found === undefined) return missing([root, ...attributes].join('.'))
  return follow(found.value, steps.slice(found.used), scope)
}

/** The attributes that a traversal begins with. */
function namesIn(steps: readonly Step[]): readonly string[] {
  const names: string[] = []
  for (const step of steps) {
    const name = step.kind === 'attribute' ? step.name : step.key.kind === 'template' ? literalOf(step.key) : undefined
    if (name === undefined) break
    names.push(name)
  }
  return names
}

function literalOf({ parts }: Template): string | undefined {
  const [only] = parts
  return parts.length === 1 && only?.kind === 'literal' ? only.text : undefined
}

/** What stands at the end of attributes and indexes. */
export function follow(value: Value, steps: readonly Step[], scope: Scope): Value {
  return steps.reduce<Value>((at, step) => {
    const over = spend(scope)
    if (over !== undefined) return over
    const key: Value = step.kind === 'attribute' ? { kind: 'text', pieces: [{ text: step.name }] } : evaluate(step.key, scope)
    return lifted([at, key], ([holder = NULL, name = NULL]) => inside(holder, name))
  }, value)
}

function splatted(of: Value, { steps, span }: { readonly steps: readonly Step[]; readonly span: Span }, scope: Scope): Value {
  const at = { file: scope.file, span }
  return lifted([of], ([value = NULL]) => {
    if (value.kind === 'unknown') return value
    if (value.kind === 'null') return { kind: 'list', items: [] }
    const items = value.kind === 'list' ? value.items : [{ value, at }]
    const mapped = items.map((one) => ({ value: follow(one.value, steps, scope), at: one.at }))
    const open = value.kind === 'list' ? value.open : undefined
    return { kind: 'list', items: mapped, ...(open === undefined ? {} : { open }) }
  })
}

function objectOf(items: readonly ObjectItem[], scope: Scope): Value {
  const entries = new Map<string, Entry>()
  let open: Unknown | undefined
  for (const { key, value } of items) {
    const bare = key.kind === 'traversal' && key.steps.length === 0 ? key.root : undefined
    const place = { file: scope.file, span: innerSpan(key) }
    const names = bare === undefined ? keysOf(evaluate(key, scope)) : [bare]
    const item = itemOf(value, scope)
    if (names.length === 0) {
      open ??= unknown('one of its keys is not known')
      entries.set(`${UNKNOWN_MARK}${entries.size}`, { ...item, key: place })
    }
    for (const name of names) entries.set(name, { ...item, key: place })
  }
  return { kind: 'map', entries, ...(open === undefined ? {} : { open }) }
}

function keysOf(value: Value): readonly string[] {
  return value.kind === 'choice' ? value.of.flatMap((one) => stringOf(one) ?? []) : [stringOf(value) ?? []].flat()
}

function forOf(expression: For, scope: Scope): Value {
  const of = evaluate(expression.of, scope)
  const at = { file: scope.file, span: innerSpan(expression.of) }
  const items: Item[] = []
  const entries = new Map<string, Entry>()
  let open = openness(of)
  for (const { key, item } of entriesIn(of, at)) {
    const over = spend(scope)
    if (over !== undefined) return over
    const inner = withNames(scope, {
      ...(expression.key === undefined ? {} : { [expression.key]: key }),
      [expression.name]: item.value,
    })
    const holds = expression.condition === undefined ? true : truthOf(evaluate(expression.condition, inner))
    if (holds === false) continue
    if (holds === undefined) open ??= unknown('its condition is not known')
    if (expression.entry === undefined) items.push(itemOf(expression.value, inner))
    else open = addEntry(expression, expression.entry, inner, entries) ?? open
  }
  const more = open === undefined ? {} : { open }
  return expression.entry === undefined ? { kind: 'list', items, ...more } : { kind: 'map', entries, ...more }
}

function addEntry(expression: For, entry: Expression, scope: Scope, entries: Map<string, Entry>): Unknown | undefined {
  const { value: name, at } = itemOf(entry, scope)
  const item = itemOf(expression.value, scope)
  const key = stringOf(name) ?? `${UNKNOWN_MARK}${entries.size}`
  const before = entries.get(key)?.value
  const grouped: Value = { kind: 'list', items: [...(before?.kind === 'list' ? before.items : []), item] }
  entries.set(key, { value: expression.group ? grouped : item.value, at: item.at, key: at })
  return unknownIn(name)
}

/** The result that the conditions choose; each that may be chosen where they are not known. */
function conditional({ choices, otherwise }: Conditional, scope: Scope): Value {
  const possible: Value[] = []
  for (const { condition, yes } of choices) {
    const truth = truthOf(evaluate(condition, scope))
    if (truth !== false) possible.push(evaluate(yes, scope))
    if (truth === true) return choiceOf(possible)
    if (possible.length > MAX_ALTERNATIVES) return unknown(`it may be one of more than ${MAX_ALTERNATIVES} values`)
  }
  return choiceOf([...possible, evaluate(otherwise, scope)])
}
