import { MAX_TOKEN_BYTES } from '../../model/limits.ts'
import { member, parseStrictJson } from '../../model/strict-json.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Challenge } from './challenge.ts'
import { basic, type Credential } from './docker-config.ts'
import { type Endpoint, type Hosts, isSafeUrl } from './hosts.ts'
import type { Secrets } from './secrets.ts'
import type { Traffic } from './traffic.ts'
import type { Ask, Outcome } from './transport.ts'
import type { Trouble } from './trouble.ts'

/** A token, or why there is none. */
export type TokenOutcome = { readonly token: string } | { readonly trouble: Trouble }

/** Which token is wanted. Never another scope than pulling this one repository. */
export interface TokenRequest {
  readonly endpoint: Endpoint
  readonly repository: string
  readonly challenge: Challenge
  readonly credential: Credential | undefined
}

/** Bearer tokens (distribution's token specification), one per repository and credential, kept in memory until they expire. */
export interface Tokens {
  get(request: TokenRequest): Promise<TokenOutcome>
  /** Forgets a token that a registry no longer takes. */
  forget(request: TokenRequest): void
}

type Kept = { readonly token: string; readonly usableUntil: number } | { readonly trouble: Trouble }

const DEFAULT_LIFETIME_S = 60
const MARGIN_S = 5

/** Tokens over traffic. The realm must be the registry itself or known for it: credentials go nowhere else. */
export function createTokens(parts: { traffic: Traffic; hosts: Hosts; clock: Clock; secrets: Secrets }): Tokens {
  const { traffic, hosts, clock, secrets } = parts
  const kept = new Map<string, Promise<Kept>>()

  async function fetchToken(request: TokenRequest): Promise<Kept> {
    const realm = realmOf(request, hosts)
    if ('trouble' in realm) return realm
    const what = `token for ${scopeOf(request)}`
    const first = await traffic.send(tokenAsk(request, realm.url, hosts), what)
    const outcome = mustPost(first, request) ? await traffic.send(postAsk(request, realm.url, hosts), what) : first
    const read = readToken(outcome, request)
    if ('trouble' in read) return read
    secrets.add(read.token)
    return { token: read.token, usableUntil: clock.elapsedMs() + Math.max(0, read.lifetime - MARGIN_S) * 1000 }
  }

  return {
    async get(request) {
      const key = keyOf(request)
      const earlier = kept.get(key)
      const known = await earlier
      if (known !== undefined && 'token' in known && known.usableUntil > clock.elapsedMs()) return known
      const underWay = kept.get(key)
      const asked = underWay === undefined || underWay === earlier ? fetchToken(request) : underWay
      kept.set(key, asked)
      return asked
    },
    forget: (request) => {
      kept.delete(keyOf(request))
    },
  }
}

function keyOf({ endpoint, repository, credential }: TokenRequest): string {
  return `${endpoint.host} ${repository} ${credential === undefined ? 'anonymous' : credential.kind}`
}

function scopeOf({ repository }: TokenRequest): string {
  return `repository:${repository}:pull`
}

function realmOf(request: TokenRequest, hosts: Hosts): { readonly url: URL } | { readonly trouble: Trouble } {
  const url = URL.parse(request.challenge.params.realm ?? '')
  const { host } = request.endpoint
  if (url === null) return { trouble: { kind: 'malformed', detail: `${host} names no token service`, again: false } }
  if (isSafeUrl(url) && hosts.realmAllowed(request.endpoint, url)) return { url }
  const detail = `${host} names a token service at ${url.protocol}//${url.host}, which is not known for it; if it is right, write "tokenService: ${url.host}" at the entry of ${host} under registries in the policy`
  return { trouble: { kind: 'host-not-allowed', detail, again: false } }
}

function tokenAsk(request: TokenRequest, realm: URL, hosts: Hosts): Ask {
  const { credential, challenge } = request
  if (credential?.kind === 'identity-token') return postAsk(request, realm, hosts)
  const url = new URL(realm)
  if (challenge.params.service !== undefined) url.searchParams.set('service', challenge.params.service)
  url.searchParams.set('scope', scopeOf(request))
  const authorization = credential?.kind === 'password' ? { authorization: basic(credential.user, credential.password) } : {}
  return { method: 'GET', url, headers: { ...plainHeaders, ...authorization }, ...tokenBounds(realm, hosts) }
}

/** The OAuth 2 form of the token request. */
function postAsk(request: TokenRequest, realm: URL, hosts: Hosts): Ask {
  const { credential, challenge } = request
  const grant =
    credential?.kind === 'password'
      ? { grant_type: 'password', username: credential.user, password: credential.password }
      : { grant_type: 'refresh_token', refresh_token: credential?.token ?? '' }
  const form = { ...grant, service: challenge.params.service ?? '', scope: scopeOf(request), client_id: 'preadmit' }
  const headers = { ...plainHeaders, 'content-type': 'application/x-www-form-urlencoded' }
  return { method: 'POST', url: realm, headers, body: new URLSearchParams(form).toString(), ...tokenBounds(realm, hosts) }
}

const plainHeaders = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'preadmit' }

function tokenBounds(realm: URL, hosts: Hosts) {
  return { maxBytes: MAX_TOKEN_BYTES, admittance: hosts.admittance(realm) }
}

function mustPost(outcome: Outcome, { credential }: TokenRequest): boolean {
  return credential?.kind === 'password' && 'reply' in outcome && [404, 405].includes(outcome.reply.status)
}

function readToken(
  outcome: Outcome,
  request: TokenRequest,
): { readonly token: string; readonly lifetime: number } | { readonly trouble: Trouble } {
  if ('trouble' in outcome) return outcome
  const { status, body } = outcome.reply
  const service = `the token service of ${request.endpoint.host}`
  if (status !== 200) return { trouble: refusal(status, service, request) }
  const json = parseStrictJson(body, { anyKeys: true })
  const value = json.ok ? json.value : undefined
  const token = [member(value, 'token'), member(value, 'access_token')].find((one) => typeof one === 'string' && one !== '')
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    return { trouble: { kind: 'malformed', detail: `${service} answered without a usable token`, again: false } }
  const lifetime = member(value, 'expires_in')
  return { token, lifetime: typeof lifetime === 'number' && lifetime > 0 ? lifetime : DEFAULT_LIFETIME_S }
}

function refusal(status: number, service: string, { credential, endpoint }: TokenRequest): Trouble {
  const who = credential === undefined ? 'an anonymous request' : `the credentials given for ${endpoint.registry}`
  if (status === 400 || status === 401 || status === 403)
    return { kind: 'denied', detail: `${service} refused ${who} (${status})`, again: false }
  if (status === 429) return { kind: 'rate-limited', detail: `${service} limits the rate of requests (429)`, again: false }
  if (status >= 500) return { kind: 'unreachable', detail: `${service} answered ${status}`, again: false }
  return { kind: 'malformed', detail: `${service} answered ${status}`, again: false }
}
