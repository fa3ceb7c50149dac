import { joinAllSources, type Sources } from './sources.ts'
import { piecesOf, sourcesOfText, type Text } from './text.ts'
import type { Unknown } from './unknown.ts'
import type { GoType, Value } from './value.ts'

/** The type of a value as `%T` prints it; nil's is `<nil>`, an unknown one's the empty text where it is not known. */
export function typeOf(value: Value): GoType {
  switch (value.kind) {
    case 'nil':
      return '<nil>'
    case 'bool':
      return 'bool'
    case 'int':
      return value.named?.type ?? value.type
    case 'float':
      return 'float64'
    case 'complex':
      return 'complex128'
    case 'text':
      return 'string'
    case 'bytes':
      return '[]uint8'
    case 'func':
      return `func(${value.callable.params.join(', ')})`
    case 'unknown':
      return value.type ?? ''
    default:
      return value.type
  }
}

/** Go's reflect kind: `invalid` for nil, `ptr` for pointers to structs. */
export function kindOf(value: Value): string {
  switch (value.kind) {
    case 'nil':
      return 'invalid'
    case 'int':
      return value.type
    case 'float':
      return 'float64'
    case 'complex':
      return 'complex128'
    case 'text':
      return 'string'
    case 'bytes':
    case 'list':
      return 'slice'
    case 'struct':
      return value.type.startsWith('*') ? 'ptr' : 'struct'
    default:
      return value.kind
  }
}

/** All places that a value came from; of lists and maps only where they stand themselves. */
export function sourcesOf(value: Value): Sources {
  if (value.kind === 'text') return sourcesOfText(value)
  return value.kind === 'bytes' ? sourcesOfText(value.text) : value.sources
}

/** The places of several values together. */
export function sourcesOfAll(values: readonly Value[]): Sources {
  return joinAllSources(values.map(sourcesOf))
}

/** The unknown of the value itself, not of what it holds; undefined when it is known. */
export function unknownOf(value: Value): Unknown | undefined {
  if (value.kind === 'unknown' || value.kind === 'text') return value.unknown
  return value.kind === 'bytes' ? value.text.unknown : undefined
}

/** The first unknown of the value or of anything that it holds at any depth. */
export function unknownWithin(value: Value, seen: Set<Value> = new Set()): Unknown | undefined {
  if (value.kind === 'list' && value.items.length > 0) {
    if (seen.has(value)) return undefined
    seen.add(value)
    return firstUnknown(value.items, seen)
  }
  if (value.kind === 'map' || value.kind === 'struct') {
    if (seen.has(value)) return undefined
    seen.add(value)
    return firstUnknown((value.kind === 'map' ? value.entries : value.fields).values(), seen)
  }
  return unknownOf(value)
}

function firstUnknown(values: Iterable<Value>, seen: Set<Value>): Unknown | undefined {
  for (const value of values) {
    const found = unknownWithin(value, seen)
    if (found !== undefined) return found
  }
  return undefined
}

/** Go's truth of a value in templates: empty and zero are false, structs always true. An unknown where it cannot be told. */
export function truthOf(value: Value): boolean | Unknown {
  switch (value.kind) {
    case 'nil':
      return false
    case 'bool':
      return value.value
    case 'int':
      return value.value !== 0n
    case 'float':
      return value.value !== 0
    case 'complex':
      return value.real !== 0 || value.imaginary !== 0
    case 'text':
      return textTruth(value)
    case 'bytes':
      return textTruth(value.text)
    case 'list':
      return value.items.length > 0
    case 'map':
      return value.entries.size > 0
    case 'unknown':
      return value.unknown
    default:
      return true
  }
}

function textTruth(value: Text): boolean | Unknown {
  const { unknown } = value
  if (unknown === undefined) return value.text !== ''
  const filled = piecesOf(value).some((piece) =>
    piece.unknown === undefined ? piece.text !== '' : piece.unknown.alphabet === 'word',
  )
  return filled ? true : unknown
}
