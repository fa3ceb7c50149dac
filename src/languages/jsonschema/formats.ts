import { parseVersion } from '../semver/version.ts'

/** Whether a text has a format; undefined for a format that is known to exist and not followed here. */
export type FormatCheck = (text: string) => boolean | undefined

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/

function isDate(text: string): boolean {
  const parts = DATE.exec(text)
  if (parts === null) return false
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const made = new Date(Date.UTC(2000, month - 1, day))
  made.setUTCFullYear(year, month - 1, day)
  return month >= 1 && month <= 12 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day
}

function isTime(text: string): boolean {
  const parts = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[zZ]|([-+])(\d\d):(\d\d))$/.exec(text)
  if (parts === null) return false
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  if (hour > 23 || minute > 59 || second > 60) return false
  const sign = parts[4] === '-' ? 1 : -1
  const [zoneHour, zoneMinute] = [Number(parts[5] ?? 0), Number(parts[6] ?? 0)]
  if (zoneHour > 23 || zoneMinute > 59) return false
  if (second < 60) return true
  const utc = (((hour * 60 + minute + sign * (zoneHour * 60 + zoneMinute)) % 1440) + 1440) % 1440
  return utc === 1439
}

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2 || text.includes('%')) return false
  let count = 0
  for (const half of halves) {
    const groups = half === '' ? [] : half.split(':')
    for (const [index, group] of groups.entries()) {
      const last = index === groups.length - 1 && half === halves.at(-1)
      if (last && group.includes('.')) {
        if (!isIpv4(group)) return false
        count += 2
      } else if (/^[0-9a-fA-F]{1,4}$/.test(group)) count++
      else return false
    }
  }
  return halves.length === 2 ? count < 8 : count === 8
}

function isHostname(text: string): boolean {
  const name = text.endsWith('.') ? text.slice(0, -1) : text
  if (name.length > 253) return false
  return name
    .split('.')
    .every((label) => label.length > 0 && label.length < 64 && /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(label))
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (text.length > 254 || at < 0) return false
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)]
  if (local.length > 64) return false
  if (!/^[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~]+(?:\.[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~]+)*$/.test(local) && !/^"[^"\\]*"$/.test(local))
    return false
  return isHostname(domain)
}

/** Checks by name. Names that are not here are no formats, and allow everything. */
export const FORMATS: Readonly<Record<string, FormatCheck>> = {
  date: isDate,
  time: isTime,
  'date-time': (text) =>
    text.length >= 20 && /^[tT]$/.test(text[10] ?? '') && isDate(text.slice(0, 10)) && isTime(text.slice(11)),
  ipv4: isIpv4,
  ipv6: isIpv6,
  hostname: isHostname,
  email: isEmail,
  uuid: (text) => /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/.test(text),
  'json-pointer': (text) => text === '' || (text.startsWith('/') && !/~(?![01])/.test(text)),
  uri: (text) => plainUri(text, true),
  iri: (text) => plainUri(text, true),
  'uri-reference': (text) => plainUri(text, false),
  'iri-reference': (text) => plainUri(text, false),
  semver: (text) => (/^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)/.test(text) ? parseVersion(text).ok : false),
  'relative-json-pointer': () => undefined,
  duration: () => undefined,
  period: () => undefined,
  'uri-template': () => undefined,
}

/** What Go's net/url certainly takes or refuses; undefined where it is too particular. */
function plainUri(text: string, absolute: boolean): boolean | undefined {
  if (/[\x00-\x20\x7f]/.test(text) || text.includes('\\')) return text.includes(' ') ? undefined : false
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)
  if (absolute && scheme === null) return false
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return false
  return /^[A-Za-z0-9:/?#@!$&'()*+,;=._~%-]*$/.test(text) && !/:\/\/[^/]*[[\]]/.test(text) ? true : undefined
}
