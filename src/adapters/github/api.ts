import type { Answer } from '../../model/answer.ts'
import { unknown } from '../../model/answer.ts'
import type { RequestCount } from '../../model/facts.ts'
import {
  API_RETRIES,
  API_TIMEOUT_MS,
  MAX_API_BYTES,
  MAX_API_REQUESTS,
  MAX_CLOCK_SKEW_MS,
  MAX_RATE_WAIT_MS,
  MAX_UNANSWERED_WRITES,
  RESERVED_API_REQUESTS,
} from '../../model/limits.ts'
import { UsageError } from '../../model/usage-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { allPages, graphqlData, jsonOf } from './bodies.ts'
import type { Exchanged, HttpReply, HttpRequest, Transport } from './http.ts'
import type { Json } from './json.ts'
import { answerOf, saysWait } from './replies.ts'

/** How much time is left. `remainingMs` counts down to the end of the run, or of its last phase; `perRequestMs` is the most that one answer is waited for. */
export interface Budget {
  readonly signal?: AbortSignal
  readonly perRequestMs?: number
  remainingMs(): number
}

/** Where the API is, with which token, and what it runs on. `apiUrl` and `graphqlUrl` are those of the runner's environment. */
export interface ApiOptions {
  readonly apiUrl: string
  readonly graphqlUrl?: string
  readonly token: string
  readonly userAgent: string
  readonly clock: Clock
  readonly log: Log
  readonly transport: Transport
  readonly budget: Budget
}

/** One request. `repeatable` says that sending it twice does no harm; it is the default for GET only. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: Json
  readonly accept?: string
  readonly maxBytes?: number
  readonly repeatable?: boolean
}

/** The GitHub API: 2xx is found, 404 and 410 are absent, everything else is unknown with its reason. Never rejects. */
export interface GithubApi {
  /** Sends a request, waiting for rate limits within the budget and repeating what may be repeated. */
  send(request: ApiRequest): Promise<Answer<HttpReply>>
  /** Sends a request and reads the JSON of its reply. */
  json(request: ApiRequest): Promise<Answer<Json>>
  /** All items of a list, 100 per page; unknown when it goes on past MAX_API_PAGES pages. */
  pages(path: string): Promise<Answer<readonly Json[]>>
  /** The `data` of a GraphQL query; unknown when there are errors. */
  graphql(query: string, variables: Readonly<Record<string, Json>>): Promise<Answer<Json>>
  /** The same API with another budget: counters and rate limits are shared. */
  within(budget: Budget): GithubApi
  /** Requests sent so far. */
  requests(): readonly RequestCount[]
  /** Whether the token is that of an app or a workflow, which comments as a bot. */
  readonly actsAsBot: boolean
}

interface Shared {
  readonly options: ApiOptions
  readonly counts: Map<string, number>
  sent: number
  blockedUntilMs: number
  skewed: boolean
  writes: Promise<unknown>
}

const RATE_WAITS = 3
const BACKOFF_MS = 400
const RETRIED = new Set([500, 502, 503, 504])

/** Opens the API at `apiUrl`. Throws UsageError unless that is https, or http to a loopback address. */
export function createGithubApi(options: ApiOptions): GithubApi {
  checkUrl(options.apiUrl, 'GITHUB_API_URL')
  if (options.graphqlUrl !== undefined) checkUrl(options.graphqlUrl, 'GITHUB_GRAPHQL_URL')
  const shared: Shared = { options, counts: new Map(), sent: 0, blockedUntilMs: 0, skewed: false, writes: Promise.resolve() }
  return apiWithin(shared, options.budget)
}

function checkUrl(text: string, name: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const loopback = url !== undefined && /^(?:127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  const allowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)
  if (!allowed)
    throw new UsageError(`${name} is not an https address`, 'https://api.github.com, or http:// and a loopback address')
}

function apiWithin(shared: Shared, budget: Budget): GithubApi {
  const phase: Phase = { budget, unanswered: 0 }
  const send = (request: ApiRequest): Promise<Answer<HttpReply>> =>
    request.method === 'GET' || request.path === GRAPHQL ? attempt(shared, budget, request) : inTurn(shared, phase, request)
  const json = async (request: ApiRequest): Promise<Answer<Json>> => jsonOf(await send(request), request.path)
  return {
    send,
    json,
    pages: (path) => allPages(send, path),
    graphql: async (query, variables) =>
      graphqlData(await json({ method: 'POST', path: GRAPHQL, body: { query, variables }, repeatable: true })),
    within: (other) => apiWithin(shared, other),
    requests: () => [...shared.counts].map(([host, count]) => ({ host, count })),
    actsAsBot: shared.options.token.startsWith('ghs_'),
  }
}

const GRAPHQL = '/graphql'

/** A part of a run with a budget of its own, and how many writes in a row were not answered in it. */
interface Phase {
  readonly budget: Budget
  unanswered: number
}

/**
 * Writes go one after another: GitHub asks for that, and answers concurrent ones with a secondary rate limit. Where several in a row were
 * not answered, the rest are not sent: each would be waited for as long.
 */
function inTurn(shared: Shared, phase: Phase, request: ApiRequest): Promise<Answer<HttpReply>> {
  const turn = shared.writes.then(async () => {
    if (phase.unanswered >= MAX_UNANSWERED_WRITES)
      return unknown('timeout', `${request.method} ${request.path}`, `GitHub did not answer ${phase.unanswered} writes before it`)
    const answer = await attempt(shared, phase.budget, request)
    phase.unanswered = answer.kind === 'unknown' && answer.problem.kind === 'timeout' ? phase.unanswered + 1 : 0
    return answer
  })
  shared.writes = turn
  return turn
}

