import { typeOf } from '../govalue/inspect.ts'
import { sourcesOfText } from '../govalue/text.ts'
import { float, type GoType, type IntType, int, NIL, type Nil, type Value } from '../govalue/value.ts'
import { describe } from './describe.ts'
import { type Frame, stop } from './frame.ts'
import type { BoolNode, NumberNode, StringNode } from './node.ts'

/** reflect's zero Value: what a nil becomes in a pipeline. */
export const INVALID: Nil = { kind: 'nil', invalid: true, sources: undefined }

const BASIC = /^(?:bool|string|u?int(?:8|16|32|64)?|uintptr|float64|complex128|time\.Duration|time\.Time)$/

/** Whether nil can be passed for a type: everything but basic types and structs. */
function canBeNil(type: GoType): boolean {
  return !BASIC.test(type) && (/^[[*]|^map\[|^func|^interface|^reflect\.Value$|^error$/.test(type) || !type.includes('.'))
}

function zeroOf(type: GoType): Value {
  if (type === 'reflect.Value') return INVALID
  if (type.startsWith('map[')) return { kind: 'map', entries: new Map(), type, isNil: true, sources: undefined }
  if (type.startsWith('[]')) return { kind: 'list', items: [], type, isNil: true, sources: undefined }
  return NIL
}

/** The value as an argument of that type; stops with Go's message where it cannot be one. */
export function checkType(frame: Frame, value: Value, type: GoType): Value {
  if (value.kind === 'nil') return checkNil(frame, value, type)
  if (type === 'interface {}' || type === 'reflect.Value' || isAssignable(value, type)) return value
  return stop(frame, `wrong type for value; expected ${type}; got ${typeOf(value)}`)
}

function checkNil(frame: Frame, value: Nil, type: GoType): Value {
  if (type === 'reflect.Value') return value
  if (type === 'interface {}')
    return value.invalid === true ? (value.sources === undefined ? NIL : { kind: 'nil', sources: value.sources }) : value
  if (value.invalid !== true) return stop(frame, `wrong type for value; expected ${type}; got interface {}`)
  return canBeNil(type) ? zeroOf(type) : stop(frame, `invalid value; expected ${type}`)
}

function isAssignable(value: Value, type: GoType): boolean {
  const own = typeOf(value)
  if (own === type || own === '' || own === `*${type}`) return true
  return (value.kind === 'list' || value.kind === 'map') && value.underlying === type
}

/** The nil constant as an argument of that type. */
export function nilArgument(frame: Frame, type: GoType): Value {
  return canBeNil(type) ? zeroOf(type) : stop(frame, `cannot assign nil to ${type}`)
}

/** A constant as an argument of that type: a number takes the reading that the parameter asks for. */
export function constantArgument(frame: Frame, node: BoolNode | NumberNode | StringNode, type: GoType): Value {
  if (type === 'interface {}' || type === 'reflect.Value') return constantOf(frame, node)
  if (type === 'string') return node.kind === 'string' ? node.value : stop(frame, `expected string; found ${describe(node)}`)
  if (type === 'bool') return node.kind === 'bool' ? node.value : stop(frame, `expected bool; found ${describe(node)}`)
  const number = node.kind === 'number' ? node : undefined
  if (type === 'float64') {
    return number?.float === undefined
      ? stop(frame, `expected float; found ${describe(node)}`)
      : float(number.float, sourcesOfText(number.place))
  }
  if (/^u?int(?:8|16|32|64)?$|^uintptr$|^time\.Duration$/.test(type)) return integerArgument(frame, node, type)
  return stop(frame, `can't handle ${describe(node)} for arg of type ${type}`)
}

function integerArgument(frame: Frame, node: BoolNode | NumberNode | StringNode, type: GoType): Value {
  const number = node.kind === 'number' ? node : undefined
  const unsigned = type.startsWith('u')
  const value = unsigned ? number?.uint : number?.int
  if (value === undefined) return stop(frame, `expected ${unsigned ? 'unsigned ' : ''}integer; found ${describe(node)}`)
  return int(
    value,
    type === 'time.Duration' ? 'int64' : intType(type),
    number === undefined ? undefined : sourcesOfText(number.place),
  )
}

function intType(type: string): IntType {
  const known: readonly IntType[] = [
    'int',
    'int8',
    'int16',
    'int32',
    'int64',
    'uint',
    'uint8',
    'uint16',
    'uint32',
    'uint64',
    'uintptr',
  ]
  return known.find((one) => one === type) ?? 'int'
}

/** A constant where no type is asked for. */
export function constantOf(frame: Frame, node: BoolNode | NumberNode | StringNode): Value {
  if (node.kind !== 'number') return node.value
  return typeof node.ideal === 'string' ? stop(frame, node.ideal) : node.ideal
}
