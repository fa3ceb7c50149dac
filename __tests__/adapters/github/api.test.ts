import { describe, expect, test } from '@jest/globals'
import { createGithubApi } from '../../../src/adapters/github/api.ts'
import type { HttpReply, Transport } from '../../../src/adapters/github/http.ts'
import { createTransport } from '../../../src/adapters/github/http.ts'
import {
  API_RETRIES,
  MAX_API_PAGES,
  MAX_API_REQUESTS,
  MAX_CLOCK_SKEW_MS,
  MAX_RATE_WAIT_MS,
  RESERVED_API_REQUESTS,
} from '../../../src/model/limits.ts'
import { UsageError } from '../../../src/model/usage-error.ts'
import { patientClock, recordingLog } from '../../fakes/quiet.ts'
import type { World } from './world.ts'
import { problemOf, startWorld, valueIn } from './world.ts'

const TIP = { method: 'GET', path: '/repos/acme/shop/git/ref/heads/main' } as const

async function world(): Promise<World> {
  return startWorld({ 'a.yaml': '1\n' })
}

/** An API whose replies are written down before. */
function scripted(replies: readonly HttpReply[], clock = patientClock()) {
  const log = recordingLog()
  const asked: URL[] = []
  const transport: Transport = async ({ url }) => {
    const reply = replies[asked.length]
    asked.push(url)
    return reply === undefined ? { kind: 'lost', detail: 'nothing more is written down' } : { kind: 'reply', reply }
  }
  const options = { apiUrl: 'https://api.github.com', token: 'ghs_x', userAgent: 'u', clock, log, transport }
  return { api: createGithubApi({ ...options, budget: { remainingMs: () => 600_000 - clock.sleptMs() } }), asked, log }
}

