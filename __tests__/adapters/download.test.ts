import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { createDownload, type Download, type DownloadOptions } from '../../src/adapters/download.ts'
import { MAX_ATTEMPTS } from '../../src/model/limits.ts'
import { createHastyClock, createKeptLog } from '../fakes/registry-client.ts'
import type { Reaction } from '../fakes/registry-reaction.ts'
import { closeAll, openRegistry } from './registry/world.ts'

const downloads: Download[] = []
const servers: Server[] = []
afterEach(async () => {
  for (const download of downloads.splice(0)) download.close()
  for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed))
  await closeAll()
})

function open(options: Partial<DownloadOptions> = {}): Download {
  const always = { budget: { left: () => Number.POSITIVE_INFINITY }, clock: createHastyClock(), log: createKeptLog() }
  const download = createDownload({ environment: {}, ...always, ...options })
  downloads.push(download)
  return download
}

/** A server on this machine that always reacts so, and a download that may go there. */
async function here(reaction: Reaction, options: Partial<DownloadOptions> = {}) {
  const server = await openRegistry({ intercept: () => reaction })
  return { server, url: `${server.origin}/file`, download: open({ loopback: true, ...options }) }
}

const LIMITS = { maxBytes: 100 }

describe('a download', () => {
  test('is the bytes as they came, asked for without any credential', async () => {
    const { server, url, download } = await here({ body: Buffer.from([0, 255, 10]) })
    expect(await download(`${url}?sig=a%2Fb&x`, LIMITS)).toEqual({ kind: 'found', bytes: Buffer.from([0, 255, 10]) })
    expect(Object.keys(server.seen[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ])
    expect(String(server.seen[0]?.query)).toBe('sig=a%2Fb&x=')
    expect(download.requests()).toEqual([{ host: server.host, count: 1 }])
  })

  test('may be as large as its limit; one byte more could not be told', async () => {
    const full = await here({ body: 'x'.repeat(100) })
    expect(await full.download(full.url, LIMITS)).toMatchObject({ kind: 'found' })
    const over = await here({ body: 'x'.repeat(101) })
    expect(await over.download(over.url, LIMITS)).toMatchObject({ kind: 'trouble', problem: 'too-large' })
    const endless = await here({ body: 'x'.repeat(50), delivery: { kind: 'endless' } })
    expect(await endless.download(endless.url, LIMITS)).toMatchObject({ kind: 'trouble', problem: 'too-large' })
  })

  test('goes on this machine only to the hosts that are named', async () => {
    const { server, url } = await here({ body: 'x' })
    expect(await open({ loopback: [server.host] })(url, LIMITS)).toMatchObject({ kind: 'found' })
    for (const others of [[], ['127.0.0.1:1'], ['127.0.0.1']]) {
      expect(await open({ loopback: others })(url, LIMITS)).toMatchObject({ kind: 'trouble', problem: 'host-not-allowed' })
    }
  })

  test.each([400, 401, 403, 404, 410, 204, 206, 304])('that is answered %s is refused, once', async (status) => {
    const { server, url, download } = await here({ status })
    expect(await download(url, LIMITS)).toEqual({ kind: 'refused', status })
    expect(server.seen).toHaveLength(1)
  })

  test.each([301, 302, 303, 307, 308])('that is sent elsewhere with %s does not go there', async (status) => {
    const other = await openRegistry()
    const { url, download } = await here({ status, headers: { location: `${other.origin}/v2/` } })
    expect(await download(url, LIMITS)).toEqual({ kind: 'refused', status })
    expect(other.seen).toHaveLength(0)
  })

  test.each<[string, Reaction, string]>([
    ['429', { status: 429 }, 'rate-limited'],
    ['500', { status: 500 }, 'unreachable'],
    ['503', { status: 503 }, 'unreachable'],
    ['408', { status: 408 }, 'unreachable'],
    ['a cut connection', { delivery: { kind: 'reset' } }, 'unreachable'],
    ['a body cut short', { body: 'x'.repeat(50), delivery: { kind: 'truncated', after: 10 } }, 'unreachable'],
  ])('that meets %s is tried again and then could not be told', async (_, reaction, problem) => {
    const { server, url, download } = await here(reaction)
    expect(await download(url, LIMITS)).toMatchObject({ kind: 'trouble', problem })
    expect(server.seen).toHaveLength(MAX_ATTEMPTS)
  })

  test('whose body is encoded could not be told', async () => {
    const { url, download } = await here({ headers: { 'content-encoding': 'gzip' }, body: 'x' })
    expect(await download(url, LIMITS)).toMatchObject({ kind: 'trouble', problem: 'malformed' })
  })

  test('ends with its own time and with the time of the run', async () => {
    const slow = await here({ delivery: { kind: 'hanging' } })
    expect(await slow.download(slow.url, { maxBytes: 100, timeoutMs: 50 })).toMatchObject({ kind: 'trouble', problem: 'timeout' })
    const budget = { left: () => 40, signal: AbortSignal.timeout(40) }
    const late = await here({ delivery: { kind: 'hanging' } }, { budget })
    expect(await late.download(late.url, LIMITS)).toMatchObject({ kind: 'trouble', problem: 'timeout' })
    expect(late.server.seen.length).toBeLessThan(2)
  })
})

describe('an address that this run may not contact is never contacted', () => {
  const nowhere = () => Promise.reject(new Error('nothing may be resolved'))
  test.each([
    'http://example.com/file',
    'https://user@example.com/file',
    'https://user:password@example.com/file',
    'https://127.0.0.1/file',
    'https://localhost/file',
    'https://[::1]/file',
    'https://10.0.0.1/file',
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:10.0.0.1]/file',
    'https://2130706433/file',
    'https://0x7f.1/file',
    'https://exa\tmple.com/file',
    'https://example。com/file',
    'https:example.com/file',
    'https:\\\\example.com\\file',
    'https://example.com\\@evil.example/file',
    ' https://example.com/file',
    'ftp://example.com/file',
    'file:///etc/passwd',
    'data:,x',
    '//example.com/file',
    '',
  ])('%j', async (url) => {
    const download = open({ resolver: nowhere })
    expect(await download(url, LIMITS)).toMatchObject({ kind: 'trouble', problem: 'host-not-allowed' })
  })

  test.each([
    ['10.0.0.1'],
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['::ffff:127.0.0.1'],
    ['fd00:ec2::254'],
    ['140.82.112.3', '192.168.0.1'],
  ])('a name at %s', async (...addresses) => {
    const resolver = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    const download = open({ resolver, loopback: true })
    expect(await download('https://example.com/file', LIMITS)).toMatchObject({ kind: 'trouble', problem: 'host-not-allowed' })
  })

  test('this machine, unless told so', async () => {
    const server = await openRegistry({ intercept: () => ({ body: 'x' }) })
    expect(await open()(`${server.origin}/file`, LIMITS)).toMatchObject({ kind: 'trouble', problem: 'host-not-allowed' })
    expect(server.seen).toHaveLength(0)
    expect(await open({ loopback: true })(`${server.origin}/file`, LIMITS)).toMatchObject({ kind: 'found' })
  })
})

test('the proxy of the environment carries it, and its password stays out of the log', async () => {
  const targets: string[] = []
  const closed = createServer()
  const proxy = createServer().on('connect', (request: IncomingMessage, socket) => {
    targets.push(request.url ?? '')
    const upstream = connect((closed.address() as AddressInfo).port, '127.0.0.1', () => socket.end('HTTP/1.1 502 No\r\n\r\n'))
    for (const end of [socket, upstream]) end.on('error', () => end.destroy())
    socket.on('close', () => upstream.destroy())
  })
  servers.push(closed, proxy)
  await Promise.all(servers.map((server) => new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))))
  const log = createKeptLog()
  const environment = { HTTPS_PROXY: `http://user:secret-of-proxy@127.0.0.1:${(proxy.address() as AddressInfo).port}` }
  const download = open({ environment, log, resolver: () => Promise.reject(new Error('nothing may be resolved')) })
  expect(await download('https://example.com:443/file?sig=1', LIMITS)).toMatchObject({ kind: 'trouble', problem: 'unreachable' })
  expect(targets[0]).toBe('example.com:443')
  expect(log.secrets).toContain('secret-of-proxy')
})
