import { type Callable, CallError, type FunctionTable } from '../../govalue/callable.ts'
import { sourcesOf, truthOf, typeOf } from '../../govalue/inspect.ts'
import { deriveUnknown } from '../../govalue/unknown.ts'
import { bool, NIL, unknownValue } from '../../govalue/value.ts'
import { AND, OR } from '../call.ts'
import { collections } from './collections.ts'
import { comparisons } from './compare.ts'
import { texts } from './texts.ts'

const not: Callable = {
  name: 'not',
  params: ['reflect.Value'],
  result: 'bool',
  unknowns: 'handles',
  call: ([value = NIL]) => {
    const truth = truthOf(value)
    if (typeof truth === 'boolean') return bool(!truth, sourcesOf(value))
    return unknownValue(deriveUnknown('not', [truth], 'word'), 'bool', sourcesOf(value))
  },
}

const call: Callable = {
  name: 'call',
  params: ['reflect.Value', 'reflect.Value'],
  variadic: true,
  call: ([callee = NIL, ...args], run) => {
    if (callee.kind === 'nil') throw new CallError('call of nil')
    if (callee.kind !== 'func') throw new CallError(`non-function of type ${typeOf(callee)}`)
    const { params, variadic, name } = callee.callable
    if (variadic === true ? args.length < params.length - 1 : args.length !== params.length) {
      throw new CallError(`wrong number of args for ${name}: got ${args.length} want ${params.length}`)
    }
    return callee.callable.call(args, run)
  },
}

/** The functions that text/template has by itself. */
export const builtins: FunctionTable = new Map(
  [AND, OR, not, call, ...comparisons, ...collections, ...texts].map((one) => [one.name, one]),
)
