import { chunksOf, DAYS, MONTHS } from './layout.ts'
import { type Civil, civilOf, type Time } from './time.ts'

/** A time in a layout, as Go's Time.Format prints it. */
export function formatTime(time: Time, layout: string): string {
  const civil = civilOf(time)
  return chunksOf(layout)
    .map((chunk) => (chunk.kind === 'literal' ? chunk.text : element(chunk.text, civil, time)))
    .join('')
}

/** As `{{ }}` prints a time: Go's Time.String, without the reading of a monotonic clock. */
export function printTime(time: Time): string {
  return formatTime(time, '2006-01-02 15:04:05.999999999 -0700 MST')
}

function element(name: string, civil: Civil, time: Time): string {
  if (/^[.,]/.test(name)) return fraction(name, time.nanoseconds)
  if (/^[-Z]0/.test(name)) return offset(name, time.zone.offset)
  const simple = ELEMENTS[name]
  if (simple !== undefined) return simple(civil)
  return time.zone.name === '' ? offset('-0700', time.zone.offset) : time.zone.name
}

const two = (value: number): string => padded(value, 2)
const hour12 = ({ hour }: Civil): number => (hour % 12 === 0 ? 12 : hour % 12)

const ELEMENTS: Readonly<Record<string, (civil: Civil) => string>> = {
  '06': ({ year }) => two(Math.abs(year) % 100),
  '2006': ({ year }) => padded(year, 4),
  January: ({ month }) => MONTHS[month - 1] ?? '',
  Jan: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  '1': ({ month }) => String(month),
  '01': ({ month }) => two(month),
  Monday: ({ weekday }) => DAYS[weekday] ?? '',
  Mon: ({ weekday }) => (DAYS[weekday] ?? '').slice(0, 3),
  '2': ({ day }) => String(day),
  _2: ({ day }) => String(day).padStart(2),
  '02': ({ day }) => two(day),
  __2: ({ yearDay }) => String(yearDay).padStart(3),
  '002': ({ yearDay }) => padded(yearDay, 3),
  '15': ({ hour }) => two(hour),
  '3': (civil) => String(hour12(civil)),
  '03': (civil) => two(hour12(civil)),
  '4': ({ minute }) => String(minute),
  '04': ({ minute }) => two(minute),
  '5': ({ second }) => String(second),
  '05': ({ second }) => two(second),
  PM: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  pm: ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
}

function padded(value: number, width: number): string {
  return (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, '0')
}

function fraction(name: string, nanoseconds: number): string {
  const digits = String(nanoseconds)
    .padStart(9, '0')
    .slice(0, name.length - 1)
  if (name[1] === '0') return name[0] + digits.padEnd(name.length - 1, '0')
  const kept = digits.replace(/0+$/, '')
  return kept === '' ? '' : name[0] + kept
}

function offset(name: string, seconds: number): string {
  if (seconds === 0 && name.startsWith('Z')) return 'Z'
  const colon = name.includes(':') ? ':' : ''
  const minutes = Math.trunc(Math.abs(seconds) / 60)
  const short = name.length === 3
  const withSeconds = name.replaceAll(':', '').length === 7
  const hours = (seconds < 0 && minutes > 0 ? '-' : '+') + two(Math.trunc(minutes / 60))
  if (short) return hours
  return hours + colon + two(minutes % 60) + (withSeconds ? colon + two(Math.abs(seconds) % 60) : '')
}
