import type { Callable } from './callable.ts'
import type { Sources } from './sources.ts'
import type { Text } from './text.ts'
import type { Unknown } from './unknown.ts'

/** The name of a type as Go's `%T` prints it: `map[string]interface {}`, `[]string`, `*semver.Version`. */
export type GoType = string

/**
 * A value of a Go template. Everything carries the places that it came from. Values are immutable except the entries of maps, which alias
 * as Go's do: `set` on one shows in all that hold it.
 */
export type Value = Nil | Bool | Int | Float | Complex | Text | Bytes | List | MapValue | Struct | Func | UnknownValue

/**
 * A nil interface: a missing key, `null` in YAML, `nil`. `invalid` marks reflect's zero Value, which a nil becomes by passing through a
 * pipeline, a variable or `with`: only the evaluator makes and sees it.
 */
export interface Nil {
  readonly kind: 'nil'
  readonly invalid?: boolean
  readonly sources: Sources
}

/** A bool. */
export interface Bool {
  readonly kind: 'bool'
  readonly value: boolean
  readonly sources: Sources
}

export type IntType = 'int' | 'int8' | 'int16' | 'int32' | 'int64' | 'uint' | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'uintptr'

/** An integer of any kind, signed or not; a named one (`time.Duration`) has its name and methods. */
export interface Int {
  readonly kind: 'int'
  readonly value: bigint
  readonly type: IntType
  readonly named?: NamedType
  readonly sources: Sources
}

/** A float64: every number of values.yaml. */
export interface Float {
  readonly kind: 'float'
  readonly value: number
  readonly sources: Sources
}

/** A complex128: only as a literal such as `1i`. */
export interface Complex {
  readonly kind: 'complex'
  readonly real: number
  readonly imaginary: number
  readonly sources: Sources
}

/** A []byte, held as the text of its bytes (see utf8.ts). */
export interface Bytes {
  readonly kind: 'bytes'
  readonly text: Text
}

/** A slice. `underlying` is the unnamed type of a named one, to which it can be assigned. `type` is that of the slice: `[]interface {}`, `[]string`, `[]int`. `isNil` is Go's nil slice, which JSON prints as null. */
export interface List {
  readonly kind: 'list'
  readonly items: readonly Value[]
  readonly type: GoType
  readonly underlying?: GoType
  readonly isNil?: boolean
  /** The items come in no known order, as the keys of a map do in Go; here they are sorted, so that two renderings agree. */
  readonly unordered?: boolean
  readonly methods?: Methods
  readonly sources: Sources
}

/** A map with text keys. `keySources` says where keys were written, `underlying` is the unnamed type of a named one (`chartutil.Values`). */
export interface MapValue {
  readonly kind: 'map'
  readonly entries: Map<string, Value>
  readonly keySources?: Map<string, Sources>
  readonly type: GoType
  readonly underlying?: GoType
  /** Go's nil map: reads as empty, setting a key of it panics. */
  readonly isNil?: boolean
  readonly methods?: Methods
  readonly sources: Sources
}

/** A struct or a pointer to one: fields in Go's order. `json` is what encoding/json makes of it, `print` what `%v` prints when it has a String method. */
export interface Struct {
  readonly kind: 'struct'
  readonly type: GoType
  readonly fields: ReadonlyMap<string, Value>
  readonly methods?: Methods
  readonly json?: () => Value
  readonly print?: () => Text
  readonly sources: Sources
  /** What the engine of a function keeps for itself: a parsed version, a time. */
  readonly inner?: unknown
}

/** A function as a value, for `call`. */
export interface Func {
  readonly kind: 'func'
  readonly callable: Callable
  readonly sources: Sources
}

/** A value that is not known as a whole; `type` when at least its type is. A text with unknown parts is a Text. */
export interface UnknownValue {
  readonly kind: 'unknown'
  readonly unknown: Unknown
  readonly type: GoType | undefined
  readonly sources: Sources
}

/** Methods by name. */
export type Methods = ReadonlyMap<string, Callable>

/** A named type of Go over a basic one. */
export interface NamedType {
  readonly type: GoType
  readonly methods: Methods
  readonly print?: (value: Int) => string
}

export const ANY_LIST = '[]interface {}'
export const ANY_MAP = 'map[string]interface {}'

/** The nil interface. */
export const NIL: Nil = { kind: 'nil', sources: undefined }
export const TRUE: Bool = { kind: 'bool', value: true, sources: undefined }
export const FALSE: Bool = { kind: 'bool', value: false, sources: undefined }

export function nil(sources: Sources): Nil {
  return sources === undefined ? NIL : { kind: 'nil', sources }
}

export function bool(value: boolean, sources: Sources = undefined): Bool {
  if (sources === undefined) return value ? TRUE : FALSE
  return { kind: 'bool', value, sources }
}

/** An integer, wrapped to the width of its type as Go's conversions do. */
export function int(value: bigint | number, type: IntType = 'int', sources: Sources = undefined): Int {
  return { kind: 'int', value: wrap(BigInt(value), type), type, sources }
}

const MIN_INT64 = -(2n ** 63n)
const MAX_INT64 = 2n ** 63n - 1n

function wrap(value: bigint, type: IntType): bigint {
  if (type === 'int' || type === 'int64') return value >= MIN_INT64 && value <= MAX_INT64 ? value : BigInt.asIntN(64, value)
  const bits = Number(/\d+$/.exec(type)?.[0] ?? 64)
  return isUnsigned(type) ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value)
}

export function isUnsigned(type: IntType): boolean {
  return type.startsWith('u')
}

export function float(value: number, sources: Sources = undefined): Float {
  return { kind: 'float', value, sources }
}

export function bytes(text: Text): Bytes {
  return { kind: 'bytes', text }
}

export function list(items: readonly Value[], type: GoType = ANY_LIST, sources: Sources = undefined): List {
  return { kind: 'list', items, type, sources }
}

export function map(entries: Map<string, Value>, type: GoType = ANY_MAP, sources: Sources = undefined): MapValue {
  return { kind: 'map', entries, type, sources }
}

export function func(callable: Callable): Func {
  return { kind: 'func', callable, sources: undefined }
}

export function unknownValue(unknown: Unknown, type?: GoType, sources: Sources = undefined): UnknownValue {
  return { kind: 'unknown', unknown, type, sources: sources ?? unknown.at }
}
