import { type Flags, pad, padBlank, padding } from './flags.ts'
import { type FloatForm, formatFloat } from './float.ts'
import { escapeQuoted, isPrint } from './quote.ts'

/** An integer in a base, with sign, prefix, precision and width as package fmt prints it for `verb`. */
export function formatInteger(flags: Flags, value: bigint, base: 2 | 8 | 10 | 16, verb: string, upper: boolean): string {
  const negative = value < 0n
  const magnitude = negative ? -value : value
  let precision = 0
  if (flags.hasPrecision) {
    precision = flags.precision
    if (precision === 0 && magnitude === 0n) return padding({ ...flags, zero: false }, flags.width)
  } else if (flags.zero && !flags.minus && flags.hasWidth) {
    precision = flags.width - (negative || flags.plus || flags.space ? 1 : 0)
  }
  const digits = magnitude.toString(base).padStart(precision, '0')
  const shown = prefix(flags, base, upper, digits) + (upper ? digits.toUpperCase() : digits)
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : ''
  return padBlank(flags, sign + (verb === 'O' ? '0o' : '') + shown)
}

function prefix(flags: Flags, base: number, upper: boolean, digits: string): string {
  if (!flags.sharp || base === 10) return ''
  if (base === 2) return '0b'
  if (base === 8) return digits.startsWith('0') ? '' : '0'
  return upper ? '0X' : '0x'
}

/** `U+0041`, with `#` also the character. */
export function formatUnicode(flags: Flags, value: bigint): string {
  const code = BigInt.asUintN(64, value)
  const digits = code
    .toString(16)
    .toUpperCase()
    .padStart(flags.hasPrecision && flags.precision > 4 ? flags.precision : 4, '0')
  const character = code <= 0x10ffffn ? runeOf(value) : ''
  const shown = flags.sharp && character !== '' && isPrint(character) ? ` '${character}'` : ''
  return padBlank(flags, `U+${digits}${shown}`)
}

/** The character of a code, U+FFFD for none. */
export function formatRune(flags: Flags, value: bigint): string {
  return pad(flags, runeOf(value))
}

/** The character of a code as a Go rune literal. */
export function formatQuotedRune(flags: Flags, value: bigint): string {
  return pad(flags, `'${escapeQuoted(runeOf(value), "'", flags.plus)}'`)
}

function runeOf(value: bigint): string {
  const code = BigInt.asUintN(64, value)
  return code > 0x10ffffn || (code >= 0xd800n && code <= 0xdfffn) ? '\ufffd' : String.fromCodePoint(Number(code))
}

/** A float64 in a form, with sign, point, precision and width as package fmt prints it. */
export function formatFloatVerb(flags: Flags, value: number, form: FloatForm | 'v', precision: number): string {
  const digits = flags.hasPrecision ? flags.precision : precision
  const raw = formatFloat(value, form === 'v' ? 'g' : form, digits)
  let number = /^[-+]/.test(raw) ? raw : `+${raw}`
  if (flags.space && number.startsWith('+') && !flags.plus) number = ` ${number.slice(1)}`
  if (number[1] === 'I' || number[1] === 'N') {
    return padBlank(flags, number[1] === 'N' && !flags.space && !flags.plus ? number.slice(1) : number)
  }
  if (flags.sharp && form !== 'b') number = keepPoint(number, form, digits)
  if (!flags.plus && number.startsWith('+')) return pad(flags, number.slice(1))
  if (flags.zero && !flags.minus && flags.hasWidth && flags.width > number.length) {
    return number.slice(0, 1) + padding(flags, flags.width - number.length) + number.slice(1)
  }
  return pad(flags, number)
}

/** `#`: always a decimal point, and the zeros that %g would cut. */
function keepPoint(number: string, form: string, precision: number): string {
  const general = form === 'v' || form === 'g' || form === 'G' || form === 'x'
  let digits = general ? (precision === -1 ? 6 : precision) : 0
  const cut = form === 'x' || form === 'X' ? number.search(/[pP]/) : number.search(/[eEpP]/)
  const body = cut < 0 ? number : number.slice(0, cut)
  const significant = body.slice(1).replace('.', '').replace(/^0+/, '')
  digits -= significant.length
  let shown = body
  if (!body.includes('.')) {
    if (body.length === 2 && body[1] === '0') digits--
    shown += '.'
  }
  return shown + '0'.repeat(Math.max(digits, 0)) + (cut < 0 ? '' : number.slice(cut))
}
