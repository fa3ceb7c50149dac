import type { IncomingHttpHeaders } from 'node:http'

/** Names under which registries say when to come back: Retry-After first, then Docker Hub's own, then the rate-limit families. */
const WHEN = ['retry-after', 'x-retry-after', 'ratelimit-reset', 'x-ratelimit-reset']
const LEFT = ['ratelimit-remaining', 'x-ratelimit-remaining']
/** A number of seconds above this is a point in time, not a duration. */
const EPOCH = 1_000_000_000

/**
 * Milliseconds until the registry wants to be asked again (RFC 9110, 10.2.3: seconds or a date; some send seconds since 1970);
 * undefined when it does not say so in a way that can be read.
 */
export function askedToWait(headers: IncomingHttpHeaders, now: Date): number | undefined {
  const texts = WHEN.map((name) => headers[name]).filter((text): text is string => typeof text === 'string')
  return texts.map((text) => readWait(text.trim(), now)).find((wait) => wait !== undefined)
}

/** Requests that the registry says are left in its window; undefined when it does not say. */
export function requestsLeft(headers: IncomingHttpHeaders): number | undefined {
  const text = LEFT.map((name) => headers[name]).find((one) => typeof one === 'string')
  const digits = typeof text === 'string' ? /^\d{1,9}(?=;|$)/.exec(text.trim()) : undefined
  return digits === undefined || digits === null ? undefined : Number(digits[0])
}

function readWait(text: string, now: Date): number | undefined {
  const seconds = /^(\d{1,12})(?:;|$)/.exec(text)?.[1]
  if (seconds !== undefined) return Number(seconds) > EPOCH ? sinceNow(Number(seconds) * 1000, now) : Number(seconds) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : sinceNow(date, now)
}

function sinceNow(time: number, now: Date): number {
  return Math.max(0, time - now.getTime())
}
