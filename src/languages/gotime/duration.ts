/** A duration in nanoseconds, or Go's error. */
export type ParsedDuration = { readonly ok: true; readonly nanoseconds: bigint } | { readonly ok: false; readonly why: string }

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}
const MOST = 2n ** 63n

/** Reads `1h15m30.5s` as Go's time.ParseDuration. */
export function parseDuration(text: string): ParsedDuration {
  const invalid = { ok: false, why: `time: invalid duration ${JSON.stringify(text)}` } as const
  const negative = text.startsWith('-')
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return { ok: true, nanoseconds: 0n }
  if (rest === '') return invalid
  let sum = 0n
  while (rest !== '') {
    const [whole, digits = '', fraction = '', unit = ''] = /^(\d*)(?:\.(\d*))?([^\d.]*)/.exec(rest) ?? ['']
    if (!/^(?:\d|\.\d)/.test(rest)) return invalid
    if (unit === '') return { ok: false, why: `time: missing unit in duration ${JSON.stringify(text)}` }
    const size = UNITS[unit]
    if (size === undefined)
      return { ok: false, why: `time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}` }
    const units = BigInt(digits === '' ? '0' : digits)
    if (units > MOST / size) return invalid
    sum += units * size + fractionOf(fraction, size)
    if (sum > MOST) return invalid
    rest = rest.slice(whole.length)
  }
  if (negative) return { ok: true, nanoseconds: -sum }
  return sum === MOST ? invalid : { ok: true, nanoseconds: sum }
}

/** Go multiplies the digits behind the point as a float: as many of them as fit into 63 bits. */
function fractionOf(digits: string, size: bigint): bigint {
  let kept = 0n
  let scale = 1
  for (const digit of digits) {
    const next = kept * 10n + BigInt(digit)
    if (kept > (MOST - 1n) / 10n || next > MOST) break
    kept = next
    scale *= 10
  }
  return BigInt(Math.trunc(Number(kept) * (Number(size) / scale)))
}

/** A duration as Go's Duration.String: `1h15m30.5s`, `1.5ms`, `0s`. */
export function printDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s'
  const sign = nanoseconds < 0n ? '-' : ''
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds
  if (size < 1_000n) return `${sign}${size}ns`
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`
  const minutes = size / 60_000_000_000n
  const seconds = `${decimal(size % 60_000_000_000n, 9)}s`
  if (minutes === 0n) return sign + seconds
  return minutes < 60n ? `${sign}${minutes}m${seconds}` : `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`
}

function decimal(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return digits.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`)
}
