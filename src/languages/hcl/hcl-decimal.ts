/** A decimal number, exactly: `digits` × 10^-`scale`. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

/** HCL computes with 512 bits; beyond this many digits nothing here says what it prints. */
const MAX_DIGITS = 150

/** Reads a number literal of HCL; undefined for what is none, and for numbers of more digits than are computed with here. */
export function decimalOf(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text.trim())
  if (match === null) return undefined
  const [, sign = '', whole = '', part = '', exponent = '0'] = match
  const scale = part.length - Number(exponent)
  if (whole.length + part.length > MAX_DIGITS || Math.abs(scale) > MAX_DIGITS) return undefined
  const digits = BigInt(whole + part) * (sign === '-' ? -1n : 1n)
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale }
}

/** A number as HCL prints it: `1.10` is 1.1, `007` is 7, `2.0` is 2, `1e3` is 1000. */
export function printed({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const all = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  const whole = scale === 0 ? all : all.slice(0, -scale)
  const part = scale === 0 ? '' : all.slice(-scale).replace(/0+$/, '')
  return `${sign}${whole}${part === '' ? '' : `.${part}`}`
}

function aligned(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale)
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale]
}

/** Less than, equal to or greater than zero, as `a` is to `b`. */
export function compared(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b)
  return left < right ? -1 : left > right ? 1 : 0
}

/** The result of `+ - * / %`; undefined for a division by zero or one that does not come out even. */
export function computed(operator: string, a: Decimal, b: Decimal): Decimal | undefined {
  const [left, right, scale] = aligned(a, b)
  if (operator === '+') return { digits: left + right, scale }
  if (operator === '-') return { digits: left - right, scale }
  if (operator === '*') return bounded({ digits: a.digits * b.digits, scale: a.scale + b.scale })
  if (right === 0n) return undefined
  if (operator === '%') return { digits: left % right, scale }
  const wide = left * 10n ** 20n
  return wide % right === 0n ? { digits: wide / right, scale: 20 } : undefined
}

function bounded(one: Decimal): Decimal | undefined {
  return String(one.digits).length > MAX_DIGITS || one.scale > MAX_DIGITS ? undefined : one
}
