import { printDuration } from '../gotime/duration.ts'
import { formatTime, printTime } from '../gotime/format.ts'
import { DAYS, MONTHS } from '../gotime/layout.ts'
import { addNanoseconds, civilOf, secondsOf, type Time, UTC, ZERO_TIME } from '../gotime/time.ts'
import type { Callable } from '../govalue/callable.ts'
import { text } from '../govalue/text.ts'
import { bool, type Int, int, type Struct, type Value } from '../govalue/value.ts'
import { argument, numberAt, textAt } from './arguments.ts'
import { define } from './define.ts'

const RFC_3339 = '2006-01-02T15:04:05.999999999Z07:00'

/** A time as a value of templates, with the methods that templates can call. */
export function timeValue(time: Time): Struct {
  return {
    ...{ kind: 'struct', type: 'time.Time', fields: new Map(), methods: methodsOf(time), sources: undefined, inner: time },
    print: () => text(printTime(time)),
    json: () => text(formatTime(time, RFC_3339)),
  }
}

/** The time that a value is; undefined for other values. */
export function givenTime(value: Value): Time | undefined {
  if (value.kind !== 'struct' || value.type !== 'time.Time') return undefined
  return isTime(value.inner) ? value.inner : undefined
}

function isTime(inner: unknown): inner is Time {
  return typeof inner === 'object' && inner !== null && 'nanoseconds' in inner
}

/** The time that a value is; the zero time for others. */
export function timeOf(value: Value): Time {
  return givenTime(value) ?? ZERO_TIME
}

/** An integer that prints as one of the names. */
function named(type: string, value: number, name: string): Int {
  const methods = new Map([['String', define('String() string', () => text(name))]])
  return { ...int(value), named: { type, methods, print: () => name } }
}

/** A duration as a value of templates. */
export function durationValue(nanoseconds: bigint): Int {
  const [second, minute] = [1_000_000_000, 60_000_000_000]
  const methods = new Map<string, Callable>([
    ['String', define('String() string', () => text(printDuration(nanoseconds)))],
    ['Seconds', define('Seconds() float64', () => ({ kind: 'float', value: Number(nanoseconds) / second, sources: undefined }))],
    ['Minutes', define('Minutes() float64', () => ({ kind: 'float', value: Number(nanoseconds) / minute, sources: undefined }))],
    [
      'Hours',
      define('Hours() float64', () => ({ kind: 'float', value: Number(nanoseconds) / (60 * minute), sources: undefined })),
    ],
    ['Milliseconds', define('Milliseconds() int64', () => int(nanoseconds / 1_000_000n, 'int64'))],
    ['Nanoseconds', define('Nanoseconds() int64', () => int(nanoseconds, 'int64'))],
  ])
  return { ...int(nanoseconds, 'int64'), named: { type: 'time.Duration', methods, print: () => printDuration(nanoseconds) } }
}

function methodsOf(time: Time): ReadonlyMap<string, Callable> {
  const civil = civilOf(time)
  const numbers = { Year: civil.year, Day: civil.day, Hour: civil.hour, Minute: civil.minute, Second: civil.second }
  const counted = { ...numbers, YearDay: civil.yearDay, Nanosecond: time.nanoseconds }
  const callables: Callable[] = [
    ...Object.entries(counted).map(([name, value]) => define(`${name}() int`, () => int(value))),
    define('Unix() int64', () => int(time.seconds, 'int64')),
    define('UnixMilli() int64', () => int(unixNano(time) / 1_000_000n, 'int64')),
    define('UnixNano() int64', () => int(unixNano(time), 'int64')),
    define('Month() time.Month', () => named('time.Month', civil.month, MONTHS[civil.month - 1] ?? '')),
    define('Weekday() time.Weekday', () => named('time.Weekday', civil.weekday, DAYS[civil.weekday] ?? '')),
    define('Format(string) string', (args) => text(formatTime(time, textAt(args, 0).text))),
    define('String() string', () => text(printTime(time))),
    define('UTC() time', () => timeValue({ ...time, zone: UTC })),
    define('Local() time', () => timeValue({ ...time, zone: UTC })),
    define('IsZero() bool', () => bool(unixNano(time) === unixNano(ZERO_TIME))),
    define('Add(time.Duration) time', (args) => timeValue(addNanoseconds(time, durationOf(argument(args, 0))))),
    define('AddDate(int, int, int) time', (args) =>
      timeValue(movedDate(time, numberAt(args, 0), numberAt(args, 1), numberAt(args, 2))),
    ),
    define('Sub(time) time.Duration', (args) => durationValue(unixNano(time) - unixNano(timeOf(argument(args, 0))))),
    define('Before(time) bool', (args) => bool(unixNano(time) < unixNano(timeOf(argument(args, 0))))),
    define('After(time) bool', (args) => bool(unixNano(time) > unixNano(timeOf(argument(args, 0))))),
    define('Equal(time) bool', (args) => bool(unixNano(time) === unixNano(timeOf(argument(args, 0))))),
  ]
  return new Map(callables.map((callable) => [callable.name, callable]))
}

function unixNano({ seconds, nanoseconds }: Time): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)
}

function durationOf(value: Value): bigint {
  return value.kind === 'int' ? value.value : 0n
}

/** Months and days that overflow are carried on, as Go's time.Date does. */
function movedDate(time: Time, years: number, months: number, days: number): Time {
  const { year, month, day, hour, minute, second } = civilOf(time)
  const all = (year + years) * 12 + month - 1 + months
  const first = secondsOf(Math.floor(all / 12), (((all % 12) + 12) % 12) + 1, 1, hour, minute, second)
  return { ...time, seconds: first + (day + days - 1) * 86_400 - time.zone.offset }
}
