import { describe, expect, test } from '@jest/globals'
import { createSecrets } from '../../../src/adapters/registry/secrets.ts'
import { createTraffic, type Traffic } from '../../../src/adapters/registry/traffic.ts'
import type { Ask, Outcome, Transport } from '../../../src/adapters/registry/transport.ts'
import {
  MAX_ATTEMPTS,
  MAX_HOST_FAILURES,
  REQUESTS_AFTER_REFUSAL,
  REQUESTS_IN_TOTAL,
  REQUESTS_PER_HOST,
} from '../../../src/model/limits.ts'
import type { Clock } from '../../../src/ports/clock.ts'
import { createKeptLog } from '../../fakes/registry-client.ts'

interface Sent {
  readonly ask: Ask
  readonly end: (outcome: Outcome) => void
}

interface Stage {
  readonly traffic: Traffic
  /** Requests under way, oldest first. */
  readonly underWay: Sent[]
  /** Moves the time on and wakes who slept until then. */
  pass(milliseconds: number): Promise<void>
}

function stage(): Stage {
  const underWay: Sent[] = []
  const sleepers: { readonly until: number; readonly wake: () => void }[] = []
  let time = 0
  const clock: Clock = {
    now: () => new Date(Date.parse('2026-11-21T12:00:00Z') + time),
    elapsedMs: () => time,
    sleep: (milliseconds) => new Promise((wake) => sleepers.push({ until: time + milliseconds, wake })),
  }
  const transport: Transport = {
    proxies: { applies: () => false },
    close() {},
    send: (ask) => new Promise((end) => underWay.push({ ask, end })),
  }
  const log = createKeptLog()
  const budget = { left: () => Number.POSITIVE_INFINITY }
  const traffic = createTraffic({ transport, clock, budget, secrets: createSecrets(log), log })
  return {
    traffic,
    underWay,
    async pass(milliseconds) {
      time += milliseconds
      for (const one of sleepers.splice(0)) one.until <= time ? one.wake() : sleepers.push(one)
      await settled()
    },
  }
}

/** Lets everything happen that waits for nothing but its turn in this process. */
async function settled(): Promise<void> {
  for (let at = 0; at < 5; at++) await new Promise((next) => setImmediate(next))
}

function send({ traffic }: Stage, count: number, host = 'registry.test'): readonly Promise<Outcome>[] {
  const ask = (at: number): Ask => ({
    method: 'GET',
    url: new URL(`https://${host}/${at}`),
    headers: {},
    maxBytes: 100,
    admittance: 'public',
  })
  return Array.from({ length: count }, (_, at) => traffic.send(ask(at), `GET /${at}`))
}

function reply(status: number, headers: Readonly<Record<string, string>> = {}): Outcome {
  return { reply: { url: new URL('https://registry.test/'), status, headers, body: Buffer.alloc(0) } }
}

const DOWN: Outcome = { trouble: { kind: 'unreachable', detail: 'nobody there', again: false } }

async function end(sent: readonly Sent[], outcome: Outcome): Promise<void> {
  for (const one of sent) one.end(outcome)
  await settled()
}

describe('how many requests are under way', () => {
  test('REQUESTS_PER_HOST at one host, and the next one when one has ended', async () => {
    const on = stage()
    send(on, REQUESTS_PER_HOST + 1)
    await settled()
    expect(on.underWay).toHaveLength(REQUESTS_PER_HOST)
    await end(on.underWay.slice(0, 1), reply(200))
    expect(on.underWay).toHaveLength(REQUESTS_PER_HOST + 1)
  })

  test('REQUESTS_IN_TOTAL at all hosts, and the next one when one has ended', async () => {
    const on = stage()
    for (const host of ['a.test', 'b.test', 'c.test']) send(on, REQUESTS_PER_HOST, host)
    await settled()
    expect(on.underWay).toHaveLength(REQUESTS_IN_TOTAL)
    await end(on.underWay.slice(0, 1), reply(200))
    expect(on.underWay).toHaveLength(REQUESTS_IN_TOTAL + 1)
  })

  test.each([
    ['429', reply(429)],
    ['503', reply(503)],
    ['500 with Retry-After', reply(500, { 'retry-after': '1' })],
  ])('few at a host that answered %s, more while it answers, and as many as before elsewhere', async (_, refusal) => {
    const on = stage()
    const first = send(on, REQUESTS_PER_HOST)
    await settled()
    await end(on.underWay.splice(0), refusal)
    await on.pass(1000)
    expect(on.underWay).toHaveLength(REQUESTS_AFTER_REFUSAL)
    send(on, REQUESTS_PER_HOST, 'other.test')
    await settled()
    const others = on.underWay.splice(REQUESTS_AFTER_REFUSAL)
    expect(others).toHaveLength(REQUESTS_PER_HOST)
    await end(others, reply(200))
    await end(on.underWay.splice(0), reply(200))
    expect(on.underWay).toHaveLength(2 * REQUESTS_AFTER_REFUSAL)
    while (on.underWay.length > 0) await end(on.underWay.splice(0), reply(200))
    const outcomes = await Promise.all(first)
    expect(outcomes.every((one) => 'reply' in one && one.reply.status === 200)).toBe(true)
  })

  test('as many as before after an error that is none of these', async () => {
    const on = stage()
    send(on, 2 * REQUESTS_PER_HOST)
    await settled()
    await end(on.underWay.splice(0), reply(404))
    expect(on.underWay).toHaveLength(REQUESTS_PER_HOST)
  })
})

