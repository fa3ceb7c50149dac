import { entryFields, type Field, isSet, itemFields, textAt, under } from './field.ts'

/** Labels by name. */
export type Labels = ReadonlyMap<string, string>

/**
 * Whether a Kubernetes label selector (`matchLabels` and `matchExpressions`, all of which must hold) selects the labels. An
 * empty selector selects everything; an operator that does not exist selects nothing.
 */
export function selects(selector: Field, labels: Labels): boolean {
  return selection(selector)(labels)
}

/** The same question, read once for many labels. */
export function selection(selector: Field): (labels: Labels) => boolean {
  const equal = entryFields(under(selector, 'matchLabels')).map((field) => [String(field.step), textAt(field) ?? ''] as const)
  const expressions = itemFields(under(selector, 'matchExpressions'), '').map(expressionOf)
  return (labels) =>
    equal.every(([key, value]) => labels.get(key) === value) && expressions.every((expression) => holds(expression, labels))
}

/** Whether a selector says anything at all: one that does not selects everything. */
export function isEmptySelector(selector: Field): boolean {
  const expressions = itemFields(under(selector, 'matchExpressions'), '')
  return isSet(selector) && entryFields(under(selector, 'matchLabels')).length === 0 && expressions.length === 0
}

/** The labels under a `metadata` field. */
export function labelsUnder(metadata: Field): Labels {
  return new Map(entryFields(under(metadata, 'labels')).map((field) => [String(field.step), textAt(field) ?? '']))
}

interface Expression {
  readonly key: string
  readonly operator: string
  readonly values: readonly string[]
}

function expressionOf(field: Field): Expression {
  const values = itemFields(under(field, 'values'), '').map((item) => textAt(item) ?? '')
  return { key: textAt(under(field, 'key')) ?? '', operator: textAt(under(field, 'operator')) ?? '', values }
}

function holds({ key, operator, values }: Expression, labels: Labels): boolean {
  const value = labels.get(key)
  if (operator === 'In') return value !== undefined && values.includes(value)
  if (operator === 'NotIn') return value === undefined || !values.includes(value)
  if (operator === 'Exists') return value !== undefined
  return operator === 'DoesNotExist' && value === undefined
}
