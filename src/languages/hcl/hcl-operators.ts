import { compared, computed, decimalOf, printed } from './hcl-decimal.ts'
import { bool, type Item, stringOf, together, unknown, unknownIn, type Value } from './hcl-value.ts'

/** The result of a binary operator on values that are no choices; `&&` and `||` know their result from one side where that decides. */
export function operated(operator: string, left: Value, right: Value): Value {
  if (operator === '&&' || operator === '||') return logical(operator, left, right)
  if (operator === '==' || operator === '!=') {
    const equal = areEqual(left, right)
    return typeof equal === 'boolean' ? bool(equal === (operator === '==')) : equal
  }
  const open = [left, right].flatMap((value) => unknownIn(value) ?? [])
  if (open.length > 0) return together(open)
  const [a, b] = [decimalOf(stringOf(left) ?? ''), decimalOf(stringOf(right) ?? '')]
  if (a === undefined || b === undefined) return unknown(`"${operator}" is about numbers`)
  if (operator === '<') return bool(compared(a, b) < 0)
  if (operator === '<=') return bool(compared(a, b) <= 0)
  if (operator === '>') return bool(compared(a, b) > 0)
  if (operator === '>=') return bool(compared(a, b) >= 0)
  const result = computed(operator, a, b)
  return result === undefined ? unknown('its arithmetic is not computed here') : { kind: 'number', text: printed(result) }
}

function logical(operator: '&&' | '||', left: Value, right: Value): Value {
  const [a, b] = [truthOf(left), truthOf(right)]
  const decides = operator === '||'
  if (a === decides || b === decides) return bool(decides)
  if (a !== undefined && b !== undefined) return bool(!decides)
  return together(
    [left, right].flatMap((value) => (truthOf(value) === undefined ? (unknownIn(value) ?? unknown('it is no truth value')) : [])),
  )
}

/** The truth value that a value is or converts to; undefined where it is not known or none. */
export function truthOf(value: Value): boolean | undefined {
  const content = value.kind === 'number' ? undefined : stringOf(value)
  return content === 'true' ? true : content === 'false' ? false : undefined
}

/** Whether two values are equal: of one type, and the same. An unknown part leaves it open, unless another part decides. */
export function areEqual(left: Value, right: Value): boolean | Value {
  const open = [left, right].flatMap((value) => (value.kind === 'unknown' ? [value] : []))
  if (open.length > 0) return together(open)
  if (left.kind === 'list' && right.kind === 'list') return sameItems(left.items, right.items, left.open ?? right.open)
  if (left.kind === 'map' && right.kind === 'map') {
    const keys = [...new Set([...left.entries.keys(), ...right.entries.keys()])]
    const known = keys.every((key) => left.entries.has(key) && right.entries.has(key))
    if (!known) return left.open ?? right.open ?? false
    const of = (map: typeof left): readonly Item[] => keys.flatMap((key) => map.entries.get(key) ?? [])
    return sameItems(of(left), of(right), left.open ?? right.open)
  }
  if (left.kind !== right.kind) return false
  const partly = [left, right].flatMap((value) => unknownIn(value) ?? [])
  if (partly.length > 0) return together(partly)
  return left.kind === 'null' || stringOf(left) === stringOf(right)
}

function sameItems(left: readonly Item[], right: readonly Item[], open: Value | undefined): boolean | Value {
  if (left.length !== right.length) return open ?? false
  let doubt = open
  for (const [index, { value }] of left.entries()) {
    const other = right[index]?.value
    const same = other === undefined ? false : areEqual(value, other)
    if (same === false) return false
    if (same !== true) doubt ??= same
  }
  return doubt ?? true
}
