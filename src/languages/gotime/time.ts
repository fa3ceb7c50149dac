/** A moment as Go's time.Time: seconds since 1970 (years 1 to 9999 and somewhat beyond), nanoseconds, and the zone that it is shown in. */
export interface Time {
  readonly seconds: number
  readonly nanoseconds: number
  readonly zone: Zone
}

/** A zone by its name and seconds east of UTC; the name is empty where only the offset is known. */
export interface Zone {
  readonly name: string
  readonly offset: number
}

/** What a calendar and a clock show. */
export interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** 0 is Sunday. */
  readonly weekday: number
  /** 1 is the first of January. */
  readonly yearDay: number
}

export const UTC: Zone = { name: 'UTC', offset: 0 }
const DAY = 86_400

/** Go's zero time, the first of January of the year 1. */
export const ZERO_TIME: Time = { seconds: secondsOf(1, 1, 1, 0, 0, 0), nanoseconds: 0, zone: UTC }

/** Seconds since 1970 of a date of the Gregorian calendar and a time of day, both in UTC. */
export function secondsOf(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  return daysOf(year, month, day) * DAY + hour * 3600 + minute * 60 + second
}

function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

/** What calendar and clock show in the zone of the time. */
export function civilOf({ seconds, zone }: Time): Civil {
  const local = seconds + zone.offset
  const days = Math.floor(local / DAY)
  const rest = local - days * DAY
  const { year, month, day } = dateOf(days)
  const clock = { hour: Math.floor(rest / 3600), minute: Math.floor((rest % 3600) / 60), second: rest % 60 }
  return { year, month, day, ...clock, weekday: (((days + 4) % 7) + 7) % 7, yearDay: days - daysOf(year, 1, 1) + 1 }
}

function dateOf(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

/** How many days a month has. */
export function daysIn(month: number, year: number): number {
  const next = month === 12 ? daysOf(year + 1, 1, 1) : daysOf(year, month + 1, 1)
  return next - daysOf(year, month, 1)
}

/** The same moment so many nanoseconds later. */
export function addNanoseconds(time: Time, nanoseconds: bigint): Time {
  const all = BigInt(time.nanoseconds) + nanoseconds
  const second = 1_000_000_000n
  const rest = ((all % second) + second) % second
  return { ...time, seconds: time.seconds + Number((all - rest) / second), nanoseconds: Number(rest) }
}
