import type { RequestCount } from '../../model/facts.ts'
import {
  MAX_ATTEMPTS,
  MAX_HOST_FAILURES,
  MAX_RETRY_AFTER_SECONDS,
  REQUESTS_IN_TOTAL,
  REQUESTS_PER_HOST,
} from '../../model/limits.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Exchange } from '../../ports/registry.ts'
import { hostOf } from './hosts.ts'
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
  readonly concurrency?: Concurrency
}

interface HostState {
  readonly slots: Slots
  count: number
  pausedUntil: number
  failuresInARow: number
}

const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504])
const FIRST_PAUSE_MS = 300

/** Traffic with at most so many requests per host and in total. */
export function createTraffic({ transport, clock, budget, secrets, concurrency }: TrafficOptions): Traffic {
  const limits = concurrency ?? { perHost: REQUESTS_PER_HOST, total: REQUESTS_IN_TOTAL }
  const hosts = new Map<string, HostState>()
  const all = createSlots(limits.total)
  const exchanges: Exchange[] = []

  function stateOf(host: string): HostState {
    const state = hosts.get(host) ?? { slots: createSlots(limits.perHost), count: 0, pausedUntil: 0, failuresInARow: 0 }
    hosts.set(host, state)
    return state
  }

  async function once(ask: Ask, what: string, state: HostState): Promise<Outcome> {
    const began = clock.elapsedMs()
    state.count++
    const outcome = await all.hold(1, () => transport.send(ask, budget.signal))
    const milliseconds = Math.round(clock.elapsedMs() - began)
    exchanges.push({ host: hostOf(ask.url), what, outcome: describe(outcome), milliseconds })
    return outcome
  }

  /** Waits; the trouble if there is not enough time left for that. */
  async function pause(milliseconds: number): Promise<Trouble | undefined> {
    if (milliseconds <= 0) return undefined
    if (milliseconds >= budget.left())
      return { kind: 'timeout', detail: "the run's time would be up before a retry", again: false }
    try {
      await clock.sleep(milliseconds, budget.signal)
      return undefined
    } catch {
      return { kind: 'timeout', detail: "the run's time was up", again: false }
    }
  }

  async function attempts(ask: Ask, what: string, state: HostState): Promise<Outcome> {
    for (let attempt = 1; ; attempt++) {
      if (state.failuresInARow >= MAX_HOST_FAILURES) return { trouble: givenUp(hostOf(ask.url)) }
      const late = await pause(state.pausedUntil - clock.elapsedMs())
      if (late !== undefined) return { trouble: late }
      const outcome = await once(ask, what, state)
      const wait = retryDelay(outcome, attempt, clock.now())
      const final = attempt >= MAX_ATTEMPTS || wait === undefined
      if (final || 'reply' in outcome) state.failuresInARow = isDown(outcome) ? state.failuresInARow + 1 : 0
      if (final) return outcome
      if (wait / 1000 > MAX_RETRY_AFTER_SECONDS || wait >= budget.left()) return outcome
      if ('reply' in outcome && outcome.reply.headers['retry-after'] !== undefined)
        state.pausedUntil = Math.max(state.pausedUntil, clock.elapsedMs() + wait)
      else {
        const trouble = await pause(wait)
        if (trouble !== undefined) return { trouble }
      }
    }
  }

  return {
    send(ask, what) {
      const state = stateOf(hostOf(ask.url))
      return state.slots.hold(1, () => attempts(ask, what, state))
    },
    requests: () => [...hosts].map(([host, { count }]) => ({ host, count })).filter(({ count }) => count > 0),
    exchanges: () => exchanges.map((one) => ({ ...one, what: secrets.redact(one.what), outcome: secrets.redact(one.outcome) })),
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
  return retryAfter(outcome.reply, now) ?? backoff
}

/** Milliseconds that `Retry-After` asks for (RFC 9110, 10.2.3: seconds or a date); undefined without a readable one. */
function retryAfter(reply: Reply, now: Date): number | undefined {
  const text = reply.headers['retry-after']
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime())
}

function describe(outcome: Outcome): string {
  if ('trouble' in outcome) return `${outcome.trouble.kind}: ${outcome.trouble.detail}`
  const { status, body } = outcome.reply
  return status === 200 && body.length > 0 ? `200, ${body.length} bytes` : String(status)
}

function givenUp(host: string): Trouble {
  const detail = `${host} was not asked: MAX_HOST_FAILURES (${MAX_HOST_FAILURES}) requests in a row had failed there`
  return { kind: 'unreachable', detail, again: false }
}
