import { type Callable, CallError, NotKnown } from '../govalue/callable.ts'
import { sourcesOfAll, truthOf, unknownWithin } from '../govalue/inspect.ts'
import { unknownText } from '../govalue/text.ts'
import { deriveUnknown, type Unknown } from '../govalue/unknown.ts'
import { type GoType, unknownValue, type Value } from '../govalue/value.ts'
import { checkType, INVALID } from './check-type.ts'
import { type Arguments, type Frame, type Slot, spend, stop, stopCalling } from './frame.ts'
import type { CommandNode, Operand } from './node.ts'

/** What a function or method gives for these arguments; stops with Go's message where they do not fit, or it fails. */
export function callFunction(
  frame: Frame,
  dot: Slot,
  callable: Callable,
  node: Operand | CommandNode,
  name: string,
  args: Arguments,
): Value {
  checkCount(frame, callable, name, args)
  if (callable === AND || callable === OR) return chooseOperand(frame, dot, callable === OR, args)
  const values: Value[] = []
  for (const argument of args.nodes) values.push(frame.engine.argument(frame, dot, typeAt(callable, values.length), argument))
  if (args.final !== undefined) values.push(checkType(frame, args.final, typeAt(callable, values.length)))
  spend(frame.engine, 1)
  frame.calling = node
  const result = resultOf(frame, callable, node, name, values)
  frame.engine.boxed = (callable.result ?? 'interface {}') === 'interface {}'
  return result
}

/** Characters of a result that count as one step of work. */
const CHARACTERS_PER_STEP = 100

function resultOf(frame: Frame, callable: Callable, node: Operand | CommandNode, name: string, values: readonly Value[]): Value {
  const unknown = callable.unknowns === 'handles' || frame.engine.unknowns === 0 ? undefined : firstUnknown(values)
  if (unknown !== undefined) return unknownResult(callable, name, values, unknown)
  try {
    const result = callable.call(values, frame.engine.run)
    if (result.kind === 'text') spend(frame.engine, result.text.length / CHARACTERS_PER_STEP)
    return result
  } catch (error) {
    if (error instanceof NotKnown) return unknownResult(callable, name, values, error.unknown)
    return stopCalling(frame, node, name, error)
  }
}

function firstUnknown(values: readonly Value[]): Unknown | undefined {
  for (const value of values) {
    const found = unknownWithin(value)
    if (found !== undefined) return found
  }
  return undefined
}

/** The result of a function that was not asked because of an unknown argument: its other arguments take part in what it is. */
function unknownResult(callable: Callable, name: string, values: readonly Value[], unknown: Unknown): Value {
  const known = values.map((value) => ('text' in value && typeof value.text === 'string' ? value.text : value.kind)).join('\0')
  const alphabet = callable.unknowns === undefined || callable.unknowns === 'handles' ? 'any' : callable.unknowns
  const derived = deriveUnknown(name, [unknown], alphabet, known)
  const sources = sourcesOfAll(values)
  if (callable.result === 'string') return unknownText(derived, 'unknown', sources)
  return unknownValue(derived, callable.result === 'interface {}' ? undefined : callable.result, sources)
}

function typeAt({ params, variadic }: Callable, index: number): GoType {
  const last = params.length - 1
  return params[variadic === true && index > last ? last : index] ?? 'interface {}'
}

function checkCount(frame: Frame, { params, variadic }: Callable, name: string, { nodes, final }: Arguments): void {
  const given = nodes.length + (final === undefined ? 0 : 1)
  if (variadic === true) {
    if (given < params.length - 1)
      stop(frame, `wrong number of args for ${name}: want at least ${params.length - 1} got ${nodes.length}`)
  } else if (given !== params.length) stop(frame, `wrong number of args for ${name}: want ${params.length} got ${given}`)
}

/** `and`, `or`: the first operand that decides, else the last. The others are not evaluated. */
function chooseOperand(frame: Frame, dot: Slot, until: boolean, { nodes, final }: Arguments): Value {
  let value: Value = INVALID
  for (const node of nodes) {
    value = frame.engine.argument(frame, dot, 'reflect.Value', node)
    if (isTrue(frame, value) === until) return value
  }
  return final ?? value
}

/** Whether a value is true: where that is not known, as this world has it. */
export function isTrue(frame: Frame, value: Value): boolean {
  const truth = truthOf(value)
  return typeof truth === 'boolean' ? truth : frame.engine.decide(truth)
}

function unreachable(): never {
  throw new CallError('unreachable')
}

const CHOICE = {
  params: ['reflect.Value', 'reflect.Value'],
  variadic: true,
  result: 'reflect.Value',
  unknowns: 'handles',
  call: unreachable,
} as const

/** Go's `and` and `or`, which the evaluator runs itself. */
export const AND: Callable = { name: 'and', ...CHOICE }
export const OR: Callable = { name: 'or', ...CHOICE }
