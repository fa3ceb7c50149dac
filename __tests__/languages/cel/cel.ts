import { newBudget } from '../../../src/languages/cel/budget.ts'
import { evaluateCel } from '../../../src/languages/cel/evaluate.ts'
import { parseCel } from '../../../src/languages/cel/parse.ts'
import { type Item, isValue, list, mapOf, NULL, type Outcome, string, type Value } from '../../../src/languages/cel/value.ts'

/** A JSON value as CEL has it: whole numbers are integers. */
export function valueFrom(json: unknown): Value {
  if (json === null) return NULL
  if (typeof json === 'string') return string(json)
  if (typeof json === 'boolean') return { kind: 'bool', value: json }
  if (typeof json === 'number')
    return Number.isInteger(json) ? { kind: 'int', value: BigInt(json) } : { kind: 'double', value: json }
  if (Array.isArray(json)) return list(json.map(valueFrom))
  return mapOf(Object.entries(Object(json)).map(([key, value]): [string, Item] => [key, valueFrom(value)]))
}

/** What an expression comes to, as a text: the value, `error: why` or `unknown: why`. The name `far` is unknown. */
export function evaluated(expression: string, names: Readonly<Record<string, unknown>> = {}): string {
  const parsed = parseCel(expression)
  if (!parsed.ok) return `no CEL: ${parsed.why}`
  const known = new Map(Object.entries(names).map(([name, value]) => [name, valueFrom(value)]))
  const lookup = (name: string): Outcome | undefined => (name === 'far' ? { kind: 'unknown', why: 'far away' } : known.get(name))
  return shown(evaluateCel(parsed.cel, lookup, newBudget()))
}

/** A value as a text that a test can hold. */
export function shown(outcome: Outcome): string {
  if (!isValue(outcome)) return `${outcome.kind}: ${outcome.why}`
  if (outcome.kind === 'list') return `[${outcome.items.map(shown).join(', ')}]`
  if (outcome.kind === 'map')
    return `{${[...outcome.entries.values()].map(({ key, value }) => `${shown(key)}: ${shown(value)}`).join(', ')}}`
  if (outcome.kind === 'optional') return outcome.value === undefined ? 'none' : `some ${shown(outcome.value)}`
  if (outcome.kind === 'string') return JSON.stringify(outcome.value)
  if (outcome.kind === 'uint') return `${outcome.value}u`
  if (outcome.kind === 'null' || outcome.kind === 'record') return outcome.kind
  return outcome.kind === 'opaque' ? `${outcome.type} ${outcome.text}` : `${outcome.value}`
}
