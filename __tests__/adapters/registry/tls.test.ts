import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { initializeCA } from '@sigstore/mock'
import { readProxies } from '../../../src/adapters/registry/proxies.ts'
import { closeAll, openClient } from './world.ts'

let tls: TlsServer
let proxy: Server
let reached = 0
const tunnels: { readonly target: string; readonly authorization: string | undefined }[] = []

beforeAll(async () => {
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const { rootCertificate } = await initializeCA(keys)
  const der = Buffer.from(rootCertificate.buffer, rootCertificate.byteOffset, rootCertificate.byteLength)
  const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
  tls = createTlsServer({ cert, key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) }, (_, response) => {
    reached++
    response.end('{}')
  })
  proxy = createServer()
  proxy.on('connect', (request: IncomingMessage, socket) => {
    tunnels.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] })
    const upstream = connect(portOf(tls), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(upstream).pipe(socket)
    })
    for (const end of [socket, upstream]) end.on('error', () => end.destroy())
  })
  await Promise.all([tls, proxy].map((server) => new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))))
})
afterEach(closeAll)
afterAll(async () => {
  tls.closeAllConnections()
  await Promise.all([tls, proxy].map((server) => new Promise((closed) => server.close(closed))))
})

function portOf(server: Server | TlsServer): number {
  return (server.address() as AddressInfo).port
}

test('a certificate that nobody vouches for ends the connection, even with NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
  const transport = join(import.meta.dirname, '../../../src/adapters/registry/transport.ts')
  const code = `
    import { createTransport } from ${JSON.stringify(transport)}
    const transport = createTransport({ environment: {}, resolver: async () => [{ address: '127.0.0.1', family: 4 }] })
    const ask = { method: 'GET', url: new URL('https://registry.test:${portOf(tls)}/'), headers: {}, maxBytes: 100, admittance: 'private' }
    console.log(JSON.stringify(await transport.send(ask)))`
  const env = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' }
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', '--input-type=module', '-e', code], { env })
  expect(JSON.parse(stdout)).toMatchObject({ trouble: { kind: 'unreachable', again: false } })
  expect(reached).toBe(0)
})

describe('proxies', () => {
  test('a proxy of the environment carries requests to public registries, is named in the log and resolves the names', async () => {
    const environment = { HTTPS_PROXY: `http://user:secret-of-proxy@127.0.0.1:${portOf(proxy)}` }
    const client = openClient([], { environment, resolver: () => Promise.reject(new Error('nothing may be resolved')) })
    expect(await client.manifest({ registry: 'ghcr.io', repository: 'a/b' }, { tag: 'v1' })).toMatchObject({
      kind: 'unknown',
      problem: { kind: 'unreachable', detail: expect.stringMatching(/SELF_SIGNED|UNABLE_TO|INVALID_PURPOSE/) },
    })
    expect(tunnels.at(-1)).toEqual({
      target: 'ghcr.io:443',
      authorization: `Basic ${Buffer.from('user:secret-of-proxy').toString('base64')}`,
    })
    expect(client.log.lines.join()).toContain(`http://127.0.0.1:${portOf(proxy)}`)
    expect(client.log.lines.join()).not.toContain('secret-of-proxy')
    expect(client.log.secrets).toContain('secret-of-proxy')
    expect(reached).toBe(0)
  })

  test('a proxy does not carry an address that this run may not contact', async () => {
    const environment = { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}` }
    const before = tunnels.length
    const client = openClient([], { environment, registries: [{ host: '10.0.0.1', allowPrivate: false }] })
    expect(await client.manifest({ registry: '10.0.0.1', repository: 'a' }, { tag: 'v1' })).toMatchObject({
      problem: { kind: 'host-not-allowed' },
    })
    expect(tunnels).toHaveLength(before)
  })

  test.each([
    ['ghcr.io', 'ghcr.io', false],
    ['.acme.example', 'registry.acme.example', false],
    ['acme.example', 'registry.acme.example', false],
    ['*.acme.example', 'registry.acme.example', false],
    ['acme.example', 'acme.example.evil', true],
    ['acme.example', 'notacme.example', true],
    ['registry.acme.example:5000', 'registry.acme.example:5000', false],
    ['registry.acme.example:5000', 'registry.acme.example', true],
    ['*', 'ghcr.io', false],
    ['', 'ghcr.io', true],
    ['', 'localhost:5000', false],
    ['', '127.0.0.1:5000', false],
  ])('NO_PROXY=%j: %s', (exceptions, host, through) => {
    const proxies = readProxies({ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: `first.example, ${exceptions}` })
    expect(proxies.applies(new URL(`https://${host}/`))).toBe(through)
  })

  test('extra certificates are named in the log', () => {
    const client = openClient([], { environment: { NODE_EXTRA_CA_CERTS: '/etc/ssl/acme.pem' } })
    expect(client.log.lines.join()).toContain('NODE_EXTRA_CA_CERTS (/etc/ssl/acme.pem)')
  })

  test('a proxy that is no HTTP URL is not used, and the log says so', () => {
    expect(readProxies({ HTTPS_PROXY: 'socks5://proxy:1080' })).toMatchObject({ note: expect.stringContaining('ignored') })
  })
})
