import { bytesOf } from '../govalue/utf8.ts'
import type { Flags } from './flags.ts'
import { pad, padding } from './flags.ts'
import { formatFloatVerb, formatInteger, formatQuotedRune, formatRune, formatUnicode } from './number.ts'
import { canBackquote, quote } from './quote.ts'

/** What a verb makes of an integer; undefined when it has none for integers. */
export function integerVerb(flags: Flags, value: bigint, unsigned: boolean, verb: string): string | undefined {
  switch (verb) {
    case 'v':
      if (flags.sharpV && unsigned) return hexLiteral(flags, value)
      return formatInteger(flags, value, 10, verb, false)
    case 'd':
      return formatInteger(flags, value, 10, verb, false)
    case 'b':
      return formatInteger(flags, value, 2, verb, false)
    case 'o':
    case 'O':
      return formatInteger(flags, value, 8, verb, false)
    case 'x':
      return formatInteger(flags, value, 16, verb, false)
    case 'X':
      return formatInteger(flags, value, 16, verb, true)
    case 'c':
      return formatRune(flags, value)
    case 'q':
      return formatQuotedRune(flags, value)
    case 'U':
      return formatUnicode(flags, value)
    default:
      return undefined
  }
}

/** `0x1f`, as `%#v` prints unsigned integers. */
export function hexLiteral(flags: Flags, value: bigint): string {
  return formatInteger({ ...flags, sharp: true }, value, 16, 'v', false)
}

/** What a verb makes of a float64; undefined when it has none for floats. */
export function floatVerb(flags: Flags, value: number, verb: string): string | undefined {
  switch (verb) {
    case 'v':
      return formatFloatVerb(flags, value, 'v', -1)
    case 'b':
    case 'g':
    case 'G':
    case 'x':
    case 'X':
      return formatFloatVerb(flags, value, verb, -1)
    case 'f':
    case 'e':
    case 'E':
      return formatFloatVerb(flags, value, verb, 6)
    case 'F':
      return formatFloatVerb(flags, value, 'f', 6)
    default:
      return undefined
  }
}

/** What a verb makes of a complex number; undefined when it has none. */
export function complexVerb(flags: Flags, real: number, imaginary: number, verb: string): string | undefined {
  const first = floatVerb(flags, real, verb)
  const second = floatVerb({ ...flags, plus: true }, imaginary, verb)
  return first === undefined || second === undefined ? undefined : `(${first}${second}i)`
}

/** What a verb makes of a string; undefined when it has none for strings. */
export function stringVerb(flags: Flags, value: string, verb: string): string | undefined {
  switch (verb) {
    case 'v':
      return flags.sharpV ? quoted(flags, value) : pad(flags, truncated(flags, value))
    case 's':
      return pad(flags, truncated(flags, value))
    case 'x':
      return hexBytes(flags, value, false)
    case 'X':
      return hexBytes(flags, value, true)
    case 'q':
      return quoted(flags, value)
    default:
      return undefined
  }
}

function truncated(flags: Flags, value: string): string {
  if (!flags.hasPrecision) return value
  let left = flags.precision
  let kept = ''
  for (const character of value) {
    if (--left < 0) break
    kept += character
  }
  return kept
}

function quoted(flags: Flags, value: string): string {
  const cut = truncated(flags, value)
  return pad(flags, flags.sharp && canBackquote(cut) ? `\`${cut}\`` : quote(cut, flags.plus))
}

function hexBytes(flags: Flags, value: string, upper: boolean): string {
  const all = bytesOf(value)
  const bytes = flags.hasPrecision && flags.precision < all.length ? all.subarray(0, flags.precision) : all
  if (bytes.length === 0) return flags.hasWidth ? padding(flags, flags.width) : ''
  const mark = flags.sharp ? (upper ? '0X' : '0x') : ''
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).map((pair) => (upper ? pair.toUpperCase() : pair))
  const digits = flags.space ? pairs.map((pair) => mark + pair).join(' ') : mark + pairs.join('')
  const fill = flags.hasWidth ? padding(flags, flags.width - digits.length) : ''
  return flags.minus ? digits + fill : fill + digits
}

/** The last large text whose bytes were printed: charts that print their scope print the same files again and again. */
const printedLast = { of: '', shown: '' }
const LARGE = 10_000

function listOfBytes(value: string): string {
  if (value.length > LARGE && printedLast.of === value) return printedLast.shown
  const shown = `[${bytesOf(value).join(' ')}]`
  if (value.length > LARGE) Object.assign(printedLast, { of: value, shown })
  return shown
}

function isBare(flags: Flags): boolean {
  return !(flags.hasWidth || flags.hasPrecision || flags.plus || flags.space || flags.sharp)
}

/** What a verb makes of a []byte; undefined when it must be printed as a list of numbers. */
export function bytesVerb(flags: Flags, value: string, verb: string, type: string): string | undefined {
  if (verb === 's' || verb === 'x' || verb === 'X' || verb === 'q') return stringVerb(flags, value, verb)
  if (verb !== 'v' && verb !== 'd') return undefined
  if (!flags.sharpV && isBare(flags)) return listOfBytes(value)
  const bytes = Array.from(bytesOf(value), BigInt)
  if (flags.sharpV) return `${type}{${bytes.map((byte) => hexLiteral(flags, byte)).join(', ')}}`
  return `[${bytes.map((byte) => formatInteger(flags, byte, 10, verb, false)).join(' ')}]`
}
