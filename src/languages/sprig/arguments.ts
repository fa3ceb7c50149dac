import { CallError } from '../govalue/callable.ts'
import { EMPTY, type Text, unknownText } from '../govalue/text.ts'
import { type MapValue, NIL, type Value } from '../govalue/value.ts'

/** The argument at an index; nil where none was given. */
export function argument(args: readonly Value[], index: number): Value {
  return args[index] ?? NIL
}

/** A string argument; one that is unknown as a whole is an unknown text. */
export function textAt(args: readonly Value[], index: number): Text {
  const value = argument(args, index)
  if (value.kind === 'text') return value
  return value.kind === 'unknown' ? unknownText(value.unknown, 'unknown', value.sources) : EMPTY
}

/** An int argument as a number; a known one, which the caller has seen to. */
export function numberAt(args: readonly Value[], index: number): number {
  const value = argument(args, index)
  if (value.kind === 'int') return Number(value.value)
  return value.kind === 'float' ? value.value : 0
}

/** A map argument; a known one, which the caller has seen to. */
export function mapAt(args: readonly Value[], index: number): MapValue {
  const value = argument(args, index)
  if (value.kind === 'map') return value
  // A nil map takes no keys and gives none.
  return { kind: 'map', entries: new Map(), type: 'map[string]interface {}', sources: undefined }
}

/** Go's panic, which text/template reports as the error of the function. */
export function panic(message: string): CallError {
  return new CallError(message)
}
