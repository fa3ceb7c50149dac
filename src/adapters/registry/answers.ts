import { createHash } from 'node:crypto'
import { type Answer, absent, type Problem, unknown } from '../../model/answer.ts'
import { type Digest, parseDigest } from '../../model/image-name.ts'
import { isList, member, parseStrictJson } from '../../model/strict-json.ts'
import type { Outcome, Reply } from './transport.ts'

/** Codes of the distribution specification that mean *there is none*. */
const ABSENT_CODES = ['MANIFEST_UNKNOWN', 'NAME_UNKNOWN', 'BLOB_UNKNOWN', 'MANIFEST_BLOB_UNKNOWN', 'NOT_FOUND']
const DENIED_CODES = ['UNAUTHORIZED', 'DENIED', 'FORBIDDEN']
const OTHER_CODES = [
  'TOOMANYREQUESTS',
  'UNSUPPORTED',
  'NAME_INVALID',
  'DIGEST_INVALID',
  'MANIFEST_INVALID',
  'UNKNOWN',
  'UNAVAILABLE',
]
const CODES = [...ABSENT_CODES, ...DENIED_CODES, ...OTHER_CODES]

/** What an outcome means when it is not a 200: `absent` only for a 404 in which the registry itself speaks; a 200 gives its reply. */
export function judgeOutcome(outcome: Outcome, about: string): { readonly reply: Reply } | Answer<never> {
  if ('trouble' in outcome) return unknown(outcome.trouble.kind, about, outcome.trouble.detail)
  const { status } = outcome.reply
  if (status === 200) return outcome
  const codes = errorCodes(outcome.reply)
  const said = codes.length === 0 ? `${status}` : `${status} ${codes.join(', ')}`
  if (status === 401 || status === 403 || codes.some((code) => DENIED_CODES.includes(code)))
    return unknown('denied', about, `the registry refused access (${said})`)
  if (status === 429 || codes.includes('TOOMANYREQUESTS'))
    return unknown('rate-limited', about, `the registry limits the rate of requests (${said})`)
  if (status === 404)
    return isHtml(outcome.reply) ? unknown('malformed', about, 'a web page answered 404, not a registry') : absent
  if (status >= 500) return unknown('unreachable', about, `the registry answered ${said}`)
  return unknown('malformed', about, `the registry answered ${said}, which is no answer to this question`)
}

/** The error codes of an answer that the distribution specification knows; other text of a registry is never repeated. */
export function errorCodes(reply: Reply): readonly string[] {
  const json = parseStrictJson(reply.body, { anyKeys: true })
  const errors = json.ok ? member(json.value, 'errors') : undefined
  if (!isList(errors)) return []
  const codes = errors.map((error) => member(error, 'code'))
  return CODES.filter((code) => codes.includes(code))
}

/** Whether an answer is a web page, whatever its status. */
export function isHtml(reply: Reply): boolean {
  return (
    mediaTypeOf(reply) === 'text/html' ||
    /^\s*<(?:!doctype|html)/i.test(Buffer.from(reply.body.subarray(0, 100)).toString('latin1'))
  )
}

/** The media type without its parameters, in lower case. */
export function mediaTypeOf(reply: Reply): string {
  return (reply.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** The digest of bytes by the algorithm of another digest. */
export function digestLike(model: string, bytes: Uint8Array): Digest {
  const algorithm = model.slice(0, model.indexOf(':'))
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` as Digest
}

/** The problem when bytes, the digest that was asked for and the registry's own header do not all agree. */
export function digestProblem(bytes: Uint8Array, wanted: Digest | undefined, reply: Reply, about: string): Problem | undefined {
  const header = reply.headers['docker-content-digest']
  const stated = typeof header === 'string' ? parseDigest(header) : undefined
  const real = wanted === undefined ? undefined : digestLike(wanted, bytes)
  if (real !== wanted) return { kind: 'digest-mismatch', about, detail: `the registry sent bytes that hash to ${real}` }
  if (header === undefined) return undefined
  if (stated === undefined) return { kind: 'digest-mismatch', about, detail: 'the Docker-Content-Digest header holds no digest' }
  const measured = digestLike(stated, bytes)
  if (measured === stated) return undefined
  return { kind: 'digest-mismatch', about, detail: `the registry says ${stated} and sent bytes that hash to ${measured}` }
}
