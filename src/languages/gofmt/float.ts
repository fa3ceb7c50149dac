/** The forms that strconv.FormatFloat knows. */
export type FloatForm = 'b' | 'e' | 'E' | 'f' | 'g' | 'G' | 'x' | 'X'

interface Digits {
  readonly negative: boolean
  readonly digits: string
  /** The point stands after so many digits. */
  readonly point: number
}

/**
 * A float64 as Go's strconv.FormatFloat(value, form, precision, 64) prints it. Precision -1 is the fewest digits that read back the same.
 * With a precision the exact binary value is rounded, halves to even.
 */
export function formatFloat(value: number, form: FloatForm, precision: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value < 0 ? '-Inf' : '+Inf'
  if (form === 'b') return binaryForm(value)
  if (form === 'x' || form === 'X') return hexForm(value, precision, form)
  const upper = form === 'E' || form === 'G'
  const text = decimalForm(value, form === 'E' ? 'e' : form === 'G' ? 'g' : form, precision)
  return upper ? text.toUpperCase() : text
}

function decimalForm(value: number, form: 'e' | 'f' | 'g', wanted: number): string {
  const shortest = wanted < 0
  const precision = form === 'g' && wanted === 0 ? 1 : wanted
  const digits = shortest ? shortestDigits(value) : roundedDigits(value, form, precision)
  if (form === 'e') return exponentForm(digits, shortest ? digits.digits.length - 1 : precision)
  if (form === 'f') return plainForm(digits, shortest ? Math.max(digits.digits.length - digits.point, 0) : precision)
  return generalForm(digits, precision, shortest)
}

function generalForm(digits: Digits, precision: number, shortest: boolean): string {
  const count = digits.digits.length
  const longest = precision > count && count >= digits.point ? count : precision
  const exponent = digits.point - 1
  if (exponent < -4 || exponent >= (shortest ? 6 : longest)) {
    return exponentForm(digits, (shortest || precision > count ? count : precision) - 1)
  }
  return plainForm(digits, Math.max(count - digits.point, 0))
}

function exponentForm({ negative, digits, point }: Digits, precision: number): string {
  const shown = digits === '' ? '0' : digits
  const fraction = precision > 0 ? `.${shown.slice(1, precision + 1).padEnd(precision, '0')}` : ''
  const exponent = digits === '' ? 0 : point - 1
  const power = String(Math.abs(exponent)).padStart(2, '0')
  return `${negative ? '-' : ''}${shown[0]}${fraction}e${exponent < 0 ? '-' : '+'}${power}`
}

function plainForm({ negative, digits, point }: Digits, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const tail = point >= 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, precision)) + digits
  return `${negative ? '-' : ''}${whole}${precision > 0 ? `.${tail.slice(0, precision).padEnd(precision, '0')}` : ''}`
}

function shortestDigits(value: number): Digits {
  const negative = value < 0 || Object.is(value, -0)
  if (value === 0) return { negative, digits: '', point: 0 }
  const [mantissa = '', exponent = ''] = Math.abs(value).toExponential().split('e')
  return { negative, digits: mantissa.replace('.', ''), point: Number(exponent) + 1 }
}

/** Digits of the exact value, rounded to `precision` digits after the point (f), after the first digit (e) or in all (g). Trailing zeros are cut. */
function roundedDigits(value: number, form: 'e' | 'f' | 'g', precision: number): Digits {
  const negative = value < 0 || Object.is(value, -0)
  if (value === 0) return { negative, digits: '', point: 0 }
  const { mantissa, exponent } = partsOf(value)
  const scaled = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent)
  const exact = String(scaled)
  const point = exponent >= 0 ? exact.length : exact.length + exponent
  const keep = form === 'f' ? point + precision : form === 'e' ? precision + 1 : precision
  return roundDigits(exact, point, keep, negative)
}

function roundDigits(exact: string, point: number, keep: number, negative: boolean): Digits {
  if (keep >= exact.length) return trimZeros(exact, point, negative)
  if (keep < 0) return { negative, digits: '', point: 0 }
  const half = `5${'0'.repeat(exact.length - keep - 1)}`
  const rest = exact.slice(keep)
  const odd = keep > 0 && Number(exact[keep - 1]) % 2 === 1
  const up = rest > half || (rest === half && odd)
  const kept = exact.slice(0, keep)
  if (!up) return trimZeros(kept, point, negative)
  const raised = String(BigInt(kept === '' ? '0' : kept) + 1n).padStart(keep, '0')
  return trimZeros(raised, point + raised.length - keep, negative)
}

function trimZeros(digits: string, point: number, negative: boolean): Digits {
  const trimmed = digits.replace(/0+$/, '')
  return { negative, digits: trimmed, point: trimmed === '' ? 0 : point }
}

/** |value| = mantissa × 2^exponent with the mantissa a whole number of at most 53 bits. */
function partsOf(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  return biased === 0 ? { mantissa: fraction, exponent: -1074 } : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 }
}

function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? '-' : ''
}

function binaryForm(value: number): string {
  const { mantissa, exponent } = partsOf(value)
  return `${signOf(value)}${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`
}

function hexForm(value: number, precision: number, form: 'x' | 'X'): string {
  let { mantissa, exponent } = partsOf(value)
  if (mantissa === 0n) exponent = 0
  else {
    while (mantissa < 1n << 60n) {
      mantissa <<= 1n
      exponent--
    }
    exponent += 60
  }
  if (precision >= 0 && precision < 15) {
    const shift = BigInt(60 - precision * 4)
    const extra = mantissa & ((1n << shift) - 1n)
    mantissa >>= shift
    const half = 1n << (shift - 1n)
    if (extra > half || (extra === half && (mantissa & 1n) === 1n)) mantissa++
    mantissa <<= shift
    if ((mantissa & (1n << 61n)) !== 0n) {
      mantissa >>= 1n
      exponent++
    }
  }
  const all = mantissa.toString(16).padStart(16, '0')
  const fraction = precision < 0 ? all.slice(1).replace(/0+$/, '') : all.slice(1).padEnd(precision, '0').slice(0, precision)
  const power = `p${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  const text = `0x${all[0]}${fraction === '' ? '' : `.${fraction}`}${power}`
  return signOf(value) + (form === 'X' ? text.toUpperCase() : text)
}
