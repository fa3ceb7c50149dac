import { afterEach, describe, expect, test } from '@jest/globals'
import { createTransport } from '../../../src/adapters/registry/transport.ts'
import type { Digest } from '../../../src/model/image-name.ts'
import { pushImage } from '../../fakes/registry-push.ts'
import { closeAll, openClient, openRegistry, passwords, worldWith } from './world.ts'

afterEach(closeAll)

const notAllowed = { kind: 'unknown', problem: { kind: 'host-not-allowed' } }
const DIGEST = `sha256:${'ab'.repeat(32)}` as Digest

describe('a host that is not allowed is not contacted', () => {
  test.each(['evil.example', '169.254.169.254', '127.0.0.1', 'localhost', '[::1]', '10.0.0.1', 'registry.internal:5000'])(
    '%s',
    async (registry) => {
      const client = openClient([], { resolver: () => Promise.reject(new Error('nothing may be resolved')) })
      const repository = { registry, repository: 'app' }
      const answers = [
        await client.manifest(repository, { tag: 'v1' }),
        await client.manifest(repository, { digest: DIGEST }),
        await client.tagDigest(repository, 'v1'),
        await client.blob(repository, DIGEST, 10),
        await client.referrers(repository, DIGEST),
      ]
      for (const answer of answers) expect(answer).toMatchObject(notAllowed)
      expect(client.requests()).toEqual([])
    },
  )
})

describe('every address of an allowed host must be allowed, and it is the one that is dialled', () => {
  const answerWith =
    (...addresses: readonly string[]) =>
    () =>
      Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))

  test.each([
    ['a private address', ['10.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['a public and a private address', ['140.82.112.3', '127.0.0.1']],
    ['an embedded IPv4 address', ['::ffff:127.0.0.1']],
  ])('a public registry at %s is not contacted', async (_, addresses) => {
    const client = openClient([], { resolver: answerWith(...addresses) })
    expect(await client.manifest({ registry: 'ghcr.io', repository: 'a/b' }, { tag: 'v1' })).toMatchObject(notAllowed)
  })

  test('a listed private host at the metadata service is not contacted', async () => {
    const client = openClient(['registry.internal'], { resolver: answerWith('169.254.169.254') })
    expect(await client.manifest({ registry: 'registry.internal', repository: 'a' }, { tag: 'v1' })).toMatchObject(notAllowed)
  })

  test('a host without addresses is unreachable', async () => {
    const client = openClient([], { resolver: answerWith() })
    expect(await client.manifest({ registry: 'ghcr.io', repository: 'a/b' }, { tag: 'v1' })).toMatchObject({
      kind: 'unknown',
      problem: { kind: 'unreachable' },
    })
  })

  test('localhost is resolved once, to loopback only, and not asked by name again', async () => {
    const registry = await openRegistry()
    const image = pushImage(registry.content, 'app', { tag: 'v1' })
    const host = registry.host.replace('127.0.0.1', 'localhost')
    let resolved = 0
    const rebinding = () => Promise.resolve([{ address: ++resolved === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }])
    const client = openClient([host], { resolver: rebinding })
    expect(await client.manifest({ registry: host, repository: 'app' }, { tag: 'v1' })).toMatchObject({
      kind: 'found',
      value: { digest: image.digest },
    })
    expect(resolved).toBe(1)
  })

  test('a name for localhost that leads elsewhere is not contacted in clear text', async () => {
    const client = openClient(['localhost:5000'], { resolver: answerWith('8.8.8.8') })
    expect(await client.manifest({ registry: 'localhost:5000', repository: 'app' }, { tag: 'v1' })).toMatchObject(notAllowed)
  })
})

test('an address that is written out is checked although nothing is resolved', async () => {
  const transport = createTransport({ environment: {} })
  for (const host of ['169.254.169.254', '127.0.0.1:1', '[::1]:1', '[::ffff:127.0.0.1]:1', '10.0.0.1']) {
    const ask = { method: 'GET', url: new URL(`https://${host}/`), headers: {}, maxBytes: 1, admittance: 'public' } as const
    expect(await transport.send(ask)).toMatchObject({ trouble: { kind: 'host-not-allowed' } })
  }
  transport.close()
})

