/**
 * A value of the Common Expression Language. Integers are exact; timestamps and durations count nanoseconds. A list or map that is
 * `open` may hold more than what is listed, for the reason given.
 */
export type Value =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'uint'; readonly value: bigint }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | ListValue
  | MapValue
  | { readonly kind: 'timestamp'; readonly value: bigint }
  | { readonly kind: 'duration'; readonly value: bigint }
  | { readonly kind: 'type'; readonly value: string }
  | { readonly kind: 'optional'; readonly value: Value | undefined }
  | RecordValue
  | OpaqueValue

/** A list. An item that is unknown is one that is there, with a value that nobody here knows. */
export interface ListValue {
  readonly kind: 'list'
  readonly items: readonly Item[]
  readonly open?: string
}

/** A map by the canonical form of its keys. An entry that is unknown may be there, or not. */
export interface MapValue {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, MapEntry>
  readonly open?: string
}

/** One entry of a map with its key as it was written. */
export interface MapEntry {
  readonly key: Value
  readonly value: Item
}

/** Named values that are worked out when they are asked for, such as the `variables` of a policy. */
export interface RecordValue {
  readonly kind: 'record'
  readonly field: (name: string) => Outcome | undefined
}

/** A value of a library of Kubernetes. `order` compares two of the same type where they have an order. */
export interface OpaqueValue {
  readonly kind: 'opaque'
  readonly type: 'quantity' | 'url' | 'ip' | 'cidr' | 'semver'
  readonly text: string
  /** What makes two of them equal. */
  readonly identity: string
  readonly parts: Readonly<Record<string, bigint | number | string | readonly string[]>>
}

/** An evaluation that failed: what the API server would report as an error. */
export interface Failure {
  readonly kind: 'error'
  readonly why: string
}

/** What cannot be told here: a value outside the repository, or something that is not evaluated. */
export interface Unknown {
  readonly kind: 'unknown'
  readonly why: string
}

/** What may stand in a list or map. */
export type Item = Value | Unknown

/** What an evaluation comes to. */
export type Outcome = Value | Failure | Unknown

export const NULL: Value = { kind: 'null' }
export const TRUE: Value = { kind: 'bool', value: true }
export const FALSE: Value = { kind: 'bool', value: false }

const INT_MIN = -(2n ** 63n)
const INT_MAX = 2n ** 63n - 1n
const UINT_MAX = 2n ** 64n - 1n

/** The boolean as a value. */
export function bool(value: boolean): Value {
  return value ? TRUE : FALSE
}

/** A 64-bit integer; an error beyond its range. */
export function int(value: bigint | number): Outcome {
  const exact = BigInt(value)
  return exact < INT_MIN || exact > INT_MAX ? failure('integer overflow') : { kind: 'int', value: exact }
}

/** An unsigned 64-bit integer; an error beyond its range. */
export function uint(value: bigint): Outcome {
  return value < 0n || value > UINT_MAX ? failure('unsigned integer overflow') : { kind: 'uint', value }
}

/** A text as a value. */
export function string(value: string): Value {
  return { kind: 'string', value }
}

/** A list of known items. */
export function list(items: readonly Item[]): ListValue {
  return { kind: 'list', items }
}

/** Some value, or none. */
export function optional(value: Value | undefined): Value {
  return { kind: 'optional', value }
}

/** An evaluation that failed. */
export function failure(why: string): Failure {
  return { kind: 'error', why }
}

/** What cannot be told here. */
export function unknownBecause(why: string): Unknown {
  return { kind: 'unknown', why }
}

/** Whether an outcome is a value. */
export function isValue(outcome: Outcome): outcome is Value {
  return outcome.kind !== 'error' && outcome.kind !== 'unknown'
}

/** A function that exists, called with values that it does not take. */
export function noOverload(name: string, args: readonly Value[]): Failure {
  return failure(`no such overload: ${name}(${args.map(typeName).join(', ')})`)
}

/** The name of the type of a value, as `type(x)` gives it. */
export function typeName(value: Value): string {
  if (value.kind === 'null') return 'null_type'
  if (value.kind === 'timestamp') return 'google.protobuf.Timestamp'
  if (value.kind === 'duration') return 'google.protobuf.Duration'
  if (value.kind === 'optional') return 'optional_type'
  if (value.kind === 'record') return 'map'
  return value.kind === 'opaque' ? OPAQUE[value.type] : value.kind
}

const OPAQUE: Readonly<Record<OpaqueValue['type'], string>> = {
  quantity: 'kubernetes.Quantity',
  url: 'kubernetes.URL',
  ip: 'net.IP',
  cidr: 'net.CIDR',
  semver: 'kubernetes.Semver',
}

/** The form of a map key under which equal keys meet, whatever their number type; undefined for what is no key. */
export function keyOf(value: Value): string | undefined {
  if (value.kind === 'string') return `s${value.value}`
  if (value.kind === 'bool') return `b${value.value}`
  if (value.kind === 'int' || value.kind === 'uint') return `n${value.value}`
  return value.kind === 'double' ? `n${value.value}` : undefined
}

/** A map with texts as keys. */
export function mapOf(entries: Iterable<readonly [string, Item]>, open?: string): MapValue {
  const known = new Map([...entries].map(([key, value]) => [`s${key}`, { key: string(key), value }]))
  return open === undefined ? { kind: 'map', entries: known } : { kind: 'map', entries: known, open }
}