describe('requests to the API', () => {
  test.each([
    ['https://api.github.com', true],
    ['https://ghes.example.com/api/v3', true],
    ['http://127.0.0.1:8080', true],
    ['http://[::1]:8080', true],
    ['http://localhost:8080', false],
    ['http://api.github.com', false],
    ['http://127.0.0.1.evil.example', false],
    ['ftp://api.github.com', false],
    ['', false],
  ])('%s as the address of the API: %s', (apiUrl, allowed) => {
    const options = {
      apiUrl,
      token: 't',
      userAgent: 'u',
      clock: patientClock(),
      log: recordingLog(),
      transport: createTransport(),
    }
    const open = () => createGithubApi({ ...options, budget: { remainingMs: () => 1 } })
    if (allowed) expect(open).not.toThrow()
    else expect(open).toThrow(UsageError)
  })

  test.each(['500', 'reset', 'truncate'] as const)('a read that fails with %s is sent again', async (fault) => {
    await using w = await world()
    w.github.plan([1, 2].map((nth) => ({ on: 'GET /git/ref', nth, do: fault })))
    expect((await w.api().json(TIP)).kind).toBe('found')
    expect(w.github.calls).toHaveLength(1 + API_RETRIES)
  })

  test('a read that keeps failing is unknown', async () => {
    await using w = await world()
    w.github.plan([{ on: 'GET /git/ref', do: '500' }])
    expect(problemOf(await w.api().json(TIP))).toBe('unreachable')
    expect(w.github.calls).toHaveLength(1 + API_RETRIES)
  })

  test.each(['500', 'reset', 'truncate'] as const)(
    'a write that fails with %s is not sent again: it may have been done',
    async (fault) => {
      await using w = await world()
      w.open({ changes: { 'a.yaml': '2\n' } })
      w.github.plan([{ on: 'POST /issues', do: fault }])
      const request = { method: 'POST', path: '/repos/acme/shop/issues/1/comments', body: { body: 'x' } } as const
      expect(problemOf(await w.api().send(request))).toBe('unreachable')
      expect(w.github.calls).toHaveLength(1)
    },
  )

  test.each(['429', 'secondary'] as const)('%s is waited for, also by writes, since nothing was done', async (fault) => {
    await using w = await world()
    w.open({ changes: { 'a.yaml': '2\n' } })
    w.github.plan([{ on: 'POST /issues', nth: 1, do: fault }])
    const request = { method: 'POST', path: '/repos/acme/shop/issues/1/comments', body: { body: 'x' } } as const
    expect((await w.api().send(request)).kind).toBe('found')
    expect(w.clock.sleptMs()).toBe(1000)
    expect(w.log.lines.join()).toContain('wait 1 s')
  })

  test('a wait that is longer than the run may take is not begun', async () => {
    await using w = await world()
    w.github.plan([{ on: 'GET /git/ref', do: 'secondary' }])
    const api = w.api(undefined, { budgetMs: 999 })
    expect(problemOf(await api.json(TIP))).toBe('rate-limited')
    expect(problemOf(await api.json(TIP))).toBe('rate-limited')
    expect([w.github.calls.length, w.clock.sleptMs()]).toEqual([1, 0])
  })

  test('a rate limit that does not end is given up', async () => {
    await using w = await world()
    w.github.plan([{ on: 'GET /git/ref', do: '429' }])
    expect(problemOf(await w.api().json(TIP))).toBe('rate-limited')
    expect(w.github.calls).toHaveLength(4)
  })

  test('an exhausted primary limit is unknown when its reset is beyond the budget', async () => {
    await using w = await startWorld({ 'a.yaml': '1\n' }, { limits: { requests: 2 } })
    const api = w.api()
    const answers = []
    for (let index = 0; index < 3; index++) answers.push((await api.json(TIP)).kind)
    expect(answers).toEqual(['found', 'found', 'unknown'])
  })

  test('too much created content in a minute is waited for', async () => {
    await using w = await startWorld({ 'a.yaml': '1\n' }, { limits: { creations: 2 } })
    w.open({ changes: { 'a.yaml': '2\n' } })
    const api = w.api()
    const create = () => api.send({ method: 'POST', path: '/repos/acme/shop/issues/1/comments', body: { body: 'x' } })
    const answers = await Promise.all([create(), create(), create()])
    expect(answers.map((answer) => answer.kind)).toEqual(['found', 'found', 'found'])
    expect(w.clock.sleptMs()).toBeGreaterThanOrEqual(60_000)
  })

  test('the last allowed read is sent, one more is refused here, and writes still go through', async () => {
    await using w = await startWorld({ 'a.yaml': '1\n' }, { limits: { requests: 10_000 } })
    w.open({ changes: { 'a.yaml': '2\n' } })
    const api = w.api()
    const reads = MAX_API_REQUESTS - RESERVED_API_REQUESTS
    const answers = []
    for (let index = 0; index <= reads; index++) answers.push(await api.json(TIP))
    expect(answers[reads - 1]?.kind).toBe('found')
    expect(problemOf(answers[reads])).toBe('too-many')
    expect(JSON.stringify(answers[reads])).toContain(String(reads))
    const write = { method: 'PATCH', path: '/repos/acme/shop/check-runs/1', body: { status: 'in_progress' } } as const
    for (let index = 0; index < RESERVED_API_REQUESTS; index++) expect((await api.send(write)).kind).toBe('absent')
    expect(problemOf(await api.send(write))).toBe('too-many')
  })

  test.each([
    [MAX_RATE_WAIT_MS, 'found'],
    [MAX_RATE_WAIT_MS + 1000, 'unknown'],
  ])('a wait of %s ms for a rate limit: %s', async (wait, kind) => {
    const clock = patientClock()
    const limited = { status: 403, headers: { 'retry-after': String(wait / 1000) }, bytes: Buffer.from('{}') }
    const api = scripted([limited, { status: 200, headers: {}, bytes: Buffer.from('{}') }], clock)
    expect((await api.api.json(TIP)).kind).toBe(kind)
  })

  test('without a time to wait for, it waits a minute', async () => {
    const clock = patientClock()
    const limited = { status: 429, headers: {}, bytes: Buffer.from('{}') }
    const api = scripted([limited, { status: 200, headers: {}, bytes: Buffer.from('{}') }], clock)
    expect((await api.api.json(TIP)).kind).toBe('found')
    expect(clock.sleptMs()).toBe(60_000)
  })

  test('a renamed repository is followed on the same origin, and the token goes nowhere else', async () => {
    const to = (location: string) => ({ status: 301, headers: { location }, bytes: Buffer.from('{}') })
    const ok = { status: 200, headers: {}, bytes: Buffer.from('{}') }
    const same = scripted([to('https://api.github.com/repositories/1'), ok])
    expect((await same.api.json(TIP)).kind).toBe('found')
    expect(same.asked.map((url) => url.href)[1]).toBe('https://api.github.com/repositories/1')
    for (const elsewhere of ['https://evil.example/x', 'http://api.github.com/x', 'https://api.github.com:444/x']) {
      const other = scripted([to(elsewhere), ok])
      expect(problemOf(await other.api.json(TIP))).toBe('unsupported')
      expect(other.asked).toHaveLength(1)
    }
    const circle = scripted(Array(9).fill(to('https://api.github.com/again')))
    expect(problemOf(await circle.api.json(TIP))).toBe('unsupported')
    expect(circle.asked).toHaveLength(4)
  })

  test.each([
    [MAX_CLOCK_SKEW_MS, 0],
    [MAX_CLOCK_SKEW_MS + 1000, 1],
    [-MAX_CLOCK_SKEW_MS - 1000, 1],
  ])('a clock that is %s ms away from GitHub is said %s times', async (skew, times) => {
    const clock = patientClock()
    const date = new Date(clock.now().getTime() + skew).toUTCString()
    const { api, log } = scripted(Array(3).fill({ status: 200, headers: { date }, bytes: Buffer.from('{}') }), clock)
    for (let count = 0; count < 3; count++) await api.json(TIP)
    expect(log.lines.filter((line) => line.includes('clock'))).toHaveLength(times)
  })

  test('a write is not redirected by a status that turns it into a read', async () => {
    const moved = { status: 302, headers: { location: 'https://api.github.com/x' }, bytes: Buffer.from('{}') }
    const { api, asked } = scripted([moved])
    expect(problemOf(await api.send({ method: 'POST', path: '/x', body: {} }))).toBe('unsupported')
    expect(asked).toHaveLength(1)
  })

  test.each([
    [1000, 'found'],
    [1001, 'unknown'],
  ])('an answer of %s bytes where 1000 are allowed: %s', async (size, kind) => {
    await using w = await startWorld({ 'a.yaml': 'x'.repeat(size) })
    const blob = [...w.repository.store.blobs].find(([, bytes]) => bytes.byteLength === size)?.[0]
    const accept = 'application/vnd.github.raw+json'
    const answer = await w.api().send({ method: 'GET', path: `/repos/acme/shop/git/blobs/${blob}`, accept, maxBytes: 1000 })
    expect(answer.kind).toBe(kind)
    if (kind === 'unknown') expect([problemOf(answer), JSON.stringify(answer).includes('1000')]).toEqual(['too-large', true])
  })

  test('the last allowed page is read, one more is unknown', async () => {
    await using w = await startWorld({ 'a.yaml': '1\n' }, { limits: { requests: 10_000 } })
    const { pull } = w.open({ changes: { 'a.yaml': '2\n' } })
    const author = { login: 'x', id: 1, type: 'User' } as const
    for (let id = 0; id < MAX_API_PAGES * 100; id++) pull.issueComments.push({ id, author, body: '' })
    const path = '/repos/acme/shop/issues/1/comments'
    expect(valueIn(await w.api().pages(path))).toHaveLength(MAX_API_PAGES * 100)
    pull.issueComments.push({ id: 1, author, body: '' })
    expect(problemOf(await w.api().pages(path))).toBe('too-many')
  })

  test('an answer that never comes is a timeout', async () => {
    await using w = await world()
    w.github.plan([{ on: 'GET /git/ref', do: 'hang' }])
    const signal = AbortSignal.timeout(50)
    const api = w.api().within({ signal, remainingMs: () => 10_000 })
    expect(problemOf(await api.json(TIP))).toBe('timeout')
    expect(problemOf(await api.json(TIP))).toBe('timeout')
    expect(w.github.calls).toHaveLength(1)
  })

  test('a bad token is denied, and the token is in no message', async () => {
    await using w = await world()
    const secret = 'ghs_canary0123456789'
    const options = { userAgent: 'u', clock: w.clock, log: w.log, transport: createTransport() }
    const api = createGithubApi({ ...options, apiUrl: w.github.url, token: secret, budget: { remainingMs: () => 1000 } })
    const answer = await api.json(TIP)
    expect(problemOf(answer)).toBe('denied')
    expect(JSON.stringify([answer, w.log.lines])).not.toContain(secret)
  })

  test('a budget is what a clock says: milliseconds with a fraction', async () => {
    await using w = await world()
    expect(
      (
        await w
          .api()
          .within({ remainingMs: () => 19431.276310999998 })
          .json(TIP)
      ).kind,
    ).toBe('found')
  })

  test('requests are counted by host', async () => {
    await using w = await world()
    const api = w.api()
    await api.json(TIP)
    await api.within({ remainingMs: () => 1000 }).json(TIP)
    expect(api.requests()).toEqual([{ host: new URL(w.github.url).host, count: 2 }])
  })
})
