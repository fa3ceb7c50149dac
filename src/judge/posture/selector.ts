import { entryFields, type Field, isSet, itemFields, textAt, under } from './field.ts'

/** Labels by name. */
export type Labels = ReadonlyMap<string, string>

/**
 * Whether a Kubernetes label selector (`matchLabels` and `matchExpressions`, all of which must hold) selects the labels. An
 * empty selector selects everything; an operator that does not exist selects nothing.
 */
export function selects(selector: Field, labels: Labels): boolean {
  const wanted = entryFields(under(selector, 'matchLabels'))
  const equal = wanted.every((field) => labels.get(String(field.step)) === (textAt(field) ?? ''))
  return equal && itemFields(under(selector, 'matchExpressions'), '').every((expression) => holds(expression, labels))
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

function holds(expression: Field, labels: Labels): boolean {
  const key = textAt(under(expression, 'key')) ?? ''
  const values = itemFields(under(expression, 'values'), '').map((item) => textAt(item) ?? '')
  const value = labels.get(key)
  const operator = textAt(under(expression, 'operator'))
  if (operator === 'In') return value !== undefined && values.includes(value)
  if (operator === 'NotIn') return value === undefined || !values.includes(value)
  if (operator === 'Exists') return value !== undefined
  return operator === 'DoesNotExist' && value === undefined
}
