import { formatFloat } from '../gofmt/float.ts'
import { quote } from '../gofmt/quote.ts'
import { parseDuration } from '../gotime/duration.ts'
import type { Callable } from '../govalue/callable.ts'
import { sourcesOf, typeOf } from '../govalue/inspect.ts'
import { float, int, type Value } from '../govalue/value.ts'
import { argument, panic } from './arguments.ts'
import { parseFloat64, truncated } from './cast.ts'
import { define } from './define.ts'
import { SPACE } from './pieces.ts'
import { durationValue } from './times.ts'

const SECOND = 1_000_000_000n
const MOST = 2n ** 63n - 1n
const MOST_SECONDS = MOST / SECOND
const MOST_FLOAT = Number(MOST) / 1e9

/** A duration as Helm 4 takes it from a value: text such as `1h`, or seconds. Its error is a text. */
function durationOf(value: Value): bigint | string {
  if (value.kind === 'nil') return 'invalid duration'
  if (value.kind === 'text') return ofText(value.text)
  if (value.kind === 'float') return ofSeconds(value.value)
  if (value.kind !== 'int') return `unsupported duration type ${typeOf(value)}`
  if (value.named?.type === 'time.Duration') return value.value
  const least = -(2n ** 63n) / SECOND
  return value.value > MOST_SECONDS || value.value < least ? `duration seconds overflow: ${value.value}` : value.value * SECOND
}

function ofText(written: string): bigint | string {
  const trimmed = trimSpace(written)
  if (trimmed === '') return 'empty duration'
  const parsed = parseDuration(trimmed)
  if (parsed.ok) return parsed.nanoseconds
  const seconds = parseFloat64(trimmed)
  return seconds === undefined ? `could not parse duration ${quote(written)}` : ofSeconds(seconds)
}

function trimSpace(written: string): string {
  const characters = [...written]
  const start = characters.findIndex((character) => !SPACE.test(character))
  const end = characters.findLastIndex((character) => !SPACE.test(character))
  return start < 0 ? '' : characters.slice(start, end + 1).join('')
}

function ofSeconds(seconds: number): bigint | string {
  const shown = formatFloat(seconds, 'g', -1)
  if (!Number.isFinite(seconds)) return `invalid duration seconds: ${shown}`
  return Math.abs(seconds) > MOST_FLOAT ? `duration seconds overflow: ${shown}` : truncated(seconds * 1e9)
}

/** A float of a duration; an error is 0. Go divides the whole part and the rest apart. */
function counted(name: string, unit: bigint, ...divisors: readonly number[]): Callable {
  return define(
    `${name}(any) float64`,
    (args) => {
      const found = durationOf(argument(args, 0))
      const nanoseconds = typeof found === 'string' ? 0n : found
      const count = Number(nanoseconds / unit) + Number(nanoseconds % unit) / Number(unit)
      return float(
        divisors.reduce((value, divisor) => value / divisor, count),
        sourcesOf(argument(args, 0)),
      )
    },
    'word',
  )
}

/** An integer of a duration; an error is 0. */
function whole(name: string, unit: bigint): Callable {
  return define(
    `${name}(any) int64`,
    (args) => {
      const found = durationOf(argument(args, 0))
      return int(typeof found === 'string' ? 0n : found / unit, 'int64', sourcesOf(argument(args, 0)))
    },
    'word',
  )
}

/** Cuts a duration to multiples of another one; `half` rounds halves away from zero. */
function stepped(name: string, half: boolean): Callable {
  return define(
    `${name}(any, any) time.Duration`,
    (args) => {
      const [found, step] = [durationOf(argument(args, 0)), durationOf(argument(args, 1))]
      if (typeof found === 'string') return durationValue(0n)
      if (typeof step === 'string' || step <= 0n) return durationValue(found)
      const rest = found % step
      const size = rest < 0n ? -rest : rest
      const cut = found - rest
      if (!half || size + size < step) return durationValue(cut)
      const away = found < 0n ? cut - step : cut + step
      return durationValue(away > MOST ? MOST : away < -MOST - 1n ? -MOST - 1n : away)
    },
    'word',
  )
}

/** Functions on durations, which Helm 4 has beside sprig's. */
export const DURATIONS: readonly Callable[] = [
  define(
    'mustToDuration(any) time.Duration',
    (args) => {
      const found = durationOf(argument(args, 0))
      if (typeof found === 'string') throw panic(found)
      return durationValue(found)
    },
    'word',
  ),
  counted('durationSeconds', SECOND),
  whole('durationMilliseconds', 1_000_000n),
  whole('durationMicroseconds', 1_000n),
  whole('durationNanoseconds', 1n),
  counted('durationMinutes', 60n * SECOND),
  counted('durationHours', 3600n * SECOND),
  counted('durationDays', 3600n * SECOND, 24),
  counted('durationWeeks', 3600n * SECOND, 24, 7),
  stepped('durationRoundTo', true),
  stepped('durationTruncateTo', false),
]
