import type { Int, Value } from '../govalue/value.ts'

const MIN_INT64 = -(2n ** 63n)
const MAX_INT64 = 2n ** 63n - 1n

/** A value as spf13/cast v1.7.0 makes an int64 of it: what cannot be read is 0; texts as Go literals (`010` is 8). */
export function toInt64(value: Value): bigint {
  switch (value.kind) {
    case 'int':
      return intOf(value)
    case 'float':
      return truncated(value.value)
    case 'text':
      return parseInteger(withoutZeroDecimals(value.text), 0) ?? 0n
    case 'bool':
      return value.value ? 1n : 0n
    default:
      return 0n
  }
}

/** Only the named types that cast lists count: a duration is none of them. */
function intOf(value: Int): bigint {
  const named = value.named?.type
  if (value.type === 'uintptr' || (named !== undefined && named !== 'time.Month' && named !== 'time.Weekday')) return 0n
  return BigInt.asIntN(64, value.value)
}

/** Go's int64(float): what does not fit is the smallest one, as on amd64. */
export function truncated(value: number): bigint {
  if (!Number.isFinite(value)) return MIN_INT64
  const whole = BigInt(Math.trunc(value))
  return whole < MIN_INT64 || whole > MAX_INT64 ? MIN_INT64 : whole
}

/** cast cuts `.0`, `.00` … off. */
function withoutZeroDecimals(text: string): string {
  return text.replace(/\.0+$/, '')
}

const DIGITS: Readonly<Record<number, RegExp>> = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^[0-9]+$/, 16: /^[0-9A-Fa-f]+$/ }
const PREFIX: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' }

/** strconv.ParseInt for 64 bits; undefined is an error. Base 0 reads prefixes and underscores as Go literals have them. */
export function parseInteger(text: string, base: 0 | 8 | 10): bigint | undefined {
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? []
  const found = base === 0 ? literalBase(body) : { radix: base, digits: body }
  if (found === undefined || DIGITS[found.radix]?.test(found.digits) !== true) return undefined
  const magnitude = BigInt((PREFIX[found.radix] ?? '') + found.digits)
  const value = sign === '-' ? -magnitude : magnitude
  return value < MIN_INT64 || value > MAX_INT64 ? undefined : value
}

function literalBase(body: string): { readonly radix: number; readonly digits: string } | undefined {
  if (body.includes('_') && !underscoresFit(body)) return undefined
  const plain = body.replaceAll('_', '').toLowerCase()
  if (/^0[box]./.test(plain)) return { radix: plain[1] === 'b' ? 2 : plain[1] === 'o' ? 8 : 16, digits: plain.slice(2) }
  return /^0./.test(plain) ? { radix: 8, digits: plain.slice(1) } : { radix: 10, digits: plain }
}

/** Underscores stand between digits, or behind a prefix. */
function underscoresFit(body: string): boolean {
  const hex = /^0x/i.test(body)
  const digits = /^0[box]/i.test(body) ? `0${body.slice(2)}` : body
  const digit = hex ? '[0-9A-Fa-f]' : '[0-9]'
  return !new RegExp(`(?<!${digit})_|_(?!${digit})`).test(digits)
}

/** A value as cast makes a float64 of it: what cannot be read is 0. */
export function toFloat64(value: Value): number {
  switch (value.kind) {
    case 'float':
      return value.value
    case 'int':
      return value.type === 'uintptr' || value.named?.type === 'time.Duration' ? 0 : Number(value.value)
    case 'text':
      return parseFloat64(value.text) ?? 0
    case 'bool':
      return value.value ? 1 : 0
    default:
      return 0
  }
}

/** strconv.ParseFloat for 64 bits; undefined is an error, also one of range. */
export function parseFloat64(text: string): number | undefined {
  if (/^[+-]?(?:inf|infinity)$/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/^nan$/i.test(text)) return Number.NaN
  const body = text.replace(/^[+-]/, '')
  if (body.includes('_') && !underscoresFit(body)) return undefined
  const plain = text.replaceAll('_', '')
  const value = /^[+-]?0x/i.test(plain) ? parseHexFloat(plain) : parseDecimal(plain)
  return value === undefined || !Number.isFinite(value) ? undefined : value
}

function parseDecimal(text: string): number | undefined {
  return /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text) ? Number(text) : undefined
}

/** Exact for mantissas of up to 53 bits; longer ones round as their decimal division does. */
function parseHexFloat(text: string): number | undefined {
  const found = /^([+-]?)0[xX]([0-9A-Fa-f]*)\.?([0-9A-Fa-f]*)[pP]([+-]?[0-9]{1,5})$/.exec(text)
  const digits = (found?.[2] ?? '') + (found?.[3] ?? '')
  if (found === null || digits === '') return undefined
  const value = Number(BigInt(`0x${digits}`)) * 2 ** (Number(found[4]) - 4 * (found[3] ?? '').length)
  return found[1] === '-' ? -value : value
}
