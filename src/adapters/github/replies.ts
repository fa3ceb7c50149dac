import type { Answer, ProblemKind } from '../../model/answer.ts'
import { absent, found, unknown } from '../../model/answer.ts'
import type { Exchanged, HttpReply } from './http.ts'
import { listAt, parseJson, textAt } from './json.ts'

/** What an exchange means: 2xx is found, 404 and 410 are absent, everything else is unknown with GitHub's own words. */
export function answerOf(exchanged: Exchanged, about: string): Answer<HttpReply> {
  if (exchanged.kind !== 'reply') return unknown(PROBLEMS[exchanged.kind], about, exchanged.detail)
  const { reply } = exchanged
  if (reply.status >= 200 && reply.status < 300) return found(reply)
  if (reply.status === 404 || reply.status === 410) return absent
  return unknown(kindOf(reply), about, `${reply.status}: ${messageOf(reply)}`)
}

/** Milliseconds that GitHub asks to wait before anything else is sent; undefined when the reply is not about rates. */
export function saysWait(reply: HttpReply, now: Date): number | undefined {
  if (!isRateLimit(reply)) return undefined
  const after = Number(reply.headers['retry-after'])
  if (Number.isFinite(after) && after >= 0) return after * 1000
  const reset = Number(reply.headers['x-ratelimit-reset'])
  const exhausted = reply.headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset)
  return exhausted ? Math.max(0, reset * 1000 - now.getTime()) : UNSAID_WAIT_MS
}

/** GitHub's own advice where it does not say how long. */
const UNSAID_WAIT_MS = 60_000

const PROBLEMS: Readonly<Record<Exclude<Exchanged['kind'], 'reply'>, ProblemKind>> = {
  lost: 'unreachable',
  timeout: 'timeout',
  aborted: 'timeout',
  'too-large': 'too-large',
}

function isRateLimit(reply: HttpReply): boolean {
  if (reply.status === 429) return true
  if (reply.status !== 403) return false
  return (
    reply.headers['retry-after'] !== undefined ||
    reply.headers['x-ratelimit-remaining'] === '0' ||
    /rate limit/i.test(messageOf(reply))
  )
}

function kindOf(reply: HttpReply): ProblemKind {
  if (reply.status === 401 || reply.status === 403) return 'denied'
  if (reply.status >= 500) return 'unreachable'
  if (reply.status === 413) return 'too-large'
  return reply.status < 400 ? 'unsupported' : 'malformed'
}

function messageOf(reply: HttpReply): string {
  const body = parseJson(new TextDecoder().decode(reply.bytes.subarray(0, 20_000)))
  const details = (listAt(body, 'errors') ?? []).map((error) =>
    typeof error === 'string' ? error : (textAt(error, 'message') ?? ''),
  )
  const text = [textAt(body, 'message') ?? 'no message', ...details.filter((detail) => detail !== '')].join('; ')
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
