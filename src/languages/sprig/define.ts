import type { Callable, Run } from '../govalue/callable.ts'
import type { Alphabet } from '../govalue/unknown.ts'
import type { GoType, Value } from '../govalue/value.ts'

/** What a function does with arguments whose types were checked. */
export type Call = (args: readonly Value[], run: Run) => Value

const SHORT: Readonly<Record<string, GoType>> = {
  any: 'interface {}',
  map: 'map[string]interface {}',
  list: '[]interface {}',
  time: 'time.Time',
}

/**
 * A function by its signature in short: `trunc(int, string) string`, `list(any...) list`. Types are Go's; any, map, list and time stand for
 * the long names. `unknowns` as in `Callable`.
 */
export function define(signature: string, call: Call, unknowns: Alphabet | 'handles' = 'any'): Callable {
  const [, name = '', inside = '', result = 'any'] = /^(\w+)\((.*)\) ?(.*)$/.exec(signature) ?? []
  const variadic = inside.endsWith('...')
  const params = inside === '' ? [] : inside.replace(/\.\.\.$/, '').split(', ')
  return { name, params: params.map(long), variadic, result: long(result), unknowns, call }
}

function long(type: string): GoType {
  return SHORT[type] ?? type
}

/** The same function under another name. */
export function alias(name: string, callable: Callable): Callable {
  return { ...callable, name }
}
