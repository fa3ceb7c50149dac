import type { ProblemKind } from '../model/answer.ts'
import type { RequestCount } from '../model/facts.ts'
import { MAX_BYTES_IN_FLIGHT, REQUEST_TIMEOUT_MS } from '../model/limits.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { isLoopbackHost } from './registry/addresses.ts'
import { isSafeUrl } from './registry/hosts.ts'
import type { Resolver } from './registry/lookup.ts'
import type { ProxyEnvironment } from './registry/proxies.ts'
import { createSecrets } from './registry/secrets.ts'
import { createSlots } from './registry/slots.ts'
import { type Budget, createTraffic, type Traffic } from './registry/traffic.ts'
import { createTransport, type Outcome } from './registry/transport.ts'

/** What downloads need. `loopback` admits this machine, or of it only these `host:port`, and clear text to it: it is for tests. */
export interface DownloadOptions {
  readonly environment: ProxyEnvironment
  readonly budget: Budget
  readonly clock: Clock
  readonly log: Log
  readonly loopback?: boolean | readonly string[]
  /** Hosts (`host[:port]`) that may have private addresses. */
  readonly privateHosts?: readonly string[]
  readonly resolver?: Resolver
}

/** Bounds of one download. `timeoutMs` is for one attempt; the run's budget bounds all attempts together. */
export interface DownloadLimits {
  readonly maxBytes: number
  readonly timeoutMs?: number
  /** JSON to send there, which makes it a POST. */
  readonly json?: string
  /** How many redirects are followed, each to an address that may be asked as the first one; none where it is left out. */
  readonly redirects?: number
}

/**
 * How a download ended. `refused`: the server answered, and the same answer is to be expected again (403, 404, a redirect).
 * `trouble`: it could not be told, whether for the network, for a limit or for a server that has a bad moment (429, 5xx).
 */
export type Downloaded =
  | { readonly kind: 'found'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'trouble'; readonly problem: ProblemKind; readonly why: string }

/** Fetches what stands at a URL. */
export interface Download {
  (url: string, limits: DownloadLimits): Promise<Downloaded>
  /** Requests sent so far. */
  requests(): readonly RequestCount[]
  /** Closes idle connections, so that the process can end. */
  close(): void
}

/**
 * Anonymous requests, most of them GETs of public files: HTTPS only, to exactly the host that is written, at global unicast addresses only, without any
 * credential, following no redirect unless asked to, decompressing nothing, through the proxy of the environment. It never rejects.
 */
export function createDownload(options: DownloadOptions): Download {
  const { clock, log, budget, environment, loopback = false, privateHosts = [] } = options
  const resolving = options.resolver === undefined ? {} : { resolver: options.resolver }
  const transport = createTransport({ environment, ...resolving }, createSlots(MAX_BYTES_IN_FLIGHT))
  const secrets = createSecrets(log)
  if (transport.proxies.secret !== undefined) secrets.add(transport.proxies.secret)
  const traffic = createTraffic({ transport, clock, budget, secrets, log })
  const download = (url: string, limits: DownloadLimits) => get(traffic, (to) => place(to, loopback, privateHosts), url, limits)
  return Object.assign(download, { requests: traffic.requests, close: transport.close })
}

type Place = { readonly url: URL; readonly admittance: 'public' | 'private' | 'loopback' }

/** Where a URL leads; undefined when this run may not go there, or when a parser reads another host than the one that is written. */
function place(text: string, loopback: boolean | readonly string[], privateHosts: readonly string[]): Place | undefined {
  const url = URL.parse(text)
  if (url === null || !isSafeUrl(url) || /[\s\\]/.test(text)) return undefined
  const written = /^https?:\/\/([^/?#]*)/i.exec(text)?.[1]?.toLowerCase()
  const implied = url.protocol === 'https:' ? 443 : 80
  if (written !== url.host && written !== `${url.host}:${implied}`) return undefined
  const here = isLoopbackHost(url.hostname)
  const isAdmitted = typeof loopback === 'boolean' ? loopback : loopback.includes(url.host)
  if (here) return isAdmitted ? { url, admittance: 'loopback' } : undefined
  return { url, admittance: privateHosts.includes(url.host) ? 'private' : 'public' }
}

async function get(
  traffic: Traffic,
  placeOf: (url: string) => Place | undefined,
  url: string,
  limits: DownloadLimits,
): Promise<Downloaded> {
  const at = placeOf(url)
  if (at === undefined)
    return { kind: 'trouble', problem: 'host-not-allowed', why: 'its address is not a plain https:// URL of a public host' }
  const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'preadmit' }
  const totalMs = Math.min(limits.timeoutMs ?? REQUEST_TIMEOUT_MS, REQUEST_TIMEOUT_MS)
  const shared = { ...at, maxBytes: limits.maxBytes, totalMs }
  const ask =
    limits.json === undefined
      ? ({ ...shared, method: 'GET', headers } as const)
      : ({ ...shared, method: 'POST', headers: { ...headers, ...jsonHeaders(limits.json) }, body: limits.json } as const)
  const outcome = await traffic.send(ask, `${ask.method} ${at.url.pathname}`)
  const { redirects = 0, ...rest } = limits
  const to = redirects > 0 ? targetOf(outcome, at.url) : undefined
  if (to !== undefined) return get(traffic, placeOf, to, { ...rest, redirects: redirects - 1 })
  return downloaded(outcome, at.url.host)
}

function targetOf(outcome: Outcome, from: URL): string | undefined {
  if (!('reply' in outcome) || ![301, 302, 303, 307, 308].includes(outcome.reply.status)) return undefined
  return URL.parse(outcome.reply.headers.location ?? '', from.href)?.href
}

function jsonHeaders(json: string): Readonly<Record<string, string>> {
  return { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(json)) }
}

/** Statuses that say something about this moment and nothing about the file. */
const PASSING = [408, 425, 429]

function downloaded(outcome: Outcome, host: string): Downloaded {
  if ('trouble' in outcome) return { kind: 'trouble', problem: outcome.trouble.kind, why: outcome.trouble.detail }
  const { status, body } = outcome.reply
  if (status === 200) return { kind: 'found', bytes: body }
  if (status < 500 && !PASSING.includes(status)) return { kind: 'refused', status }
  return { kind: 'trouble', problem: status === 429 ? 'rate-limited' : 'unreachable', why: `${host} answered ${status}` }
}