async function attempt(shared: Shared, budget: Budget, request: ApiRequest): Promise<Answer<HttpReply>> {
  const { clock, log } = shared.options
  const repeatable = request.repeatable ?? request.method === 'GET'
  let waits = 0
  for (let failures = 0; ; ) {
    const pause = shared.blockedUntilMs - clock.elapsedMs()
    if (pause > 0) {
      const seconds = Math.ceil(pause / 1000)
      if (pause > Math.min(budget.remainingMs(), MAX_RATE_WAIT_MS))
        return limited(request, `GitHub asks to wait ${seconds} s, longer than this run may take`)
      log.info(`GitHub asks to wait ${seconds} s (rate limit)`)
      await quietSleep(clock, pause, budget)
    }
    const allowed = request.method === 'GET' ? MAX_API_REQUESTS - RESERVED_API_REQUESTS : MAX_API_REQUESTS
    if (shared.sent >= allowed)
      return unknown('too-many', request.path, `this run may send ${allowed} such requests to the GitHub API`)
    const exchanged = await onceInTime(shared, budget, request)
    if (exchanged.kind === 'reply') compareClocks(shared, exchanged.reply)
    const waitMs = exchanged.kind === 'reply' ? saysWait(exchanged.reply, clock.now()) : undefined
    if (waitMs !== undefined) {
      shared.blockedUntilMs = clock.elapsedMs() + waitMs
      if (++waits > RATE_WAITS) return limited(request, `GitHub kept limiting the rate after ${RATE_WAITS} waits`)
    } else if (repeatable && failed(exchanged) && failures < API_RETRIES && budget.remainingMs() > 0) {
      failures++
      log.debug(`${request.method} ${request.path} failed, trying again`)
      await quietSleep(clock, BACKOFF_MS * 2 ** (failures - 1), budget)
    } else return answerOf(exchanged, `${request.method} ${request.path}`)
  }
}

/** Expiry is judged by this machine's clock: one that is wrong is at least said. */
function compareClocks(shared: Shared, reply: HttpReply): void {
  const skew = Date.parse(reply.headers.date ?? '') - shared.options.clock.now().getTime()
  if (shared.skewed || !(Math.abs(skew) > MAX_CLOCK_SKEW_MS)) return
  shared.skewed = true
  shared.options.log.warn(`the clock of this machine is ${Math.round(Math.abs(skew) / 1000)} s away from GitHub's`)
}

function limited(request: ApiRequest, detail: string): Answer<HttpReply> {
  return unknown('rate-limited', `${request.method} ${request.path}`, detail)
}

function failed(exchanged: Exchanged): boolean {
  if (exchanged.kind === 'reply') return RETRIED.has(exchanged.reply.status)
  return exchanged.kind === 'lost' || exchanged.kind === 'timeout'
}

async function quietSleep(clock: Clock, ms: number, budget: Budget): Promise<void> {
  try {
    await clock.sleep(Math.max(0, Math.min(ms, budget.remainingMs())), budget.signal)
  } catch (error) {
    if (budget.signal?.aborted !== true) throw error
  }
}

/** Nothing is sent when the time is over: a server that does not answer would be asked again by everything that is left to do. */
async function onceInTime(shared: Shared, budget: Budget, request: ApiRequest): Promise<Exchanged> {
  if (budget.remainingMs() <= 0) return { kind: 'aborted', detail: 'the time for this run is over' }
  return once(shared, budget, request)
}

async function once(shared: Shared, budget: Budget, request: ApiRequest): Promise<Exchanged> {
  const { options } = shared
  const base =
    request.path === GRAPHQL
      ? (options.graphqlUrl ?? `${trimmed(options.apiUrl)}/graphql`)
      : trimmed(options.apiUrl) + request.path
  let url = new URL(base)
  for (let hops = 0; ; hops++) {
    shared.sent++
    shared.counts.set(url.host, (shared.counts.get(url.host) ?? 0) + 1)
    const exchanged = await options.transport(httpRequest(options, budget, { request, url }))
    const next = exchanged.kind === 'reply' ? redirectOf(exchanged.reply, url, request.method) : undefined
    if (next === undefined || hops === 3) return exchanged
    url = next
  }
}

function httpRequest(options: ApiOptions, budget: Budget, target: { request: ApiRequest; url: URL }): HttpRequest {
  const { request, url } = target
  return {
    method: request.method,
    url,
    headers: {
      accept: request.accept ?? 'application/vnd.github+json',
      authorization: `Bearer ${options.token}`,
      'user-agent': options.userAgent,
      'x-github-api-version': '2022-11-28',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    maxBytes: request.maxBytes ?? MAX_API_BYTES,
    timeoutMs: Math.max(1, Math.ceil(Math.min(budget.perRequestMs ?? API_TIMEOUT_MS, API_TIMEOUT_MS, budget.remainingMs()))),
    ...(budget.signal === undefined ? {} : { signal: budget.signal }),
  }
}

/** A renamed repository answers with a redirect; it is followed only on the same origin, where the token belongs. */
function redirectOf(reply: HttpReply, from: URL, method: string): URL | undefined {
  const location = reply.headers.location
  const follows = [307, 308].includes(reply.status) || (method === 'GET' && [301, 302].includes(reply.status))
  if (!follows || location === undefined || !URL.canParse(location, from.href)) return undefined
  const next = new URL(location, from)
  return next.origin === from.origin ? next : undefined
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '')
}
