import { MAX_TIME_TEXT } from '../../model/limits.ts'
import { parseDuration } from '../gotime/duration.ts'
import { parseTime } from '../gotime/parse.ts'
import { failure, int, type Outcome, unknownBecause, type Value } from './value.ts'

const SECOND = 1_000_000_000n
const FIRST = -62_135_596_800n * SECOND
const LAST = 253_402_300_800n * SECOND - 1n
const RFC_3339 = '2006-01-02T15:04:05Z07:00'
const LONGEST = 2n ** 63n - 1n

/** A point in time, in nanoseconds since 1970; an error outside the years 1 to 9999. */
export function timestamp(value: bigint): Outcome {
  return value < FIRST || value > LAST ? failure('timestamp out of range') : { kind: 'timestamp', value }
}

/** A length of time in nanoseconds; an error beyond 64 bits, as in Go. */
export function duration(value: bigint): Outcome {
  return value < -LONGEST || value > LONGEST ? failure('duration out of range') : { kind: 'duration', value }
}

/** Reads a time by the layout RFC 3339 as Go's time package does: an hour of one digit and a comma before the fraction too. */
export function readTimestamp(text: string): Outcome {
  if (text.length > MAX_TIME_TEXT) return unknownBecause('a time so long is not read here')
  const parsed = parseTime(RFC_3339, text)
  if (!parsed.ok) return failure('invalid timestamp')
  return timestamp(BigInt(parsed.time.seconds) * SECOND + BigInt(parsed.time.nanoseconds))
}

/** Reads a length of time as Go writes it: `1h30m`, `-1.5s`. */
export function readDuration(text: string): Outcome {
  if (text.length > MAX_TIME_TEXT) return unknownBecause('a length of time so long is not read here')
  const parsed = parseDuration(text)
  return parsed.ok ? { kind: 'duration', value: parsed.nanoseconds } : failure('invalid duration')
}

/** A time as text: RFC 3339 in UTC, with as many digits as are needed. */
export function writeTimestamp(value: bigint): string {
  const fraction = modulo(value, SECOND)
  const whole = new Date(Number((value - fraction) / 1_000_000n)).toISOString().slice(0, 19)
  return `${whole.replace(/^\+00/, '')}${digitsOf(fraction)}Z`
}

/** A length of time as text: seconds. */
export function writeDuration(value: bigint): string {
  const size = value < 0n ? -value : value
  return `${value < 0n ? '-' : ''}${size / SECOND}${digitsOf(size % SECOND)}s`
}

function digitsOf(fraction: bigint): string {
  return fraction === 0n ? '' : `.${`${fraction}`.padStart(9, '0').replace(/0+$/, '')}`
}

/** What `+` makes of times and lengths; undefined for anything else. */
export function addTime(a: Value, b: Value): Outcome | undefined {
  if (a.kind === 'timestamp' && b.kind === 'duration') return timestamp(a.value + b.value)
  if (a.kind === 'duration' && b.kind === 'timestamp') return timestamp(a.value + b.value)
  return a.kind === 'duration' && b.kind === 'duration' ? duration(a.value + b.value) : undefined
}

/** What `-` makes of times and lengths; undefined for anything else. */
export function subtractTime(a: Value, b: Value): Outcome | undefined {
  if (a.kind === 'timestamp' && b.kind === 'timestamp') return duration(a.value - b.value)
  if (a.kind === 'timestamp' && b.kind === 'duration') return timestamp(a.value - b.value)
  return a.kind === 'duration' && b.kind === 'duration' ? duration(a.value - b.value) : undefined
}

const DAY = 86_400_000
/** Go finds zones as files, so case counts; this machine does not care. `Local` is the server's own. */
const ZONE = /^(?!Local$)[A-Z][A-Za-z0-9+-]{1,40}(?:\/[A-Z][A-Za-z0-9_+-]{1,40}){0,2}$/
type Part = (date: Date, nanos: bigint) => number

/** The parts of a time, each as CEL counts it. */
const PARTS: Readonly<Record<string, Part>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getDayOfYear: (date) => Math.floor((date.getTime() - firstDayOf(date)) / DAY),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (_, nanos) => Number(modulo(nanos, SECOND) / 1_000_000n),
}
const LENGTHS: Readonly<Record<string, (nanos: bigint) => bigint>> = {
  getHours: (nanos) => nanos / (3_600n * SECOND),
  getMinutes: (nanos) => nanos / (60n * SECOND),
  getSeconds: (nanos) => nanos / SECOND,
  // cel-go counts all of them, not those of the last second as cel-spec words it.
  getMilliseconds: (nanos) => nanos / 1_000_000n,
}

function firstDayOf(date: Date): number {
  const first = new Date(0)
  first.setUTCFullYear(date.getUTCFullYear(), 0, 1)
  return first.getTime()
}

/** The names of the functions that take a time apart. */
export const momentParts: readonly string[] = Object.keys(PARTS)

/** A part of a time in a zone (`UTC` when none is given), or of a length of time; undefined when it has no such part. */
export function partOf(name: string, of: Value, zone: Value | undefined): Outcome | undefined {
  if (of.kind === 'duration' && zone === undefined) {
    const length = LENGTHS[name]
    return length === undefined ? undefined : int(length(of.value))
  }
  const part = PARTS[name]
  if (of.kind !== 'timestamp' || part === undefined || (zone !== undefined && zone.kind !== 'string')) return undefined
  const milliseconds = Number((of.value - modulo(of.value, 1_000_000n)) / 1_000_000n)
  const offset = zone === undefined ? 0 : (offsetOf(zone.value) ?? namedOffset(zone.value, milliseconds))
  if (offset === undefined)
    return unknownBecause(`the time zone "${zone?.value.slice(0, 60)}" may be known elsewhere and is not here`)
  return int(part(new Date(milliseconds + offset * 60_000), of.value))
}

/** Minutes east of UTC, of `UTC`, nothing or `+05:30`; undefined for anything else. */
function offsetOf(zone: string): number | undefined {
  if (zone === 'UTC' || zone === '') return 0
  const found = /^([-+]?)(\d\d):(\d\d)$/.exec(zone)
  if (found === null || Number(found[2]) > 23 || Number(found[3]) > 59) return undefined
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3]))
}

function namedOffset(zone: string, milliseconds: number): number | undefined {
  const known = ZONE.test(zone) && zonesKnow(zone)
  if (!known) return undefined
  const names = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', era: 'short', ...names }).formatToParts(
    milliseconds,
  )
  const get = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
  const there = new Date(0)
  there.setUTCFullYear(get('year'), get('month') - 1, get('day'))
  there.setUTCHours(get('hour'), get('minute'), get('second'))
  return Math.round((there.getTime() - Math.floor(milliseconds / 1000) * 1000) / 60_000)
}

function zonesKnow(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function modulo(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by
}
