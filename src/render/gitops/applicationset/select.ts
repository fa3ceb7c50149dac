import type { MapValue, Value } from '../../../languages/govalue/value.ts'
import { flattened } from './params.ts'
import { SetProblem } from './problem.ts'
import { itemsIn, mapIn, placeOfValue, textIn, valueAt } from './read.ts'

/** Whether a selector of labels selects a set of parameters, each of which counts as a label of its flattened name. */
export function isSelected(selector: Value, params: MapValue): boolean {
  const labels = flattened(params)
  const equal = [...mapIn(valueAt(selector, 'matchLabels')).entries]
  return (
    equal.every(([key, value]) => labels.get(key)?.text === textIn(value)) &&
    itemsIn(valueAt(selector, 'matchExpressions')).every((one) => holds(one, labels))
  )
}

function holds(expression: Value, labels: ReturnType<typeof flattened>): boolean {
  const label = labels.get(textIn(valueAt(expression, 'key')))?.text
  const values = itemsIn(valueAt(expression, 'values')).map(textIn)
  switch (textIn(valueAt(expression, 'operator'))) {
    case 'In':
      return label !== undefined && values.includes(label)
    case 'NotIn':
      return label === undefined || !values.includes(label)
    case 'Exists':
      return label !== undefined
    case 'DoesNotExist':
      return label === undefined
    default:
      throw new SetProblem('its selector has an operator that does not exist', placeOfValue(expression))
  }
}
