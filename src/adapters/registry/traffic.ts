import type { RequestCount } from '../../model/facts.ts'
import {
  MAX_ATTEMPTS,
  MAX_HOST_FAILURES,
  MAX_RETRY_AFTER_SECONDS,
  REQUESTS_IN_TOTAL,
  REQUESTS_PER_HOST,
} from '../../model/limits.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Exchange } from '../../ports/registry.ts'
import { hostOf } from './hosts.ts'
import { createPace, type Pace } from './pace.ts'
import { askedToWait, requestsLeft } from './rate-limits.ts'
import type { Secrets } from './secrets.ts'
import { createSlots, type Slots } from './slots.ts'
import type { Ask, Outcome, Reply, Transport } from './transport.ts'
import type { Trouble } from './trouble.ts'

/** The time that the run has. `left` is in milliseconds. */
export interface Budget {
  readonly signal?: AbortSignal
  left(): number
}

/** How many requests may be under way. */
export interface Concurrency {
  readonly perHost: number
  readonly total: number
}

/** Sends requests with patience: bounded concurrency, retries, pauses that registries ask for, and a record of it all. */
export interface Traffic {
  send(ask: Ask, what: string): Promise<Outcome>
  requests(): readonly RequestCount[]
  exchanges(): readonly Exchange[]
}

/** What traffic needs. */
export interface TrafficOptions {
  readonly transport: Transport
  readonly clock: Clock
  readonly budget: Budget
  readonly secrets: Secrets
  readonly log: Log
  readonly concurrency?: Concurrency
}

interface HostState {
  /** Questions that are being worked at: one that waits to ask again keeps its place. */
  readonly slots: Slots
  /** Requests under way. */
  readonly pace: Pace
  count: number
  replies: number
  pausedUntil: number
  failuresInARow: number
  warned: boolean
}

const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504])
const FIRST_PAUSE_MS = 300
const FEW_REQUESTS = 10

/** Traffic with at most so many requests per host and in total. */
export function createTraffic(options: TrafficOptions): Traffic {
  const limits = options.concurrency ?? { perHost: REQUESTS_PER_HOST, total: REQUESTS_IN_TOTAL }
  const hosts = new Map<string, HostState>()
  const road: Road = { ...options, all: createSlots(limits.total), exchanges: [] }
  const { redact } = options.secrets

  function stateOf(host: string): HostState {
    const state = hosts.get(host) ?? {
      slots: createSlots(limits.perHost),
      pace: createPace(limits.perHost),
      count: 0,
      replies: 0,
      pausedUntil: 0,
      failuresInARow: 0,
      warned: false,
    }
    hosts.set(host, state)
    return state
  }

  return {
    send(ask, what) {
      const state = stateOf(hostOf(ask.url))
      return state.slots.hold(1, () => attempts(road, state, { ask, what }))
    },
    requests: () => [...hosts].map(([host, { count }]) => ({ host, count })).filter(({ count }) => count > 0),
    exchanges: () => road.exchanges.map((one) => ({ ...one, what: redact(one.what), outcome: redact(one.outcome) })),
  }
}

interface Road extends TrafficOptions {
  readonly all: Slots
  readonly exchanges: Exchange[]
}

interface Errand {
  readonly ask: Ask
  readonly what: string
}

async function attempts(road: Road, state: HostState, errand: Errand): Promise<Outcome> {
  const { clock, budget } = road
  for (let attempt = 1; ; attempt++) {
    const repliesBefore = state.replies
    const outcome = await inTurn(road, state, errand)
    const wait = retryDelay(outcome, attempt, clock.now())
    const final = attempt >= MAX_ATTEMPTS || wait === undefined
    if (final || 'reply' in outcome) countFailure(state, outcome, repliesBefore)
    if (final || wait / 1000 > MAX_RETRY_AFTER_SECONDS || wait >= budget.left()) return outcome
    const asked = 'reply' in outcome && askedToWait(outcome.reply.headers, clock.now()) !== undefined
    const trouble = asked ? undefined : await pause(road, wait)
    if (trouble !== undefined) return { trouble }
  }
}

/** Requests fail in a row only when nothing was answered while they were under way: many are, and the slowest end last. */
function countFailure(state: HostState, outcome: Outcome, repliesBefore: number): void {
  if (!isDown(outcome)) state.failuresInARow = 0
  else if (state.replies === repliesBefore) state.failuresInARow++
}

