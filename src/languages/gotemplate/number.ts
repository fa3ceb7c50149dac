import { quote } from '../gofmt/quote.ts'
import type { Sources } from '../govalue/sources.ts'
import { float, int, type Value } from '../govalue/value.ts'
import { runeOf } from './literal.ts'
import type { Readings } from './node.ts'

const MAX_INT = 2n ** 63n - 1n
const MIN_INT = -(2n ** 63n)
const MAX_UINT = 2n ** 64n - 1n
const NONE: Readings = { int: undefined, uint: undefined, float: undefined, complex: undefined }

/** All readings of a number literal, as text/template/parse keeps them; a message for one that is none. */
export function readNumber(kind: 'rune' | 'complex' | 'number', written: string): Readings | string {
  if (kind === 'rune') {
    const code = runeOf(written)
    return typeof code === 'string' ? code : { ...NONE, int: BigInt(code), uint: BigInt(code), float: code }
  }
  if (kind === 'complex') return readComplex(written)
  if (written.endsWith('i')) {
    const imaginary = parseFloat64(written.slice(0, -1))
    if (imaginary !== undefined) return withComplex(0, imaginary)
  }
  return readReal(written)
}

function readReal(written: string): Readings | string {
  const whole = parseInteger(written)
  const signed = /^[+-]/.test(written)
  const uint = whole !== undefined && !signed && whole <= MAX_UINT ? whole : undefined
  const integer = whole !== undefined && whole >= MIN_INT && whole <= MAX_INT ? whole : undefined
  if (integer !== undefined)
    return { ...NONE, int: integer, uint: uint ?? (integer === 0n ? 0n : undefined), float: Number(integer) }
  if (uint !== undefined) return { ...NONE, uint, float: Number(uint) }
  const value = parseFloat64(written)
  if (value === undefined) return `illegal number syntax: ${quote(written)}`
  if (!/[.eEpP]/.test(written)) return `integer overflow: ${quote(written)}`
  return { ...NONE, ...wholeReadings(value), float: value }
}

function wholeReadings(value: number): Partial<Readings> {
  if (!Number.isInteger(value)) return {}
  const whole = BigInt(value)
  return {
    ...(whole >= MIN_INT && whole <= MAX_INT ? { int: whole } : {}),
    ...(whole >= 0n && whole <= MAX_UINT ? { uint: whole } : {}),
  }
}

function withComplex(real: number, imaginary: number): Readings {
  const complex: readonly [number, number] = [real, imaginary]
  return imaginary === 0 ? { ...NONE, complex, float: real, ...wholeReadings(real) } : { ...NONE, complex }
}

function readComplex(written: string): Readings | string {
  const parts = /^([+-]?[^+-]*(?:[eEpP][+-][^+-]*)?)([+-].*)i$/.exec(written)
  const real = parseFloat64(parts?.[1] ?? '')
  const imaginary = parseFloat64(parts?.[2] ?? '')
  return real === undefined || imaginary === undefined ? 'syntax error scanning complex number' : withComplex(real, imaginary)
}

/** strconv.ParseInt(text, 0, …) without its bounds: prefixes, octal by a leading zero, underscores between digits. */
function parseInteger(written: string): bigint | undefined {
  const negative = written.startsWith('-')
  const body = written.replace(/^[+-]/, '')
  const digits = body.replaceAll('_', '')
  if (!areUnderscoresRight(body)) return undefined
  const literal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits
  if (!/^(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/.test(literal)) return undefined
  const value = BigInt(literal)
  return negative ? -value : value
}

/** Underscores stand between digits, or between a prefix and digits. */
function areUnderscoresRight(body: string): boolean {
  if (!body.includes('_')) return true
  const hex = /^0[xX]/.test(body)
  const rest = body.replace(/^0[xXoObB](?=_)/, '0').replace(/^0[xXoObB]/, '')
  return hex ? !/(?<![0-9a-fA-F])_|_(?![0-9a-fA-F])/.test(rest) : !/(?<![0-9])_|_(?![0-9])/.test(rest)
}

/** strconv.ParseFloat; out of range is no number. */
function parseFloat64(written: string): number | undefined {
  if (/^[+-]?0[xX]/.test(written)) return areUnderscoresRight(written.replace(/^[+-]/, '')) ? parseHexFloat(written) : undefined
  const digits = written.replaceAll('_', '')
  if (!areUnderscoresRight(written.replace(/^[+-]/, ''))) return undefined
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(digits)) return undefined
  const value = Number(digits)
  return Number.isFinite(value) ? value : undefined
}

function parseHexFloat(written: string): number | undefined {
  const parts = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?[0-9]+)$/.exec(written.replaceAll('_', ''))
  if (parts === null) return undefined
  const [, sign, whole = '', fraction = '', power] = parts
  if (whole + fraction === '') return undefined
  const value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(power) - 4 * fraction.length)
  return Number.isFinite(value) ? (sign === '-' ? -value : value) : undefined
}

/** What a number is where no type is asked for: complex, float64 or int; the message when it fits none. */
export function idealConstant(written: string, readings: Readings, sources: Sources): Value | string {
  if (readings.complex !== undefined) {
    const [real, imaginary] = readings.complex
    return { kind: 'complex', real, imaginary, sources }
  }
  const isHex = /^0[xX]/.test(written) && written.length > 2 && !/[pP]/.test(written)
  if (readings.float !== undefined && !isHex && !written.startsWith("'") && /[.eEpP]/.test(written))
    return float(readings.float, sources)
  return readings.int === undefined ? `${written} overflows int` : int(readings.int, 'int', sources)
}
