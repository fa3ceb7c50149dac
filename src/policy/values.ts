import { hostForMatching } from '../case/pattern.ts'
import { parseDuration } from '../model/duration.ts'
import { parseDigest } from '../model/image-name.ts'
import { MAX_EXCEPTION_DAYS } from '../model/limits.ts'
import { parsed, type Reader, text } from './shape.ts'

const DAY = 86_400_000

/** A registry host, `host[:port]`, exactly as image names write it. */
export const host: Reader<string> = text(
  (value) => {
    if (value.includes('://') || value.includes('/'))
      return [`"${value}" is not a host`, `write only "${value.replace(/^.*:\/\//, '').replace(/\/.*$/, '')}"`]
    if (value.includes('*')) return [`"${value}" is a pattern`, 'hosts are exact: list each one']
    if (!/^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[a-fA-F0-9:]+\])(?::\d{1,5})?$/.test(value))
      return [`"${value}" is not a host`, 'write host or host:port, such as registry.acme.internal:5000']
    const canonical = hostForMatching(value)
    return canonical === value ? undefined : [`"${value}" is never part of a canonical name`, `write "${canonical}"`]
  },
  { examples: ['registry.acme.internal:5000'] },
)

/** A duration, in seconds. */
export const duration: Reader<number> = {
  ...parsed(parseDuration, 'is not a duration', 'write a whole number and one of w, d, h, m, s, such as 7d or 12h'),
  schema: { type: 'string', pattern: '^[1-9][0-9]{0,5}[smhdw]$', examples: ['7d', '12h'] },
}

/** A content digest. */
export const digest = parsed(parseDigest, 'is not a digest', 'write sha256: and 64 lower-case hexadecimal digits')

/** A platform, `os/architecture[/variant]`. */
export const platform: Reader<string> = text(
  (value) =>
    /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/.test(value)
      ? undefined
      : [`"${value}" is not a platform`, 'write os/architecture, such as linux/amd64'],
  { examples: ['linux/amd64'] },
)

/** A day, year-month-day, that the calendar has. */
export const day: Reader<string> = text((value) => dayProblem(value), { format: 'date' })

function dayProblem(value: string): readonly [message: string, hint: string] | undefined {
  const time = Date.parse(`${value}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === value
    ? undefined
    : [`"${value}" is not a date`, 'write year-month-day, such as 2027-01-31']
}

/** The last day of an exception: a real date, at most 90 days after the day of the run. */
export const lastDay: Reader<string> = text(
  (value, { now }) => {
    const mistake = dayProblem(value)
    if (mistake !== undefined) return mistake
    const latest = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()) + MAX_EXCEPTION_DAYS * DAY)
      .toISOString()
      .slice(0, 10)
    return value <= latest
      ? undefined
      : [
          `"${value}" is more than ${MAX_EXCEPTION_DAYS} days ahead`,
          `write ${latest} or earlier, and renew it when it is still needed`,
        ]
  },
  { format: 'date' },
)

/** The beginning of a span of time: a date (from its first moment, UTC) or a time with its offset; read into UTC. */
export const firstMoment: Reader<string> = moment('T00:00:00Z')

/** The end of a span of time: a date (to its last moment, UTC) or a time with its offset; read into UTC. */
export const lastMoment: Reader<string> = moment('T23:59:59.999Z')

function moment(ofDay: string): Reader<string> {
  return parsed(
    (value) => {
      const [, day = '', time = ofDay] =
        /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d))?$/.exec(value) ?? []
      const [midnight, at] = [Date.parse(`${day}T00:00:00Z`), Date.parse(`${day}${time}`)]
      const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().slice(0, 10) === day
      return isDay && !Number.isNaN(at) ? new Date(at).toISOString() : undefined
    },
    'is not a date or time',
    'write year-month-day, such as 2027-01-31, or a time with its offset, such as 2027-01-31T18:00:00Z',
  )
}

/** The issuer of an identity: one exact https URL, or `x509:` and the name of a private certificate authority. */
export const issuer: Reader<string> = text(issuerProblem, {
  examples: ['https://token.actions.githubusercontent.com', 'https://accounts.google.com', 'https://gitlab.com'],
})

/** An identity: exact, or a glob whose owner is written out. There are no regular expressions. */
export const identity: Reader<string> = text(identityProblem, {
  examples: ['https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*', 'release@acme.example'],
})

/** What is wrong with an identity or a source that a policy wants to match, and what to write. */
export function identityProblem(written: string): readonly [message: string, hint: string] | undefined {
  const value = written.replace(/^(?:uri|email|dns|other):/, '')
  if (/\.[*+]|[\\^$()[\]{}|]/.test(value))
    return [
      `"${value}" looks like a regular expression`,
      'write a glob: * within a segment, ** across segments, everything else is literal and matched whole',
    ]
  if (value.split('/').some((segment) => segment.includes('**') && segment !== '**'))
    return [`"${value}" has ** next to other characters`, 'write ** alone between slashes']
  const url = /^([^:/]+:\/\/)([^/]*)(?:\/([^/]*))?/.exec(value)
  if (url === null) return mailProblem(value)
  const [, scheme = '', authority = '', owner = ''] = url
  if (scheme.includes('*') || authority.includes('*') || authority === '')
    return [`"${value}" leaves open where the identity lives`, 'write the host out: a pattern must be anchored at its start']
  if (owner.includes('*'))
    return [`"${value}" matches owners that anybody can register`, `write the owner out, such as ${scheme}${authority}/acme/**`]
  return undefined
}

function mailProblem(value: string): readonly [message: string, hint: string] | undefined {
  const domain = value.slice(value.lastIndexOf('@') + 1)
  if (value.includes('/') && !value.includes('@'))
    return [
      `"${value}" is not an identity`,
      'write the whole URL, such as https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main',
    ]
  if (value.includes('*') && (!value.includes('@') || domain.includes('*')))
    return [`"${value}" is not anchored: it matches identities of strangers`, 'write the domain out, such as *@acme.example']
  return undefined
}

/** What is wrong with the issuer of an identity, and what to write. */
export function issuerProblem(value: string): readonly [message: string, hint: string] | undefined {
  if (value.includes('*')) return [`the issuer "${value}" is a pattern`, 'issuers are exact: make one authority per issuer']
  return /^https:\/\/[a-z0-9.-]+(?::\d+)?(?:\/[^\s]*)?$/.test(value) || /^x509:[^=\s]+=/.test(value)
    ? undefined
    : [
        `"${value}" is not the URL of an issuer`,
        'write it as in the certificate, such as https://token.actions.githubusercontent.com',
      ]
}

/** The address of a chart repository: https, or http to this machine; without credentials, a query or a fragment. */
export const chartRepository: Reader<string> = text(
  (value) => {
    const url = URL.parse(value)
    const here = url?.protocol === 'http:' && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
    if (url === null || !(url.protocol === 'https:' || here))
      return [`"${value}" is no address of a chart repository`, 'write https:// and a host, such as https://charts.acme.example']
    if (/[@?#*\s\\]/.test(value))
      return [`"${value}" is no plain address`, 'write it without credentials, query, fragment or pattern']
    return undefined
  },
  { examples: ['https://charts.acme.example'] },
)
