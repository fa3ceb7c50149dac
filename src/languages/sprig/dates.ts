import { parseDuration, printDuration } from '../gotime/duration.ts'
import { formatTime } from '../gotime/format.ts'
import { parseTime } from '../gotime/parse.ts'
import { addNanoseconds, type Time, UTC, ZERO_TIME, type Zone } from '../gotime/time.ts'
import { type Callable, NotKnown, type Run } from '../govalue/callable.ts'
import { typeOf } from '../govalue/inspect.ts'
import { type Text, text, unknownText } from '../govalue/text.ts'
import { unknownValue, type Value } from '../govalue/value.ts'
import { argument, panic, textAt } from './arguments.ts'
import { parseInteger } from './cast.ts'
import { alias, define } from './define.ts'
import { givenTime, timeOf, timeValue } from './times.ts'
import { isOpen } from './unknowns.ts'

const SECOND = 1_000_000_000n
/** Further away Go's arithmetic overflows. */
const MOST_SECONDS = 1e13
const NOW = 'the time of the rendering'

/** The time that a date function is given: a time, or seconds since 1970; anything else is now. */
function given(value: Value): Time | undefined {
  const time = givenTime(value)
  if (time !== undefined) return time
  const type = typeOf(value)
  if (value.kind !== 'int' || value.named !== undefined || !['int', 'int64', 'int32'].includes(type)) return undefined
  return { seconds: Number(value.value), nanoseconds: 0, zone: UTC }
}

/** A zone as Go loads it from its data base: unknown names are UTC, and so is the local one of a runner. */
function zoneAt(name: string, time: Time): Zone {
  if (!/^[A-Z]\w*(?:\/[A-Z][\w+-]*)*$/.test(name) || name === 'UTC' || name === 'Local') return UTC
  try {
    const shown = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' }).formatToParts(time.seconds * 1000)
    const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] =
      /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(shown.find((part) => part.type === 'timeZoneName')?.value ?? '') ?? []
    const offset = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
    return { name: UNNAMED, offset: sign === '-' ? -offset : offset }
  } catch {
    return UTC
  }
}

/** Stands for the short name of a zone, which this machine does not know as Go does. */
const UNNAMED = '\u0000'

function printed(layout: Text, value: Value, zone: Text, run: Run): Text {
  if (layout.unknown !== undefined || zone.unknown !== undefined) return unknownText(run.fresh(NOW, 'any'))
  const time = isOpen(value) ? undefined : given(value)
  if (time === undefined) return unknownText(run.fresh(NOW, alphabetOf(layout.text)), formatTime(ZERO_TIME, layout.text))
  if (Math.abs(time.seconds) > MOST_SECONDS)
    throw new NotKnown({ why: 'a date some thousand centuries away', id: `date ${time.seconds}`, alphabet: 'word' })
  const shown = formatTime({ ...time, zone: zoneAt(zone.text, time) }, layout.text)
  if (shown.includes(UNNAMED))
    throw new NotKnown({ why: `the short name of the time zone ${zone.text}`, id: `zone ${zone.text}`, alphabet: 'word' })
  return text(shown)
}

/** What a layout prints cannot change YAML if the layout itself could not. */
function alphabetOf(layout: string): 'word' | 'any' {
  return /^[\w.+/-]+(?:[ T:][\w.+/:-]+)*$/.test(layout) && !/: /.test(layout) ? 'word' : 'any'
}

const LOCAL = text('Local')
const HTML = text('2006-01-02')

function modified(strict: boolean): (args: readonly Value[], run: Run) => Value {
  return (args) => {
    const parsed = parseDuration(textAt(args, 0).text)
    const time = argument(args, 1)
    if (parsed.ok) return timeValue(addNanoseconds(timeOf(time), parsed.nanoseconds))
    if (strict) throw panic(parsed.why)
    return time
  }
}

function toDate(args: readonly Value[]): Value {
  const parsed = parseTime(textAt(args, 0).text, textAt(args, 1).text)
  return timeValue(parsed.ok ? parsed.time : ZERO_TIME)
}

function mustToDate(args: readonly Value[]): Value {
  const parsed = parseTime(textAt(args, 0).text, textAt(args, 1).text)
  if (!parsed.ok) throw panic(parsed.why)
  return timeValue(parsed.time)
}

function duration(args: readonly Value[]): Value {
  const value = argument(args, 0)
  const seconds =
    value.kind === 'text'
      ? (parseInteger(value.text, 10) ?? 0n)
      : typeOf(value) === 'int64' && value.kind === 'int'
        ? value.value
        : 0n
  return text(printDuration(BigInt.asIntN(64, seconds * SECOND)))
}

const ROUNDS: readonly (readonly [bigint, string])[] = [
  [365n * 86_400n, 'y'],
  [30n * 86_400n, 'mo'],
  [86_400n, 'd'],
  [3_600n, 'h'],
  [60n, 'm'],
  [1n, 's'],
]

function durationRound(args: readonly Value[], run: Run): Value {
  const value = argument(args, 0)
  if (givenTime(value) !== undefined) return unknownText(run.fresh(NOW, 'word'), '1h')
  const parsed = value.kind === 'text' ? parseDuration(value.text) : undefined
  const signed = parsed?.ok === true ? parsed.nanoseconds : value.kind === 'int' && typeOf(value) === 'int64' ? value.value : 0n
  const size = signed < 0n ? -signed : signed
  for (const [seconds, unit] of ROUNDS) if (size > seconds * SECOND) return text(`${size / (seconds * SECOND)}${unit}`)
  return text('0s')
}

const dateInZone = define(
  'dateInZone(string, any, string) string',
  (args, run) => printed(textAt(args, 0), argument(args, 1), textAt(args, 2), run),
  'handles',
)
const dateModify = define('dateModify(string, time) time', modified(false))
const mustDateModify = define('mustDateModify(string, time) time', modified(true))

/** Functions on dates. The local zone is UTC, as on runners. */
export const DATES: readonly Callable[] = [
  define('now() time', (_, run) => unknownValue(run.fresh(NOW, 'word'), 'time.Time')),
  define('date(string, any) string', (args, run) => printed(textAt(args, 0), argument(args, 1), LOCAL, run), 'handles'),
  dateInZone,
  alias('date_in_zone', dateInZone),
  define('htmlDate(any) string', (args, run) => printed(HTML, argument(args, 0), LOCAL, run), 'handles'),
  define('htmlDateInZone(any, string) string', (args, run) => printed(HTML, argument(args, 0), textAt(args, 1), run), 'handles'),
  dateModify,
  alias('date_modify', dateModify),
  mustDateModify,
  alias('must_date_modify', mustDateModify),
  define('toDate(string, string) time', toDate),
  define('mustToDate(string, string) time', mustToDate),
  define('unixEpoch(time) string', (args) => text(String(timeOf(argument(args, 0)).seconds)), 'word'),
  define('ago(any) string', (_, run) => unknownText(run.fresh(NOW, 'word'), '1h0m0s'), 'handles'),
  define('duration(any) string', duration, 'word'),
  define('durationRound(any) string', durationRound, 'word'),
]
