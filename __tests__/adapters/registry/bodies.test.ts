import { afterEach, describe, expect, test } from '@jest/globals'
import type { Timeouts } from '../../../src/adapters/registry/transport.ts'
import { OCI_INDEX, pushImage } from '../../fakes/registry-push.ts'
import { gzipBomb, type Reaction, webPage } from '../../fakes/registry-reaction.ts'
import { closeAll, worldWith } from './world.ts'

afterEach(closeAll)

const EMPTY_INDEX = '{"schemaVersion":2,"manifests":[]}'
const index = (rest: Reaction): Reaction => ({ headers: { 'content-type': OCI_INDEX }, body: EMPTY_INDEX, ...rest })
const QUICK: Timeouts = { connect: 300, headers: 300, idle: 150, total: 600 }

describe('only a complete 200 is an answer', () => {
  test.each<[string, Reaction, string]>([
    ['200 with a web page', webPage(200), 'unsupported'],
    ['404 with a web page', webPage(404), 'malformed'],
    ['404 with a web page that calls itself text', { status: 404, body: '<!DOCTYPE html><p>' }, 'malformed'],
    ['403 with a web page', webPage(403), 'denied'],
    ['401 without a challenge', { status: 401 }, 'denied'],
    ['401 with a challenge that nobody knows', { status: 401, headers: { 'www-authenticate': 'Negotiate' } }, 'denied'],
    ['404 DENIED', { status: 404, json: { errors: [{ code: 'DENIED' }] } }, 'denied'],
    ['404 TOOMANYREQUESTS', { status: 404, json: { errors: [{ code: 'TOOMANYREQUESTS' }] } }, 'rate-limited'],
    ['429', { status: 429 }, 'rate-limited'],
    ['500', { status: 500 }, 'unreachable'],
    ['503', { status: 503 }, 'unreachable'],
    ['201', index({ status: 201 }), 'malformed'],
    ['204', { status: 204 }, 'malformed'],
    ['206', index({ status: 206 }), 'malformed'],
    ['304', { status: 304 }, 'malformed'],
    ['400', { status: 400 }, 'malformed'],
    ['a redirect to nowhere', { status: 302 }, 'malformed'],
    ['a redirect to itself', { status: 302, headers: { location: '/v2/app/manifests/v1' } }, 'too-many'],
    ['a body cut short', index({ delivery: { kind: 'truncated', after: 10 } }), 'unreachable'],
    ['a connection cut', { delivery: { kind: 'reset' } }, 'unreachable'],
    ['no HTTP at all', { delivery: { kind: 'raw', text: 'SSH-2.0-OpenSSH_9.9\r\n' } }, 'malformed'],
    ['an empty body', { headers: { 'content-type': OCI_INDEX } }, 'malformed'],
    ['headers without end', { headers: { 'x-long': 'x'.repeat(20_000) } }, 'too-large'],
    [
      'length and chunks at once',
      { delivery: { kind: 'raw', text: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' } },
      'malformed',
    ],
  ])('%s is unknown', async (_, reaction, kind) => {
    const { client, app } = await worldWith({ intercept: () => reaction })
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'unknown', problem: { kind } })
  })

  test.each<[string, Reaction]>([
    ['MANIFEST_UNKNOWN', { status: 404, json: { errors: [{ code: 'MANIFEST_UNKNOWN' }] } }],
    ['NAME_UNKNOWN', { status: 404, json: { errors: [{ code: 'NAME_UNKNOWN' }] } }],
    ['a plain 404', { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found' }],
  ])('%s is absent', async (_, reaction) => {
    const { client, app } = await worldWith({ intercept: () => reaction })
    expect(await client.manifest(app, { tag: 'v1' })).toEqual({ kind: 'absent' })
  })
})

describe('nothing is decompressed', () => {
  test.each(['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip, gzip', 'x-gzip'])(
    'Content-Encoding %s is refused',
    async (encoding) => {
      const { client, app } = await worldWith({
        intercept: () => index({ headers: { 'content-type': OCI_INDEX, 'content-encoding': encoding } }),
      })
      expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'unknown', problem: { kind: 'malformed' } })
    },
  )

  test('requests ask for identity, and a bomb stays a few kilobytes', async () => {
    const { client, app, registry } = await worldWith({ intercept: () => gzipBomb(64) })
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'unknown', problem: { kind: 'malformed' } })
    expect(registry.seen.map((one) => one.headers['accept-encoding'])).toEqual(['identity'])
  })

  test('an endless body ends at its limit', async () => {
    const { client, app, registry } = await worldWith({ intercept: () => index({ delivery: { kind: 'endless' } }) })
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'unknown', problem: { kind: 'too-large' } })
    expect(registry.seen).toHaveLength(1)
  })

  test('an endless error body ends too, and the error counts', async () => {
    const { client, app } = await worldWith({ intercept: () => ({ status: 403, delivery: { kind: 'endless' } }) })
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'unknown', problem: { kind: 'denied' } })
  })
})

describe('slow registries', () => {
  test.each<[string, Reaction, string]>([
    ['one that never answers', { delivery: { kind: 'hanging' } }, 'no answer within 0.3 s'],
    [
      'one that stops in the middle',
      index({ delivery: { kind: 'stalling', after: 5 } }),
      'no further byte of the answer within 0.15 s',
    ],
    ['one that drips', index({ delivery: { kind: 'dripping', everyMs: 50 } }), 'the answer was not complete within 0.6 s'],
  ])('%s is left in time', async (_, reaction, detail) => {
    const { client, app, registry } = await worldWith({ intercept: () => reaction }, { timeouts: QUICK })
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'unknown', problem: { kind: 'timeout', detail } })
    expect(registry.seen).toHaveLength(3)
  })

  test('a slow answer within the limits is an answer', async () => {
    const { client, app, registry } = await worldWith({ latency: 100 }, { timeouts: QUICK })
    pushImage(registry.content, 'app', { tag: 'v1' })
    expect((await client.manifest(app, { tag: 'v1' })).kind).toBe('found')
  })
})

test('connections are kept and used again', async () => {
  const { client, app, registry } = await worldWith()
  const images = Array.from({ length: 5 }, (_, at) => pushImage(registry.content, 'app', { seed: `${at}` }))
  for (const image of images) await client.manifest(app, image)
  expect(registry.connections()).toBe(1)
})

test('after a refused answer the client goes on', async () => {
  const { client, app, registry } = await worldWith({
    intercept: ({ path }) => (path.endsWith('/bad') ? index({ delivery: { kind: 'endless' } }) : undefined),
  })
  pushImage(registry.content, 'app', { tag: 'v1' })
  expect((await client.manifest(app, { tag: 'bad' })).kind).toBe('unknown')
  expect((await client.manifest(app, { tag: 'v1' })).kind).toBe('found')
})
