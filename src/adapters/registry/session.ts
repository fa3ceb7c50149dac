import { MAX_REDIRECTS } from '../../model/limits.ts'
import { type Challenge, parseChallenges } from './challenge.ts'
import { basic, type Credential } from './docker-config.ts'
import { type Endpoint, type Hosts, isSafeUrl } from './hosts.ts'
import type { Tokens } from './tokens.ts'
import type { Traffic } from './traffic.ts'
import type { Ask, Outcome } from './transport.ts'
import type { Trouble } from './trouble.ts'

/** One question about a repository. `redirects` says which targets are followed; an answer that leads elsewhere is handed back. */
export interface Question {
  readonly endpoint: Endpoint
  readonly repository: string
  readonly method: 'GET' | 'HEAD'
  readonly url: URL
  readonly accept: string
  readonly maxBytes: number
  readonly redirects: (target: URL) => boolean
  /** For content that is handed on while it arrives. */
  readonly streaming?: Pick<Ask, 'open' | 'totalMs'>
}

/** Asks registries as whoever may: with the credentials of exactly that host, or anonymously. */
export interface Session {
  ask(question: Question): Promise<Outcome>
}

/** The credentials to try, in this order. Undefined is anonymous. `image` is the registry as images are written, `host` where it is asked. */
export type Candidates = (host: string, repository: string, image: string) => readonly (Credential | undefined)[]

/** What a session works with. */
export interface SessionParts {
  readonly traffic: Traffic
  readonly hosts: Hosts
  readonly tokens: Tokens
  readonly candidates: Candidates
}

/** A session over traffic. Credentials never travel with a redirect to another origin. */
export function createSession(parts: SessionParts): Session {
  const desk: Desk = { ...parts, challenges: new Map() }
  const chosen = new Map<string, number>()
  return {
    async ask(question) {
      const key = `${question.endpoint.host} ${question.repository}`
      const list = parts.candidates(credentialName(question.endpoint), question.repository, question.endpoint.registry)
      for (let at = chosen.get(key) ?? 0; ; at++) {
        const outcome = await askAs(desk, question, list[at])
        if (at + 1 < list.length && isDenied(outcome)) continue
        chosen.set(key, Math.min(at, list.length - 1))
        return outcome
      }
    },
  }
}

interface Desk extends SessionParts {
  readonly challenges: Map<string, Challenge>
}

/** Asks with what the host is known to want; after a 401, once more with what it says it wants. */
async function askAs(desk: Desk, question: Question, credential: Credential | undefined): Promise<Outcome> {
  const { host } = question.endpoint
  const known = desk.challenges.get(host)
  const first = known === undefined ? {} : await authorize(desk, question, { challenge: known, credential })
  if (first.trouble !== undefined) return { trouble: first.trouble }
  const outcome = await follow(desk, question, first.value)
  if (!('reply' in outcome) || outcome.reply.status !== 401) return outcome
  const challenge = usableChallenge(outcome.reply.headers['www-authenticate'], credential)
  if (challenge === undefined) return outcome
  desk.challenges.set(host, challenge)
  if (first.value !== undefined) desk.tokens.forget({ ...question, challenge, credential })
  const second = await authorize(desk, question, { challenge, credential })
  if (second.trouble !== undefined) return { trouble: second.trouble }
  return second.value === undefined || second.value === first.value ? outcome : follow(desk, question, second.value)
}

interface Proof {
  readonly challenge: Challenge
  readonly credential: Credential | undefined
}

async function authorize({ tokens }: Desk, question: Question, { challenge, credential }: Proof): Promise<Authorized> {
  if (challenge.scheme === 'basic')
    return credential?.kind === 'password' ? { value: basic(credential.user, credential.password) } : {}
  if (credential?.kind === 'registry-token') return { value: `Bearer ${credential.token}` }
  const outcome = await tokens.get({ ...question, challenge, credential })
  return 'trouble' in outcome ? outcome : { value: `Bearer ${outcome.token}` }
}

/**
 * Sends a question and follows its redirects: all headers are made anew for each hop, the credential only for the same origin. A redirect
 * to where nothing may be asked is trouble; one to where this question does not look is its answer.
 */
async function follow({ traffic, hosts }: Desk, question: Question, authorization: string | undefined): Promise<Outcome> {
  const { method, maxBytes, accept, endpoint } = question
  let url = question.url
  for (let hop = 0; ; hop++) {
    const secret = url.origin === endpoint.base.origin && authorization !== undefined ? { authorization } : {}
    const headers = { accept, 'accept-encoding': 'identity', 'user-agent': 'preadmit', ...secret }
    const ask = { method, url, headers, maxBytes, admittance: hosts.admittance(url), ...question.streaming }
    const outcome = await traffic.send(ask, `${method} ${url.pathname}`)
    if (!('reply' in outcome) || !REDIRECTS.includes(outcome.reply.status)) return outcome
    const target = redirectTarget(outcome.reply, url)
    if ('trouble' in target) return target
    if (!question.redirects(target.url)) return outcome
    if (hop >= MAX_REDIRECTS) return { trouble: tooManyRedirects(endpoint.host) }
    url = target.url
  }
}

const REDIRECTS = [301, 302, 303, 307, 308]

interface Authorized {
  readonly value?: string
  readonly trouble?: Trouble
}

/** Credentials are configured under the name of the host that is asked: a mirror's own name, or docker.io for Docker Hub. */
function credentialName(endpoint: Endpoint): string {
  return endpoint.host === 'registry-1.docker.io' ? 'docker.io' : endpoint.host
}

function isDenied(outcome: Outcome): boolean {
  if ('trouble' in outcome) return outcome.trouble.kind === 'denied'
  return outcome.reply.status === 401 || outcome.reply.status === 403
}

/** Bearer before Basic; Basic only when there is a password to send. */
function usableChallenge(header: string | undefined, credential: Credential | undefined): Challenge | undefined {
  const challenges = parseChallenges(header ?? '')
  const bearer = challenges.find(({ scheme, params }) => scheme === 'bearer' && params.realm !== undefined)
  return bearer ?? challenges.find(({ scheme }) => scheme === 'basic' && credential?.kind === 'password')
}

/** Where a redirect leads: HTTPS, or HTTP on this machine, and never from HTTPS back to HTTP, not even on this machine. */
function redirectTarget(
  reply: { readonly headers: { readonly location?: string | undefined } },
  from: URL,
): { url: URL } | { trouble: Trouble } {
  const url = URL.parse(reply.headers.location ?? '', from.href)
  if (url === null || reply.headers.location === undefined)
    return { trouble: { kind: 'malformed', detail: `${from.host} redirects to nowhere`, again: false } }
  const safe = isSafeUrl(url) && !(from.protocol === 'https:' && url.protocol === 'http:')
  if (safe) return { url }
  const detail = `${from.host} redirects to ${url.protocol}//${url.host}, which is neither HTTPS nor on this machine`
  return { trouble: { kind: 'host-not-allowed', detail, again: false } }
}

function tooManyRedirects(host: string): Trouble {
  return { kind: 'too-many', detail: `${host} redirects more than ${MAX_REDIRECTS} times`, again: false }
}
