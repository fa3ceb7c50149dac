/** A float as strconv.FormatFloat(f, 'g', -1, 64) prints it. */
export function formatFloat(value: number): string {
  return formatShortest(value, value)
}

/** The same with the precision of a float32. */
export function formatFloat32(value: number): string {
  const single = Math.fround(value)
  if (!Number.isFinite(single) || single === 0) return formatShortest(single, single)
  for (let digits = 1; digits < 10; digits++) {
    const shorter = Number(single.toPrecision(digits))
    if (Math.fround(shorter) === single) return formatShortest(shorter, single)
  }
  return formatShortest(single, single)
}

function formatShortest(digits: number, value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', exponent = '0'] = digits.toExponential().split('e')
  const power = Number(exponent)
  if (power >= -4 && power < SHORTEST) return plainDigits(mantissa, power)
  const size = Math.abs(power).toString().padStart(2, '0')
  return `${mantissa}e${power < 0 ? '-' : '+'}${size}`
}

/** strconv decides between the forms as if the precision were six. */
const SHORTEST = 6

function plainDigits(mantissa: string, power: number): string {
  const sign = mantissa.startsWith('-') ? '-' : ''
  const figures = mantissa.replace(/[-.]/g, '')
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${figures}`
  if (figures.length <= power + 1) return sign + figures.padEnd(power + 1, '0')
  return `${sign}${figures.slice(0, power + 1)}.${figures.slice(power + 1)}`
}
