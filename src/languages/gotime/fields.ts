import { daysIn, secondsOf, type Time, UTC, type Zone } from './time.ts'

/** What was read so far; undefined where the value said nothing. */
export interface Fields {
  year: number
  month: number | undefined
  day: number | undefined
  yearDay: number | undefined
  hour: number
  minute: number
  second: number
  nanoseconds: number
  half: 'am' | 'pm' | undefined
  zone: Zone | undefined
  zoneOffset: number | undefined
}

/** Go's refusal: which element could not be read from what, or what is wrong. */
export class Refused extends Error {
  readonly element: string
  readonly rest: string
  constructor(element: string, rest: string, message = '') {
    super(message)
    this.element = element
    this.rest = rest
  }
}

/** The time that the fields make together; throws `Refused` for days that do not exist. */
export function timeOf(fields: Fields, value: string): Time {
  const { year, minute, second, nanoseconds, half, zone, zoneOffset } = fields
  const hour = half === 'pm' && fields.hour < 12 ? fields.hour + 12 : half === 'am' && fields.hour === 12 ? 0 : fields.hour
  const [month, day] = dayOf(fields, value)
  if (day < 1 || day > daysIn(month, year)) throw new Refused('', value, ': day out of range')
  const seconds = secondsOf(year, month, day, hour, minute, second)
  if (zone === UTC || (zone === undefined && zoneOffset === undefined)) return { seconds, nanoseconds, zone: UTC }
  if (zoneOffset === undefined) return { seconds, nanoseconds, zone: zone ?? UTC }
  const named = zone?.name ?? ''
  const shown = zoneOffset === 0 && (named === '' || named === 'UTC') ? UTC : { name: named, offset: zoneOffset }
  return { seconds: seconds - zoneOffset, nanoseconds, zone: shown }
}

function dayOf({ year, month, day, yearDay }: Fields, value: string): readonly [number, number] {
  if (yearDay === undefined) return [month ?? 1, day ?? 1]
  const days = Array.from({ length: 12 }, (_, index) => daysIn(index + 1, year))
  let left = yearDay
  let found = 1
  for (; found <= 12 && left > (days[found - 1] ?? 0); found++) left -= days[found - 1] ?? 0
  if (yearDay < 1 || found > 12) throw new Refused('', value, ': day-of-year out of range')
  if (month !== undefined && month !== found) throw new Refused('', value, ': day-of-year does not match month')
  if (day !== undefined && day !== left) throw new Refused('', value, ': day-of-year does not match day')
  return [found, left]
}