/** Asks when it is its turn. What becomes known of the host while it waits for that, a pause or that it is down, holds for it as well. */
async function inTurn(road: Road, state: HostState, errand: Errand): Promise<Outcome> {
  for (;;) {
    const late = await pause(road, state.pausedUntil - road.clock.elapsedMs())
    if (late !== undefined) return { trouble: late }
    const outcome = await state.pace.hold((turn) =>
      road.all.hold(1, async () => {
        if (state.failuresInARow >= MAX_HOST_FAILURES) return { trouble: givenUp(hostOf(errand.ask.url)) }
        if (state.pausedUntil > road.clock.elapsedMs()) return undefined
        return once(road, state, { ...errand, turn })
      }),
    )
    if (outcome !== undefined) return outcome
  }
}

async function once(
  { transport, clock, budget, exchanges, log }: Road,
  state: HostState,
  { ask, what, turn }: Errand & { readonly turn: number },
): Promise<Outcome> {
  const began = clock.elapsedMs()
  state.count++
  const outcome = await transport.send(ask, budget.signal)
  const milliseconds = Math.round(clock.elapsedMs() - began)
  exchanges.push({ host: hostOf(ask.url), what, outcome: describe(outcome), milliseconds })
  warnOnce(log, state, { host: hostOf(ask.url), outcome })
  if ('reply' in outcome) heed(outcome.reply, state, { clock, budget, turn })
  return outcome
}

/** Does as a registry says that is asked too much, by a status that means it or by a time to stay away: before anything else is sent. */
function heed(
  { status, headers }: Reply,
  state: HostState,
  { clock, budget, turn }: Pick<Road, 'clock' | 'budget'> & { readonly turn: number },
): void {
  state.replies++
  const wait = RETRIED.has(status) ? askedToWait(headers, clock.now()) : undefined
  state.pace.answered(turn, status === 429 || status === 503 || wait !== undefined ? 'too many' : 'well')
  if (wait === undefined || wait / 1000 > MAX_RETRY_AFTER_SECONDS || wait >= budget.left()) return
  state.pausedUntil = Math.max(state.pausedUntil, clock.elapsedMs() + wait)
}

/** Says once per host that its limit is near, so that a later 429 surprises nobody. */
function warnOnce(log: Log, state: HostState, { host, outcome }: { readonly host: string; readonly outcome: Outcome }): void {
  const left = 'reply' in outcome ? requestsLeft(outcome.reply.headers) : undefined
  if (left === undefined || left > FEW_REQUESTS || state.warned) return
  state.warned = true
  log.warn(`${host} says that ${left} requests are left before it limits the rate`)
}

/** Waits; the trouble if there is not enough time left for that. */
async function pause({ clock, budget }: Road, milliseconds: number): Promise<Trouble | undefined> {
  if (milliseconds <= 0) return undefined
  if (milliseconds >= budget.left()) return { kind: 'timeout', detail: "the run's time would be up before a retry", again: false }
  try {
    await clock.sleep(milliseconds, budget.signal)
    return undefined
  } catch {
    return { kind: 'timeout', detail: "the run's time was up", again: false }
  }
}

function isDown(outcome: Outcome): boolean {
  return 'trouble' in outcome && (outcome.trouble.kind === 'unreachable' || outcome.trouble.kind === 'timeout')
}

/** Milliseconds until the next attempt; undefined when another attempt would not help. */
export function retryDelay(outcome: Outcome, attempt: number, now: Date): number | undefined {
  const backoff = FIRST_PAUSE_MS * 4 ** (attempt - 1)
  if ('trouble' in outcome) return outcome.trouble.again ? backoff : undefined
  if (!RETRIED.has(outcome.reply.status)) return undefined
  return askedToWait(outcome.reply.headers, now) ?? backoff
}

function describe(outcome: Outcome): string {
  if ('trouble' in outcome) return `${outcome.trouble.kind}: ${outcome.trouble.detail}`
  const { status, body } = outcome.reply
  return status === 200 && body.length > 0 ? `200, ${body.length} bytes` : String(status)
}

function givenUp(host: string): Trouble {
  const detail = `${host} was not asked: ${MAX_HOST_FAILURES} requests in a row had failed there`
  return { kind: 'unreachable', detail, again: false }
}
