/** A part of an instance that is not known: it is taken to be allowed. */
export const UNKNOWN: unique symbol = Symbol('unknown')

/** What is validated: JSON with maps for objects. */
export type Instance = null | boolean | number | string | readonly Instance[] | InstanceObject | typeof UNKNOWN
export type InstanceObject = ReadonlyMap<string, Instance>

export function isObject(value: Instance): value is InstanceObject {
  return value instanceof Map
}

export function isList(value: Instance): value is readonly Instance[] {
  return Array.isArray(value)
}

/** JSON's null. */
export const NULL: Instance = null

/** JSON of a schema as an instance, to be compared with one. */
export function instanceOf(json: unknown): Instance {
  if (json === null || typeof json === 'boolean' || typeof json === 'number' || typeof json === 'string') return json
  if (Array.isArray(json)) return json.map(instanceOf)
  if (typeof json === 'object') return new Map(Object.entries(json).map(([key, value]) => [key, instanceOf(value)]))
  return NULL
}

/** Whether two instances are the same JSON: numbers by value, objects whatever their order. What is not known equals everything. */
export function isEqual(a: Instance, b: Instance): boolean {
  if (a === UNKNOWN || b === UNKNOWN || a === b) return true
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => isEqual(item, b[index] ?? null))
  if (!isObject(a) || !isObject(b) || a.size !== b.size) return false
  return [...a].every(([key, value]) => b.has(key) && isEqual(value, b.get(key) ?? null))
}

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

/** The JSON type of an instance. */
export function typeName(value: Exclude<Instance, typeof UNKNOWN>): TypeName {
  if (value === null) return 'null'
  if (isList(value)) return 'array'
  if (isObject(value)) return 'object'
  return typeof value === 'boolean' ? 'boolean' : typeof value === 'number' ? 'number' : 'string'
}

/** Whether a number is a multiple of another, in decimal digits as they are written. */
export function isMultiple(value: number, of: number): boolean {
  const [left, right] = [decimal(value), decimal(of)]
  if (right.digits === 0n) return false
  const scale = Math.max(left.scale, right.scale)
  return (left.digits * 10n ** BigInt(scale - left.scale)) % (right.digits * 10n ** BigInt(scale - right.scale)) === 0n
}

function decimal(value: number): { readonly digits: bigint; readonly scale: number } {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const scale = fraction.length - Number(exponent)
  const digits = BigInt(whole + fraction)
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale }
}