describe('a host that asks to be left alone', () => {
  const LATER = reply(429, { 'retry-after': '60' })

  test('is not asked by what waited for its turn meanwhile', async () => {
    const on = stage()
    send(on, REQUESTS_PER_HOST + 10)
    await settled()
    await end(on.underWay.splice(0, 1), LATER)
    await end(on.underWay.splice(0), reply(200))
    await on.pass(59_000)
    expect(on.underWay).toHaveLength(0)
    await on.pass(1000)
    expect(on.underWay).toHaveLength(REQUESTS_AFTER_REFUSAL)
  })

  test('is not asked by what waited for its turn at other hosts', async () => {
    const on = stage()
    for (const host of ['a.test', 'b.test']) send(on, REQUESTS_PER_HOST, host)
    send(on, 2, 'c.test')
    await settled()
    await end(on.underWay.splice(0, 1), reply(200))
    const [first] = on.underWay.splice(-1)
    expect(first?.ask.url.host).toBe('c.test')
    await end(first === undefined ? [] : [first], LATER)
    await end(on.underWay.splice(0), reply(200))
    expect(on.underWay).toHaveLength(0)
    await on.pass(60_000)
    expect(on.underWay).toHaveLength(2)
  })

  test('is left alone by the others, too, when it was its last word to one question', async () => {
    const on = stage()
    const [outcome] = send(on, 1)
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      await on.pass(60_000)
      await end(on.underWay.splice(0), LATER)
    }
    expect(await outcome).toMatchObject({ reply: { status: 429 } })
    send(on, 1)
    await settled()
    expect(on.underWay).toHaveLength(0)
  })

  test('sees no more at once when the time is over than a refusal leaves', async () => {
    const on = stage()
    send(on, 5 * REQUESTS_PER_HOST)
    await settled()
    await end(on.underWay.splice(0), LATER)
    await on.pass(60_000)
    expect(on.underWay).toHaveLength(REQUESTS_AFTER_REFUSAL)
  })
})

describe('requests that fail together', () => {
  test('give the host up when nothing was answered meanwhile: the next ones are unreachable at once', async () => {
    const on = stage()
    send(on, MAX_HOST_FAILURES)
    await settled()
    await end(on.underWay.splice(0), DOWN)
    const [next] = send(on, 1)
    expect(await next).toMatchObject({ trouble: { kind: 'unreachable', detail: expect.stringContaining('was not asked') } })
  })

  test('do not when others were answered while they were under way', async () => {
    const on = stage()
    send(on, REQUESTS_PER_HOST)
    await settled()
    await end(on.underWay.splice(MAX_HOST_FAILURES), reply(200))
    await end(on.underWay.splice(0), DOWN)
    send(on, 1)
    await settled()
    expect(on.underWay).toHaveLength(1)
  })

  test('give the host up for what waited for its turn as well', async () => {
    const on = stage()
    const outcomes = send(on, REQUESTS_PER_HOST + 1)
    await settled()
    await end(on.underWay.splice(0), DOWN)
    expect(on.underWay).toHaveLength(0)
    expect(await outcomes.at(-1)).toMatchObject({ trouble: { kind: 'unreachable' } })
  })
})
