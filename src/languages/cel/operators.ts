import { affords, type Budget, inspects, outOf } from './budget.ts'
import { compare, contains, equal } from './equal.ts'
import { addTime, subtractTime } from './moment.ts'
import { bool, failure, int, isValue, noOverload, type Outcome, string, uint, type Value } from './value.ts'

/** What an operator makes of one or two values (cel-spec, "Standard Definitions"); errors for types that it does not take. */
export function operate(operator: string, args: readonly Value[], budget: Budget): Outcome {
  const [a, b] = args
  if (a === undefined) return failure('nothing to operate on')
  if (b === undefined) return operator === '!' ? not(a) : negative(a)
  if (operator === '==') return equal(a, b, budget)
  if (operator === '!=') return notOf(equal(a, b, budget))
  if (operator === 'in') return contains(b, a, budget)
  if (!inspects(budget, args)) return outOf(budget)
  if (operator === '+') return add(a, b, budget)
  if (operator === '-') return subtract(a, b)
  return operator === '*' || operator === '/' || operator === '%' ? scale(operator, a, b) : ordered(operator, a, b)
}

function not(a: Value): Outcome {
  return a.kind === 'bool' ? bool(!a.value) : noOverload('!', [a])
}

function notOf(outcome: Outcome): Outcome {
  return isValue(outcome) ? not(outcome) : outcome
}

function negative(a: Value): Outcome {
  if (a.kind === 'int') return int(-a.value)
  if (a.kind === 'double') return { kind: 'double', value: -a.value }
  return noOverload('-', [a])
}

function add(a: Value, b: Value, budget: Budget): Outcome {
  if (a.kind === 'int' && b.kind === 'int') return int(a.value + b.value)
  if (a.kind === 'uint' && b.kind === 'uint') return uint(a.value + b.value)
  if (a.kind === 'double' && b.kind === 'double') return { kind: 'double', value: a.value + b.value }
  if (a.kind === 'string' && b.kind === 'string')
    return affords(budget, a.value.length + b.value.length) ? string(a.value + b.value) : outOf(budget)
  if (a.kind === 'bytes' && b.kind === 'bytes') {
    if (!affords(budget, a.value.length + b.value.length)) return outOf(budget)
    return { kind: 'bytes', value: Uint8Array.from([...a.value, ...b.value]) }
  }
  if (a.kind === 'list' && b.kind === 'list') {
    if (!affords(budget, a.items.length + b.items.length)) return outOf(budget)
    const open = a.open ?? b.open
    return { kind: 'list', items: [...a.items, ...b.items], ...(open === undefined ? {} : { open }) }
  }
  return addTime(a, b) ?? noOverload('+', [a, b])
}

function subtract(a: Value, b: Value): Outcome {
  if (a.kind === 'int' && b.kind === 'int') return int(a.value - b.value)
  if (a.kind === 'uint' && b.kind === 'uint') return uint(a.value - b.value)
  if (a.kind === 'double' && b.kind === 'double') return { kind: 'double', value: a.value - b.value }
  return subtractTime(a, b) ?? noOverload('-', [a, b])
}

function scale(operator: '*' | '/' | '%', a: Value, b: Value): Outcome {
  if (a.kind === 'double' && b.kind === 'double' && operator !== '%')
    return { kind: 'double', value: operator === '*' ? a.value * b.value : a.value / b.value }
  if (!(a.kind === 'int' && b.kind === 'int') && !(a.kind === 'uint' && b.kind === 'uint')) return noOverload(operator, [a, b])
  if (operator !== '*' && b.value === 0n) return failure(operator === '/' ? 'division by zero' : 'modulus by zero')
  const value = operator === '*' ? a.value * b.value : operator === '/' ? a.value / b.value : a.value % b.value
  return a.kind === 'int' ? int(value) : uint(value)
}

function ordered(operator: string, a: Value, b: Value): Outcome {
  const order = compare(a, b)
  if (order === undefined) return noOverload(operator, [a, b])
  if (operator === '<') return bool(order < 0)
  if (operator === '<=') return bool(order <= 0)
  return bool(operator === '>' ? order > 0 : order >= 0)
}
