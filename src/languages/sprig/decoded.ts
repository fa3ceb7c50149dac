import { kindOf } from '../govalue/inspect.ts'
import { text } from '../govalue/text.ts'
import { ANY_LIST, ANY_MAP, list, type MapValue, map, type Value } from '../govalue/value.ts'
import { unknownResult } from './unknowns.ts'

/** What a decoder found. */
export interface Found {
  readonly value: Value
  readonly error?: string
}

/** JSON's word for a value that is not of the wanted type. */
function jsonKind(value: Value): string {
  const kind = kindOf(value)
  return kind === 'map' ? 'object' : kind === 'slice' ? 'array' : kind === 'float64' ? 'number' : kind
}

/** A map with the error of a decoder, as Helm's functions return it. */
export function errorMap(error: string, found?: MapValue): MapValue {
  return map(new Map([...(found?.entries ?? []), ['Error', text(error)]]))
}

/** What Helm's fromYaml and fromJson make of a decoded value: a map, with an error in it if that is what there is. Only JSON's null is a nil map. */
export function asMap(name: string, { value, error }: Found, prefix: string, args: readonly Value[]): Value {
  if (value.kind === 'unknown') return unknownResult(name, args, ANY_MAP)
  if (error !== undefined) return errorMap(error, value.kind === 'map' ? value : undefined)
  if (value.kind === 'map') return value
  if (value.kind === 'nil') return { ...map(new Map(), ANY_MAP, value.sources), ...(prefix === '' && { isNil: true }) }
  return errorMap(`${prefix}json: cannot unmarshal ${jsonKind(value)} into Go value of type ${ANY_MAP}`)
}

/** What Helm's fromYamlArray and fromJsonArray make of a decoded value: a list, or one with the error alone. */
export function asList(name: string, { value, error }: Found, prefix: string, args: readonly Value[]): Value {
  if (value.kind === 'unknown') return unknownResult(name, args, ANY_LIST)
  if (error !== undefined) return list([text(error)])
  if (value.kind === 'list') return value
  if (value.kind === 'nil') return { ...list([], ANY_LIST, value.sources), ...(prefix === '' && { isNil: true }) }
  return list([text(`${prefix}json: cannot unmarshal ${jsonKind(value)} into Go value of type ${ANY_LIST}`)])
}
