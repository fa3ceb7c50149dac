import { afterEach, describe, expect, test } from '@jest/globals'
import { MAX_ATTEMPTS, MAX_HOST_FAILURES, MAX_RETRY_AFTER_SECONDS } from '../../../src/model/limits.ts'
import { pushImage } from '../../fakes/registry-push.ts'
import type { Reaction } from '../../fakes/registry-reaction.ts'
import { closeAll, openClient, openRegistry, worldWith } from './world.ts'

afterEach(closeAll)

function failingFirst(times: number, reaction: Reaction) {
  return { intercept: (_: unknown, nth: number) => (nth <= times ? reaction : undefined) }
}

describe('a registry in trouble is asked again', () => {
  test.each<[string, Reaction]>([
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['a cut connection', { delivery: { kind: 'reset' } }],
    ['a body cut short', { body: 'x'.repeat(50), delivery: { kind: 'truncated', after: 10 } }],
  ])('%s', async (_, reaction) => {
    const { client, app, registry } = await worldWith(failingFirst(MAX_ATTEMPTS - 1, reaction))
    pushImage(registry.content, 'app', { tag: 'v1' })
    expect((await client.manifest(app, { tag: 'v1' })).kind).toBe('found')
    expect(client.clock.slept).toEqual([300, 1200])
  })

  test('and is unverified after MAX_ATTEMPTS', async () => {
    const { client, app, registry } = await worldWith(failingFirst(MAX_ATTEMPTS, { status: 503 }))
    pushImage(registry.content, 'app', { tag: 'v1' })
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'unknown', problem: { kind: 'unreachable' } })
    expect(registry.seen).toHaveLength(MAX_ATTEMPTS)
  })

  test.each([400, 401, 403, 404, 410])('but not after %s', async (status) => {
    const { client, app, registry } = await worldWith(failingFirst(9, { status }))
    await client.manifest(app, { tag: 'v1' })
    expect(registry.seen).toHaveLength(1)
  })

  test('an error is not kept: a later question asks anew (T76)', async () => {
    const { client, app, registry } = await worldWith(failingFirst(MAX_ATTEMPTS, { status: 503 }))
    pushImage(registry.content, 'app', { tag: 'v1' })
    expect((await client.manifest(app, { tag: 'v1' })).kind).toBe('unknown')
    expect((await client.manifest(app, { tag: 'v1' })).kind).toBe('found')
  })
})

describe('Retry-After', () => {
  const askingFor = (value: string) => failingFirst(1, { status: 429, headers: { 'retry-after': value } })

  test.each([
    ['7', 7000],
    ['Sat, 21 Nov 2026 12:00:20 GMT', 20_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['soon', 300],
    [`${MAX_RETRY_AFTER_SECONDS}`, MAX_RETRY_AFTER_SECONDS * 1000],
  ])('%s is waited for', async (value, milliseconds) => {
    const { client, app, registry } = await worldWith(askingFor(value))
    pushImage(registry.content, 'app', { tag: 'v1' })
    expect((await client.manifest(app, { tag: 'v1' })).kind).toBe('found')
    const waited = client.clock.slept.reduce((sum, one) => sum + one, 0)
    expect(Math.abs(waited - milliseconds)).toBeLessThan(200)
  })

  test('beyond MAX_RETRY_AFTER_SECONDS is not waited for', async () => {
    const { client, app } = await worldWith(askingFor(`${MAX_RETRY_AFTER_SECONDS + 1}`))
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'unknown', problem: { kind: 'rate-limited' } })
    expect(client.clock.slept).toEqual([])
  })

  test("beyond the run's time is not waited for", async () => {
    const { client, app } = await worldWith(askingFor('30'), { budget: { left: () => 20_000 } })
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'unknown', problem: { kind: 'rate-limited' } })
    expect(client.clock.slept).toEqual([])
  })

  test('holds for every question to that host', async () => {
    const { client, app, registry } = await worldWith({
      intercept: ({ path }, nth) =>
        path.endsWith('/v0') && nth === 1 ? { status: 429, headers: { 'retry-after': '60' } } : undefined,
    })
    for (const tag of ['v0', 'v1']) pushImage(registry.content, 'app', { tag })
    const first = client.manifest(app, { tag: 'v0' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    await client.manifest(app, { tag: 'v1' })
    await first
    expect(client.clock.slept.filter((one) => one > 50_000)).toHaveLength(2)
  })
})

