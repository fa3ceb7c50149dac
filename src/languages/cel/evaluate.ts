import { affords, type Budget, enter, inspects, leave, newBudget, outOf } from './budget.ts'
import { dotted } from './calls.ts'
import type { CelFunction } from './cel-function.ts'
import { functions, methods, takesOpen } from './functions.ts'
import { runMacro } from './macros.ts'
import { operate } from './operators.ts'
import { hasField, indexOf, selectField } from './reach.ts'
import type { Cel, ListItem, Macro, MapItem } from './syntax.ts'
import {
  FALSE,
  failure,
  type Item,
  isValue,
  keyOf,
  list,
  type MapEntry,
  type Outcome,
  optional,
  TRUE,
  typeName,
  unknownBecause,
  type Value,
} from './value.ts'

/** What the names of an expression stand for; undefined for a name that is none. */
export type Names = (name: string) => Outcome | undefined

/** Where an expression is evaluated. Share the budget of expressions that call each other. */
export interface Scope {
  readonly names: Names
  readonly budget: Budget
  readonly locals?: Local
}

interface Local {
  readonly name: string
  readonly value: Outcome
  readonly outer: Local | undefined
}

const TYPES = new Set([
  ...['bool', 'int', 'uint', 'double', 'string', 'bytes', 'list', 'map', 'null_type', 'type', 'optional_type'],
  ...['google.protobuf.Timestamp', 'google.protobuf.Duration', 'kubernetes.Quantity', 'net.IP', 'net.CIDR'],
])

/**
 * Evaluates an expression as cel-spec says, with unknown values as in partial evaluation: what does not depend on them is
 * decided. Whatever is not implemented is unknown by its name. Never throws, and never takes more than its budget.
 */
export function evaluateCel(cel: Cel, names: Names, budget: Budget = newBudget()): Outcome {
  const outcome = evaluate(cel, { names, budget })
  return budget.stopped === undefined ? outcome : outOf(budget)
}

function evaluate(cel: Cel, scope: Scope): Outcome {
  const { budget } = scope
  if (!enter(budget)) return outOf(budget)
  const outcome = evaluateNode(cel, scope)
  leave(budget)
  return outcome
}

function evaluateNode(cel: Cel, scope: Scope): Outcome {
  if (cel.kind === 'literal') return cel.value
  if (cel.kind === 'name') return named(cel.name, scope) ?? unknownBecause(`the name "${cel.name}" is not known here`)
  if (cel.kind === 'select')
    return qualified(cel, scope) ?? onValue(evaluate(cel.of, scope), (of) => selectField(of, cel.field, cel.optional))
  if (cel.kind === 'has') return onValue(evaluate(cel.of, scope), (of) => hasField(of, cel.field))
  if (cel.kind === 'index')
    return onValues([cel.of, cel.at], scope, ([of, at]) =>
      of === undefined || at === undefined ? failure('nothing to index') : indexOf(of, at, cel.optional),
    )
  if (cel.kind === 'list') return listOf(cel.items, scope)
  if (cel.kind === 'map') return mapOf(cel.entries, scope)
  if (cel.kind === 'call') return call(cel, scope)
  if (cel.kind === 'macro') return macro(cel, scope)
  if (cel.kind === 'message') return unknownBecause(`objects of a type (${cel.type}{}) are not evaluated here`)
  return operator(cel, scope)
}

function named(name: string, { names, locals }: Scope): Outcome | undefined {
  for (let local = name.startsWith('.') ? undefined : locals; local !== undefined; local = local.outer)
    if (local.name === name) return local.value
  const plain = name.replace(/^\./, '')
  return names(plain) ?? (TYPES.has(plain) ? { kind: 'type', value: plain } : undefined)
}

/** A dotted name that stands for something as a whole, such as a type; undefined where it is a chain of fields. */
function qualified(cel: Cel, scope: Scope): Outcome | undefined {
  const name = dotted(cel)
  if (name === undefined || isLocal(name, scope)) return undefined
  return named(name, scope)
}

function isLocal(name: string, { locals }: Scope): boolean {
  const root = name.split('.', 1)[0]
  for (let local = locals; local !== undefined; local = local.outer) if (local.name === root) return true
  return false
}

function onValue(outcome: Outcome, then: (value: Value) => Outcome): Outcome {
  return isValue(outcome) ? then(outcome) : outcome
}

/** Evaluates all parts; what is unknown weighs more than what failed, because its value may be why. */
function onValues(parts: readonly Cel[], scope: Scope, then: (values: readonly Value[]) => Outcome): Outcome {
  const outcomes = parts.map((part) => evaluate(part, scope))
  const values = outcomes.filter(isValue)
  if (values.length === outcomes.length) return then(values)
  return outcomes.find(({ kind }) => kind === 'unknown') ?? outcomes.find(({ kind }) => kind === 'error') ?? failure('no value')
}

function operator({ operator: name, args }: Cel & { kind: 'operator' }, scope: Scope): Outcome {
  if (name === '&&' || name === '||') return junction(name === '||', args, scope)
  if (name === '?:') return ternary(args, scope)
  return onValues(args, scope, (values) => operate(name, values, scope.budget))
}

