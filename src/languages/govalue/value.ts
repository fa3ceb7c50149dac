import type { Sources } from './sources.ts'
import type { Text } from './text.ts'
import type { Alphabet, Unknown } from './unknown.ts'

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

/**
 * A function or method of templates. `params` are the types that Go's reflect would check the arguments against, before `call` sees them:
 * `interface {}` (nil passes), `string`, `bool`, `int`, `int64`, `float64`, `[]interface {}`, `[]string`, `map[string]interface {}`, `reflect.Value`
 * (as interface {}, but untyped nil fails), any other name of a type exactly. With `variadic` the last type is that of each further argument.
 * Constants of the template arrive as the parameter's type (`5` for an int64 is an int64), values of variables are never converted.
 *
 * `unknowns` says what to do when an argument is unknown or holds something unknown at any depth:
 * an alphabet: `call` is not asked, the result is unknown, of that alphabet if it prints as text (`word` for sha256sum, b64enc);
 * `handles`: `call` is asked and answers for them itself (list, dict, default, toYaml, include). Absent means `any`.
 *
 * `result` is the type that Go's function returns; `interface {}` (the default) where it depends.
 */
export interface Callable {
  readonly name: string
  readonly params: readonly GoType[]
  readonly variadic?: boolean
  readonly result?: GoType
  readonly unknowns?: Alphabet | 'handles'
  readonly call: (args: readonly Value[], run: Run) => Value
}

/** Functions by name. */
export type FunctionTable = ReadonlyMap<string, Callable>

/** What a function may ask of the rendering that runs it. */
export interface Run {
  /** Counts work: one step is about one visited node or list item, or 100 characters. Throws `LimitReached` when there are too many. */
  readonly spend: (steps: number) => void
  /** Throws `LimitReached` when a text of so many characters, or a list of so many items, may not be made. To be asked before making it. */
  readonly allow: (size: number) => void
  /** Whether an unknown condition holds in this world. The same id is always answered the same. */
  readonly decide: (unknown: Unknown) => boolean
  /** A new unknown that equals no other, entering where the running action stands: for random and time. */
  readonly fresh: (why: string, alphabet: Alphabet) => Unknown
  /** An unknown that equals every other of the same `id`: for `lookup` of one object. */
  readonly named: (id: string, why: string, alphabet: Alphabet) => Unknown
  /** What the template of that name prints. Throws `CallError` when it does not exist. */
  readonly include: (name: string, data: Value) => Text
  /** What a text prints as a template that knows all others; what it defines is known to itself only. */
  readonly expand: (template: Text, data: Value) => Text
  /** State that functions share during one rendering: counters, caches. */
  readonly memory: Map<string, unknown>
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