describe('rate limits', () => {
  const resetAt = (name: string, value: string) => failingFirst(1, { status: 429, headers: { [name]: value } })

  test.each([
    ['x-retry-after', `${Date.parse('2026-11-21T12:00:15Z') / 1000}`, 15_000],
    ['ratelimit-reset', '9', 9000],
    ['x-ratelimit-reset', `${Date.parse('2026-11-21T12:00:30Z') / 1000}`, 30_000],
  ])('%s: %s is waited for', async (name, value, milliseconds) => {
    const { client, app, registry } = await worldWith(resetAt(name, value))
    pushImage(registry.content, 'app', { tag: 'v1' })
    expect((await client.manifest(app, { tag: 'v1' })).kind).toBe('found')
    const waited = client.clock.slept.reduce((sum, one) => sum + one, 0)
    expect(Math.abs(waited - milliseconds)).toBeLessThan(200)
  })

  test.each([
    ['3;w=21600', 1],
    ['0', 1],
    ['76;w=21600', 0],
    ['many', 0],
  ])('ratelimit-remaining: %s is said %s times', async (remaining, times) => {
    const { client, app } = await worldWith({ intercept: () => ({ status: 404, headers: { 'ratelimit-remaining': remaining } }) })
    await client.tagDigest(app, 'v1')
    await client.tagDigest(app, 'v2')
    expect(client.log.lines).toHaveLength(times)
  })
})

test("when the run's time is up, open requests end and nothing more is asked", async () => {
  const stop = new AbortController()
  const { client, app, registry } = await worldWith(
    { intercept: () => ({ delivery: { kind: 'hanging' } }) },
    { budget: { signal: stop.signal, left: () => 60_000 } },
  )
  const asked = client.manifest(app, { tag: 'v1' })
  setTimeout(() => stop.abort(), 50)
  expect(await asked).toMatchObject({ kind: 'unknown', problem: { kind: 'timeout', detail: "the run's time was up" } })
  expect(await client.manifest(app, { tag: 'v2' })).toMatchObject({ kind: 'unknown', problem: { kind: 'timeout' } })
  expect(registry.seen).toHaveLength(1)
})

test('a host that is down is given up after MAX_HOST_FAILURES, and what follows is unverified at once', async () => {
  const client = openClient(['127.0.0.1:1'])
  const down = { registry: '127.0.0.1:1', repository: 'app' }
  for (let at = 0; at < MAX_HOST_FAILURES; at++) await client.manifest(down, { tag: `v${at}` })
  expect(client.requests()).toEqual([{ host: '127.0.0.1:1', count: MAX_HOST_FAILURES * MAX_ATTEMPTS }])
  expect(await client.manifest(down, { tag: 'next' })).toMatchObject({
    kind: 'unknown',
    problem: { kind: 'unreachable', detail: expect.stringContaining('5') },
  })
  expect(client.requests()).toEqual([{ host: '127.0.0.1:1', count: MAX_HOST_FAILURES * MAX_ATTEMPTS }])
})

test('answers in between keep a shaky host alive', async () => {
  const { client, app, registry } = await worldWith({
    intercept: ({ path }) => (path.includes('bad') ? { delivery: { kind: 'reset' } } : undefined),
  })
  pushImage(registry.content, 'app', { tag: 'v1' })
  for (let at = 0; at < MAX_HOST_FAILURES + 2; at++) {
    await client.manifest(app, { tag: `bad${at}` })
    await client.tagDigest(app, `none${at}`)
  }
  expect((await client.manifest(app, { tag: 'v1' })).kind).toBe('found')
})

test('so many requests are under way at one host, and not one more', async () => {
  let underWay = 0
  let most = 0
  const { client, app, registry } = await worldWith({ latency: 15 }, { concurrency: { perHost: 4, total: 32 } })
  const images = Array.from({ length: 24 }, (_, at) => pushImage(registry.content, 'app', { seed: `${at}` }))
  registry.watch((delta) => {
    underWay += delta
    most = Math.max(most, underWay)
  })
  await Promise.all(images.map((image) => client.manifest(app, image)))
  expect(most).toBe(4)
})

test('so many requests are under way at all hosts together, and not one more', async () => {
  let underWay = 0
  let most = 0
  const registries = [await openRegistry({ latency: 15 }), await openRegistry({ latency: 15 })]
  const client = openClient(
    registries.map((one) => one.host),
    { concurrency: { perHost: 4, total: 5 } },
  )
  for (const registry of registries)
    registry.watch((delta) => {
      underWay += delta
      most = Math.max(most, underWay)
    })
  const asked = registries.flatMap(({ host }) =>
    Array.from({ length: 12 }, (_, at) => client.tagDigest({ registry: host, repository: 'app' }, `v${at}`)),
  )
  expect(new Set((await Promise.all(asked)).map((one) => one.kind))).toEqual(new Set(['absent']))
  expect(most).toBe(5)
})
