import { type Fields, Refused, timeOf } from './fields.ts'
import { chunksOf, DAYS, MONTHS } from './layout.ts'
import { type Time, UTC } from './time.ts'

/** A time, or Go's error. */
export type ParsedTime = { readonly ok: true; readonly time: Time } | { readonly ok: false; readonly why: string }

/** Reads a time by a layout, as Go's time.Parse does in UTC. */
export function parseTime(layout: string, value: string): ParsedTime {
  const fields: Fields = {
    ...{ year: 0, month: undefined, day: undefined, yearDay: undefined, hour: 0, minute: 0, second: 0, nanoseconds: 0 },
    ...{ half: undefined, zone: undefined, zoneOffset: undefined },
  }
  try {
    const rest = readChunks(layout, value, fields)
    if (rest !== '') throw new Refused('', rest, `: extra text: ${quote(rest)}`)
    return { ok: true, time: timeOf(fields, value) }
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem
    const { element, rest, message } = problem
    const start = `parsing time ${quote(value)}`
    return {
      ok: false,
      why: message === '' ? `${start} as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(element)}` : start + message,
    }
  }
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

function readChunks(layout: string, value: string, fields: Fields): string {
  const chunks = chunksOf(layout)
  let rest = value
  for (const [index, { kind, text }] of chunks.entries()) {
    if (kind === 'literal') {
      rest = skip(rest, text)
      continue
    }
    const following = chunks[index + 1]
    const fraction = following?.kind === 'element' && /^[.,]/.test(following.text)
    rest = readElement(text, rest, fields, fraction)
  }
  return rest
}

function skip(value: string, literal: string): string {
  let rest = value
  for (let left = literal; left !== ''; ) {
    if (left.startsWith(' ')) {
      if (rest !== '' && !rest.startsWith(' ')) throw new Refused(literal, rest)
      left = left.trimStart()
      rest = rest.replace(/^ +/, '')
      continue
    }
    if (rest[0] !== left[0]) throw new Refused(literal, rest)
    left = left.slice(1)
    rest = rest.slice(1)
  }
  return rest
}

type Read = readonly [text: string, rest: string]

/** Takes what the pattern finds at the start. */
function take(pattern: RegExp, value: string, element: string): Read {
  const found = pattern.exec(value)?.[0]
  if (found === undefined) throw new Refused(element, value)
  return [found, value.slice(found.length)]
}

function number(
  value: string,
  element: string,
  fixed: boolean,
  low: number,
  high: number,
  what: string,
): readonly [number, string] {
  const [digits, rest] = take(fixed ? /^\d\d/ : /^\d\d?/, value, element)
  const read = Number(digits)
  if (read < low || read > high) throw new Refused(element, rest, `: ${what} out of range`)
  return [read, rest]
}

function readElement(element: string, value: string, fields: Fields, fraction: boolean): string {
  if (/^[.,]/.test(element)) return readFraction(element, value, fields)
  if (/^[-Z]0/.test(element)) return readOffset(element, value, fields)
  return element === 'MST'
    ? readZone(value, fields)
    : (readDate(element, value, fields) ?? readClock(element, value, fields, fraction))
}

function readDate(element: string, value: string, fields: Fields): string | undefined {
  if (element === '06' || element === '2006') {
    const [digits, rest] = take(element === '06' ? /^\d\d/ : /^\d{4}/, value, element)
    const year = Number(digits)
    fields.year = element === '2006' ? year : year + (year >= 69 ? 1900 : 2000)
    return rest
  }
  if (element === 'Jan' || element === 'January') return readName(MONTHS, element, value, (index) => (fields.month = index + 1))
  if (element === 'Mon' || element === 'Monday') return readName(DAYS, element, value, () => undefined)
  if (element === '1' || element === '01') {
    const [month, rest] = number(value, element, element === '01', 1, 12, 'month')
    fields.month = month
    return rest
  }
  if (element === '2' || element === '_2' || element === '02') {
    const [digits, rest] = take(
      element === '02' ? /^\d\d/ : /^\d\d?/,
      element === '_2' ? value.replace(/^ /, '') : value,
      element,
    )
    fields.day = Number(digits)
    return rest
  }
  if (element !== '__2' && element !== '002') return undefined
  const [digits, rest] = take(
    element === '002' ? /^\d{3}/ : /^\d{1,3}/,
    element === '__2' ? value.replace(/^ {1,2}/, '') : value,
    element,
  )
  fields.yearDay = Number(digits)
  return rest
}

function readName(names: readonly string[], element: string, value: string, found: (index: number) => void): string {
  const all = element.length === 3 ? names.map((name) => name.slice(0, 3)) : names
  const index = all.findIndex((name) => value.slice(0, name.length).toLowerCase() === name.toLowerCase())
  if (index < 0) throw new Refused(element, value)
  found(index)
  return value.slice(all[index]?.length)
}

function readClock(element: string, value: string, fields: Fields, fraction: boolean): string {
  if (element === 'PM' || element === 'pm') {
    const [half, rest] = take(element === 'PM' ? /^[AP]M/ : /^[ap]m/, value, element)
    fields.half = half.toLowerCase() === 'pm' ? 'pm' : 'am'
    return rest
  }
  const fixed = element.startsWith('0')
  if (element === '15' || element === '3' || element === '03') {
    const [hour, rest] = number(value, element, fixed, 0, element === '15' ? 23 : 12, 'hour')
    fields.hour = hour
    return rest
  }
  if (element === '4' || element === '04') {
    const [minute, rest] = number(value, element, fixed, 0, 59, 'minute')
    fields.minute = minute
    return rest
  }
  const [second, rest] = number(value, element, fixed, 0, 59, 'second')
  fields.second = second
  // A fraction is read though the layout does not name it.
  return !fraction && /^[.,]\d/.test(rest) ? readFraction('.9', rest, fields) : rest
}

function readFraction(element: string, value: string, fields: Fields): string {
  const exact = element[1] === '0'
  const found = (exact ? new RegExp(`^[.,]\\d{${element.length - 1}}`) : /^[.,]\d+/).exec(value)?.[0]
  if (found === undefined && exact) throw new Refused(element, value)
  if (found === undefined) return value
  fields.nanoseconds = Number(found.slice(1, 10).padEnd(9, '0'))
  return value.slice(found.length)
}

function readOffset(element: string, value: string, fields: Fields): string {
  if (element.startsWith('Z') && value.startsWith('Z')) {
    fields.zone = UTC
    return value.slice(1)
  }
  const colon = element.includes(':') ? ':' : ''
  const parts = element.replaceAll(':', '').length
  const shape = `^[+-](\\d\\d)${parts > 3 ? `${colon}(\\d\\d)` : ''}${parts > 5 ? `${colon}(\\d\\d)` : ''}`
  const found = new RegExp(shape).exec(value)
  if (found === null) throw new Refused(element, value)
  const [whole, hours = '0', minutes = '0', seconds = '0'] = found
  const rest = value.slice(whole.length)
  for (const [part, most, what] of [
    [hours, 24, 'hour'],
    [minutes, 60, 'minute'],
    [seconds, 60, 'second'],
  ] as const)
    if (Number(part) > most) throw new Refused(element, rest, `: time zone offset ${what} out of range`)
  const offset = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  fields.zoneOffset = whole.startsWith('-') ? -offset : offset
  return rest
}

function readZone(value: string, fields: Fields): string {
  if (value.startsWith('UTC')) {
    fields.zone = UTC
    return value.slice(3)
  }
  const found =
    /^(?:ChST|MeST|GMT(?:[+-](?:1?\d|2[0-3])(?!\d))?|[+-](?:0?\d|1\d|2[0-3])(?!\d)|[A-Z]{4}T(?![A-Z])|[A-Z]{3}T(?![A-Z])|WITA(?![A-Z])|[A-Z]{3}(?![A-Z]))/.exec(
      value,
    )?.[0]
  if (found === undefined) throw new Refused('MST', value)
  fields.zone = { name: found, offset: found.startsWith('GMT') ? Number(found.slice(3)) * 3600 : 0 }
  return value.slice(found.length)
}