describe('redirects', () => {
  test('of a blob go to the CDN without any credential, and the bytes are judged by their digest', async () => {
    const cdn = await openRegistry()
    const registry = await openRegistry({ auth: { kind: 'basic', user: 'robot', password: 'pass' }, blobsFrom: cdn.origin })
    const { digest } = registry.content.blob('app', 'payload')
    cdn.content.blob('app', 'payload')
    const client = openClient([registry.host, cdn.host], passwords({ [registry.host]: 'robot:pass' }))
    expect((await client.blob({ registry: registry.host, repository: 'app' }, digest, 100)).kind).toBe('found')
    expect(cdn.seen).toHaveLength(1)
    expect(Object.keys(cdn.seen[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ])
  })

  test('of a blob to a CDN with other bytes leave it unverified', async () => {
    const cdn = await openRegistry()
    const registry = await openRegistry({ blobsFrom: cdn.origin })
    const { digest } = registry.content.blob('app', 'payload')
    cdn.content.blob('app', 'payload')
    cdn.content.forge('app', digest, 'other')
    const client = openClient([registry.host, cdn.host])
    expect(await client.blob({ registry: registry.host, repository: 'app' }, digest, 100)).toMatchObject({
      problem: { kind: 'digest-mismatch' },
    })
  })

  test.each([
    ['a private address that nobody listed', 'http://127.0.0.1:9/x'],
    ['the metadata service', 'http://169.254.169.254/latest/meta-data'],
    ['the metadata service over HTTPS', 'https://169.254.169.254/latest'],
    ['a host in clear text', 'http://cdn.example/x'],
    ['a host with a password in the URL', 'https://user:pass@cdn.example/x'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:application/octet-stream,payload'],
  ])('to %s are not followed', async (_, location) => {
    const { client, app } = await worldWith({ intercept: () => ({ status: 307, headers: { location } }) })
    expect(await client.blob(app, DIGEST, 100)).toMatchObject(notAllowed)
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject(notAllowed)
  })

  test('are followed three times and not a fourth', async () => {
    const hops = (limit: number) => (seen: { path: string }) => {
      const hop = Number(/hop(\d+)$/.exec(seen.path)?.[1] ?? 0)
      return hop < limit
        ? { status: 302, headers: { location: `/v2/app/blobs/hop${hop + 1}` } }
        : { status: 200, body: 'payload' }
    }
    for (const [limit, kind] of [
      [3, 'found'],
      [4, 'unknown'],
    ] as const) {
      const { client, app, registry } = await worldWith({ intercept: hops(limit) })
      const { digest } = registry.content.blob('app', 'payload')
      expect((await client.blob(app, digest, 100)).kind).toBe(kind)
    }
  })

  test('keep the credential only at the same origin', async () => {
    const other = await openRegistry({ intercept: () => ({ body: 'payload' }) })
    const registry = await openRegistry({
      auth: { kind: 'basic', user: 'robot', password: 'pass' },
      intercept: ({ path, headers }) => {
        if (headers.authorization === undefined) return undefined
        if (path.includes('/first/')) return { status: 302, headers: { location: `${other.origin}/elsewhere` } }
        return { status: 302, headers: { location: '/v2/app/first/x' } }
      },
    })
    const { digest } = registry.content.blob('app', 'payload')
    const client = openClient([registry.host, other.host], passwords({ [registry.host]: 'robot:pass' }))
    expect((await client.blob({ registry: registry.host, repository: 'app' }, digest, 100)).kind).toBe('found')
    expect(registry.seen.at(-1)?.headers.authorization).toMatch(/^Basic /)
    expect(other.seen[0]?.headers.authorization).toBeUndefined()
  })

  test('of the token service are not followed', async () => {
    const registry = await openRegistry({
      auth: { kind: 'bearer' },
      intercept: ({ path }) => (path === '/token' ? { status: 302, headers: { location: '/token2' } } : undefined),
    })
    const client = openClient([registry.host])
    expect((await client.manifest({ registry: registry.host, repository: 'app' }, { tag: 'v1' })).kind).toBe('unknown')
    expect(registry.seen.map((one) => one.path)).not.toContain('/token2')
  })
})

test('a mirror is asked instead of the registry, under its own host, and the record says so', async () => {
  const mirror = await openRegistry()
  const image = pushImage(mirror.content, 'library/nginx', { tag: '1.27' })
  const registries = [{ host: mirror.host, allowPrivate: true, mirrorOf: 'docker.io' }]
  const client = openClient([], { registries })
  const nginx = { registry: 'docker.io', repository: 'library/nginx' }
  expect(await client.manifest(nginx, { tag: '1.27' })).toMatchObject({ kind: 'found', value: { digest: image.digest } })
  expect(client.requests()).toEqual([{ host: mirror.host, count: 1 }])
  expect(client.exchanges()).toMatchObject([
    { host: mirror.host, what: 'GET /v2/library/nginx/manifests/1.27', outcome: `200, ${image.bytes.length} bytes` },
  ])
})

test('a mirror that does not have an image answers for it', async () => {
  const mirror = await openRegistry()
  const client = openClient([], { registries: [{ host: mirror.host, allowPrivate: true, mirrorOf: 'docker.io' }] })
  expect(await client.manifest({ registry: 'docker.io', repository: 'library/none' }, { tag: '1' })).toEqual({ kind: 'absent' })
})

test('nothing but repository, reference and fixed headers is sent', async () => {
  const { client, app, registry } = await worldWith()
  const image = pushImage(registry.content, 'app', { tag: 'v1' })
  await client.manifest(app, { tag: 'v1' })
  await client.referrers(app, image.digest)
  for (const one of registry.seen) {
    expect(Object.keys(one.headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
    expect(one.headers['user-agent']).toBe('preadmit')
    expect([...one.query]).toEqual([])
  }
})
