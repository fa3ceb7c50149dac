import { quote } from '../gofmt/quote.ts'
import { sourcesOf, typeOf } from '../govalue/inspect.ts'
import { text } from '../govalue/text.ts'
import { deriveUnknown } from '../govalue/unknown.ts'
import type { Methods } from '../govalue/value.ts'
import { bool, float, int, type MapValue, NIL, unknownValue, type Value } from '../govalue/value.ts'
import { callFunction } from './call.ts'
import { INVALID } from './check-type.ts'
import { type Arguments, type Frame, type Slot, stop } from './frame.ts'
import type { Operand } from './node.ts'

/** `.field` of a value: a method, a struct's field or a map's entry. A missing entry is nil, of an untyped nil everything is nil. */
export function fieldOf(frame: Frame, dot: Slot, of: Value, name: string, node: Operand, args: Arguments): Value {
  const boxed = frame.engine.boxed
  if (of.kind === 'nil') {
    if (of.invalid !== true) stop(frame, `nil pointer evaluating interface {}.${name}`)
    return INVALID
  }
  const method = methodsOf(of)?.get(name)
  if (method !== undefined) return callFunction(frame, dot, method, node, name, args)
  const hasArguments = args.nodes.length > 0 || args.final !== undefined
  if (of.kind === 'map') {
    if (hasArguments) stop(frame, `${name} is not a method but has arguments`)
    frame.engine.boxed = hasInterfaces(of)
    const found = of.entries.get(name)
    if (found === undefined && frame.engine.missingKey === 'error') stop(frame, `map has no entry for key ${quote(name)}`)
    return found ?? missing(of)
  }
  if (of.kind === 'struct') {
    const field = of.fields.get(name)
    if (field !== undefined) {
      if (hasArguments) stop(frame, `${name} has arguments but cannot be invoked as function`)
      frame.engine.boxed = false
      return field
    }
  }
  if (of.kind === 'unknown')
    return unknownValue(deriveUnknown(`.${name}`, [of.unknown], of.unknown.alphabet), undefined, sourcesOf(of))
  return stop(frame, `can't evaluate field ${name} in type ${boxed ? 'interface {}' : typeOf(of)}`)
}

function methodsOf(value: Value): Methods | undefined {
  if (value.kind === 'map' || value.kind === 'list' || value.kind === 'struct') return value.methods
  return value.kind === 'int' ? value.named?.methods : undefined
}

function hasInterfaces(of: MapValue): boolean {
  return elementType(of) === 'interface {}'
}

/** The type of a map's values; named maps hold interfaces unless their underlying type says otherwise. */
export function elementType({ type, underlying }: MapValue): string {
  const unnamed = underlying ?? type
  return unnamed.startsWith('map[string]') ? unnamed.slice('map[string]'.length) : 'interface {}'
}

/** What a key that is not there gives under missingkey=zero: the zero of the map's values. */
export function missing(of: MapValue): Value {
  switch (elementType(of)) {
    case 'string':
      return text('', of.sources)
    case 'bool':
      return bool(false, of.sources)
    case 'int':
      return int(0, 'int', of.sources)
    case 'float64':
      return float(0, of.sources)
    default:
      return NIL
  }
}
