import { panic } from './arguments.ts'

/** A decimal number as shopspring/decimal v1.4.0 has it: value × 10^exponent, exact. */
export interface Decimal {
  readonly value: bigint
  readonly exponent: number
}

const DIVISION_DIGITS = 16

/** The decimal of the shortest digits that read back as this float. Go panics for infinities and NaN. */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value))
    throw panic(`Cannot create a Decimal from ${Number.isNaN(value) ? 'NaN' : value < 0 ? '-Inf' : '+Inf'}`)
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] = /^(-?)(\d+)\.?(\d*)(?:e([+-]\d+))?$/.exec(String(value)) ?? []
  return { value: BigInt(sign + whole + fraction), exponent: Number(exponent) - fraction.length }
}

/** The nearest float64. */
export function floatOf({ value, exponent }: Decimal): number {
  return Number(`${value}e${exponent}`)
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent)
  return { value: scaled(a, exponent) + scaled(b, exponent), exponent }
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, { ...b, value: -b.value })
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { value: a.value * b.value, exponent: a.exponent + b.exponent }
}

/** The quotient with 16 digits behind the point, halves away from zero. Go panics when the divisor is 0. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (b.value === 0n) throw panic('decimal division by 0')
  const shift = a.exponent - b.exponent + DIVISION_DIGITS
  const top = shift > 0 ? a.value * 10n ** BigInt(shift) : a.value
  const bottom = shift < 0 ? b.value * 10n ** BigInt(-shift) : b.value
  const quotient = top / bottom
  const rest = top - quotient * bottom
  const up = 2n * magnitude(rest) >= magnitude(bottom)
  const sign = top < 0n === bottom < 0n ? 1n : -1n
  return { value: up ? quotient + sign : quotient, exponent: -DIVISION_DIGITS }
}

function scaled({ value, exponent }: Decimal, to: number): bigint {
  return value * 10n ** BigInt(exponent - to)
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}