/** `||` is true when any part is, `&&` false when any is not, whatever else failed or is unknown. */
function junction(decisive: boolean, args: readonly Cel[], scope: Scope): Outcome {
  let undecided: Outcome = decisive ? FALSE : TRUE
  for (const arg of args) {
    const one = evaluate(arg, scope)
    if (one.kind === 'bool' && one.value === decisive) return one
    if (one.kind === 'bool' || undecided.kind === 'unknown') continue
    if (one.kind === 'unknown') undecided = one
    else if (undecided.kind === 'bool')
      undecided = one.kind === 'error' ? one : failure(`no such overload: a condition of type ${typeName(one)}`)
  }
  return undecided
}

function ternary([condition, yes, otherwise]: readonly Cel[], scope: Scope): Outcome {
  if (condition === undefined || yes === undefined || otherwise === undefined) return failure('a condition is incomplete')
  const decided = evaluate(condition, scope)
  if (decided.kind === 'bool') return evaluate(decided.value ? yes : otherwise, scope)
  return isValue(decided) ? failure(`no such overload: a condition of type ${typeName(decided)}`) : decided
}

function listOf(items: readonly ListItem[], scope: Scope): Outcome {
  const made: Item[] = []
  for (const { cel, optional: marked } of items) {
    const value = evaluate(cel, scope)
    if (value.kind === 'error') return value
    if (!marked) made.push(value)
    else if (value.kind !== 'optional') return value.kind === 'unknown' ? value : failure('"?" before what is not optional')
    else if (value.value !== undefined) made.push(value.value)
  }
  return affords(scope.budget, made.length) ? list(made) : outOf(scope.budget)
}

function mapOf(items: readonly MapItem[], scope: Scope): Outcome {
  const entries = new Map<string, MapEntry>()
  for (const { key: keyCel, value: valueCel, optional: marked } of items) {
    const [key, value] = [evaluate(keyCel, scope), evaluate(valueCel, scope)]
    if (!isValue(key)) return key
    if (value.kind === 'error') return value
    const id = key.kind === 'double' ? undefined : keyOf(key)
    if (id === undefined) return failure(`unsupported key type: ${typeName(key)}`)
    if (entries.has(id)) return failure('a key stands in a map twice')
    if (!marked) entries.set(id, { key, value })
    else if (value.kind !== 'optional') return value.kind === 'unknown' ? value : failure('"?" before what is not optional')
    else if (value.value !== undefined) entries.set(id, { key, value: value.value })
  }
  return { kind: 'map', entries }
}

function call({ target, name, args }: Cel & { kind: 'call' }, scope: Scope): Outcome {
  const space = target === undefined ? undefined : dotted(target)
  const full =
    target === undefined ? name.replace(/^\./, '') : space === undefined || isLocal(space, scope) ? '' : `${space}.${name}`
  const global = functions.get(full)
  const method = target === undefined ? undefined : methods.get(name)
  const known = global ?? method
  const parts = target === undefined || global !== undefined ? args : [target, ...args]
  if (known !== undefined)
    return onValues(parts, scope, (values) =>
      takesOpen.has(name) ? known(values, scope.budget) : (openIn(values) ?? looked(values, scope.budget, known)),
    )
  // A target outside this repository says more than a function that is not known.
  const reached = target === undefined ? undefined : evaluate(target, scope)
  return reached?.kind === 'unknown' ? reached : unknownBecause(`the function "${name}" is not evaluated here`)
}

function looked(values: readonly Value[], budget: Budget, known: CelFunction): Outcome {
  return inspects(budget, values) ? known(values, budget) : outOf(budget)
}

/** A part that nobody knows in what a function is about to look at as a whole. */
function openIn(values: readonly Value[]): Outcome | undefined {
  for (const value of values) {
    if (value.kind === 'record') return unknownBecause('whole objects of the request are not evaluated here')
    if (value.kind !== 'list' && value.kind !== 'map') continue
    const items = value.kind === 'list' ? value.items : [...value.entries.values()].map((entry) => entry.value)
    const open = value.open === undefined ? items.find(({ kind }) => kind === 'unknown') : unknownBecause(value.open)
    if (open !== undefined && !isValue(open)) return open
  }
  return undefined
}

function macro(cel: Macro, scope: Scope): Outcome {
  const of = evaluate(cel.of, scope)
  const each = (body: number, values: readonly Outcome[]): Outcome => {
    const inner = cel.names.reduce<Local | undefined>(
      (outer, name, index) => ({ name, value: values[index] ?? failure('no value'), outer }),
      scope.locals,
    )
    const expression = cel.bodies[body]
    if (expression === undefined) return failure('a macro has no body')
    return evaluate(expression, inner === undefined ? scope : { ...scope, locals: inner })
  }
  if (cel.macro === 'bind') return each(0, [of])
  if (cel.macro !== 'optMap' && cel.macro !== 'optFlatMap')
    return onValue(of, (value) => runMacro(cel, value, each, scope.budget))
  if (of.kind !== 'optional') return isValue(of) ? failure(`${cel.macro}() on what is not optional`) : of
  if (of.value === undefined) return of
  const mapped = each(0, [of.value])
  return cel.macro === 'optFlatMap' || !isValue(mapped) ? mapped : optional(mapped)
}
