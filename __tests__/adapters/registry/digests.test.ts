import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Digest } from '../../../src/model/image-name.ts'
import { MAX_MANIFEST_BYTES } from '../../../src/model/limits.ts'
import { parseManifest } from '../../../src/model/oci-manifest.ts'
import { OCI_INDEX, OCI_MANIFEST, pushImage } from '../../fakes/registry-push.ts'
import { closeAll, worldWith } from './world.ts'

afterEach(closeAll)

const problem = (kind: string) => ({ kind: 'unknown', problem: { kind } })

test('a tag is read once, and all later questions go by the digest of those bytes', async () => {
  const { registry, client, app } = await worldWith({
    intercept: ({ path }, nth) => {
      if (path !== '/v2/app/manifests/v1' || nth === 1) return undefined
      return { status: 200, headers: { 'content-type': OCI_MANIFEST }, body: '{"schemaVersion":2,"evil":true}' }
    },
  })
  const image = pushImage(registry.content, 'app', { tag: 'v1' })
  const answers = [await client.manifest(app, { tag: 'v1' }), await client.manifest(app, { tag: 'v1' })]
  expect(answers).toMatchObject([{ value: { digest: image.digest } }, { value: { digest: image.digest } }])
  expect(await client.tagDigest(app, 'v1')).toEqual({ kind: 'found', value: image.digest })
  expect(await client.manifest(app, { digest: image.digest })).toEqual(answers[0])
  expect(registry.seen.map((one) => `${one.method} ${one.path}`)).toEqual(['GET /v2/app/manifests/v1'])
})

test('concurrent questions for one tag are one request, with one answer', async () => {
  const { registry, client, app } = await worldWith({ latency: 20 })
  pushImage(registry.content, 'app', { tag: 'v1' })
  const asked = Array.from({ length: 10 }, () => client.manifest(app, { tag: 'v1' }))
  const digests = new Set((await Promise.all(asked)).map((one) => one.kind === 'found' && one.value.digest))
  expect(digests.size).toBe(1)
  expect(registry.seen).toHaveLength(1)
})

test('a tag whose digest was asked first is then fetched by that digest', async () => {
  const { registry, client, app } = await worldWith()
  const image = pushImage(registry.content, 'app', { tag: 'v1' })
  await client.tagDigest(app, 'v1')
  pushImage(registry.content, 'app', { tag: 'v1', seed: 'flipped' })
  expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'found', value: { digest: image.digest } })
})

test('the digest of a tag is that of its bytes, with and without a header', async () => {
  for (const digestHeader of ['right', 'missing'] as const) {
    const { registry, client, app } = await worldWith({ digestHeader })
    const image = pushImage(registry.content, 'app', { tag: 'v1' })
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'found', value: { digest: image.digest } })
  }
})

test('a header that names another digest than the bytes have leaves the image unverified', async () => {
  const { registry, client, app } = await worldWith({ digestHeader: 'lying' })
  const { digest } = pushImage(registry.content, 'app', { tag: 'v1' })
  expect(await client.manifest(app, { tag: 'v1' })).toMatchObject(problem('digest-mismatch'))
  expect(await client.manifest(app, { digest })).toMatchObject(problem('digest-mismatch'))
})

test.each(['sha256:short', 'md5:d41d8cd98f00b204e9800998ecf8427e', 'nonsense', ''])(
  'the digest header %j leaves the image unverified',
  async (header) => {
    const { registry, client, app } = await worldWith({
      intercept: ({ path }) =>
        path.endsWith('/v1')
          ? {
              headers: { 'content-type': OCI_INDEX, 'docker-content-digest': header },
              body: '{"schemaVersion":2,"manifests":[]}',
            }
          : undefined,
    })
    pushImage(registry.content, 'app', { tag: 'v1' })
    expect((await client.manifest(app, { tag: 'v1' })).kind).toBe('unknown')
  },
)

test('one flipped byte in a manifest asked by digest leaves it unverified', async () => {
  const { registry, client, app } = await worldWith({ digestHeader: 'missing' })
  const image = pushImage(registry.content, 'app')
  const bytes = Uint8Array.from(image.bytes)
  bytes[bytes.length - 1] = 0x20
  registry.content.forge('app', image.digest, bytes)
  expect(await client.manifest(app, { digest: image.digest })).toMatchObject(problem('digest-mismatch'))
})

test('another valid manifest instead of the one asked for leaves it unverified', async () => {
  const { registry, client, app } = await worldWith()
  const image = pushImage(registry.content, 'app')
  const other = pushImage(registry.content, 'app', { seed: 'other' })
  registry.content.forge('app', image.digest, other.bytes)
  expect(await client.manifest(app, { digest: image.digest })).toMatchObject(problem('digest-mismatch'))
})

test('blobs are hashed as they come, never inflated', async () => {
  const { registry, client, app } = await worldWith()
  const { digest } = registry.content.blob('app', 'payload')
  registry.content.forge('app', digest, 'other payload')
  expect(await client.blob(app, digest, 1000)).toMatchObject(problem('digest-mismatch'))
  const zipped = Buffer.from('1f8b0800000000000003cbc8e4020023b3c2c303000000', 'hex')
  const stored = registry.content.blob('app', zipped)
  expect(await client.blob(app, stored.digest, 1000)).toEqual({ kind: 'found', value: zipped })
})

test('bytes that are not UTF-8 hash as they are, and are refused as a manifest', async () => {
  const { registry, client, app } = await worldWith()
  const bytes = Buffer.concat([Buffer.from('{"schemaVersion":2,"manifests":[],"x":"'), Buffer.from([0xff]), Buffer.from('"}')])
  const { digest } = registry.content.manifest('app', bytes, { mediaType: OCI_INDEX })
  expect(digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`)
  expect(await client.manifest(app, { digest })).toMatchObject(problem('malformed'))
})

describe.each(['sha384', 'sha512'])('%s digests', (algorithm) => {
  const digestOf = (bytes: Uint8Array) => `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` as Digest

  test('are verified like sha256', async () => {
    const { registry, client, app } = await worldWith()
    const body = Buffer.from('{"schemaVersion":2,"manifests":[]}')
    const good = registry.content.manifest('app', body, { mediaType: OCI_INDEX, digest: digestOf(body) })
    expect(await client.manifest(app, good)).toMatchObject({ kind: 'found', value: { digest: good.digest } })
    const bad = registry.content.manifest('app', body, { mediaType: OCI_INDEX, digest: digestOf(Buffer.from('other')) })
    expect(await client.manifest(app, bad)).toMatchObject(problem('digest-mismatch'))
  })
})

describe('the registry and the body must agree on what a manifest is', () => {
  test.each([
    ['an index called an image', OCI_MANIFEST, '{"schemaVersion":2,"manifests":[]}'],
    ['an image called an index', OCI_INDEX, '{"schemaVersion":2,"config":{},"layers":[]}'],
    ['a body of another type', OCI_INDEX, `{"schemaVersion":2,"mediaType":"${OCI_MANIFEST}","manifests":[]}`],
    ['both shapes', OCI_INDEX, '{"schemaVersion":2,"manifests":[],"layers":[]}'],
  ])('%s leaves the image unverified', async (_, mediaType, body) => {
    const { registry, client, app } = await worldWith()
    const { digest } = registry.content.manifest('app', body, { mediaType })
    expect(await client.manifest(app, { digest })).toMatchObject(problem('malformed'))
  })

  test('schema 1 leaves the image unverified, and says what to do', async () => {
    const { client, app } = await worldWith({
      intercept: () => ({
        headers: { 'content-type': 'application/vnd.docker.distribution.manifest.v1+prettyjws' },
        body: '{"schemaVersion":1}',
      }),
    })
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({
      kind: 'unknown',
      problem: { kind: 'unsupported', detail: expect.stringContaining('push the image again') },
    })
  })

  test.each(['application/json', 'text/plain', 'application/octet-stream', undefined])(
    'the media type %s leaves the image unverified',
    async (type) => {
      const { client, app } = await worldWith({
        intercept: () => ({
          ...(type === undefined ? {} : { headers: { 'content-type': type } }),
          body: '{"schemaVersion":2,"manifests":[]}',
        }),
      })
      expect(await client.manifest(app, { tag: 'v1' })).toMatchObject(problem('unsupported'))
    },
  )

  test('parameters of the media type do not matter', async () => {
    const { client, app } = await worldWith({
      intercept: () => ({
        headers: { 'content-type': `${OCI_INDEX}; charset=utf-8` },
        body: '{"schemaVersion":2,"manifests":[]}',
      }),
    })
    expect(await client.manifest(app, { tag: 'v1' })).toMatchObject({ kind: 'found', value: { mediaType: OCI_INDEX } })
  })
})

test('content named by urls or carried in data is ignored, only the digest is fetched', async () => {
  const { registry, client, app } = await worldWith()
  const payload = registry.content.blob('app', 'real')
  const layer = { ...payload, urls: ['http://169.254.169.254/latest'], data: Buffer.from('evil').toString('base64') }
  const config = registry.content.blob('app', '{}')
  const raw = registry.content.manifest('app', { schemaVersion: 2, config, layers: [layer] }, { mediaType: OCI_MANIFEST })
  const parsed = parseManifest(raw.bytes, raw.mediaType)
  expect(parsed.kind === 'found' && parsed.value.layers).toEqual([{ ...payload, annotations: {} }])
  const blob = await client.blob(app, payload.digest, 100)
  expect(blob.kind === 'found' && Buffer.from(blob.value).toString()).toBe('real')
})

test('manifests are read up to MAX_MANIFEST_BYTES and refused one byte past it, announced or not', async () => {
  const body = (size: number) => `{"schemaVersion":2,"manifests":[]${' '.repeat(size - 34)}}`
  for (const [size, kind] of [
    [MAX_MANIFEST_BYTES, 'found'],
    [MAX_MANIFEST_BYTES + 1, 'unknown'],
  ] as const) {
    const { registry, client, app } = await worldWith()
    registry.content.manifest('app', body(size), { mediaType: OCI_INDEX, tag: 'v1' })
    const answer = await client.manifest(app, { tag: 'v1' })
    expect(answer.kind).toBe(kind)
    if (answer.kind === 'unknown')
      expect(answer.problem).toMatchObject({ kind: 'too-large', detail: expect.stringContaining(`${MAX_MANIFEST_BYTES}`) })
  }
})

test('a blob is read up to the limit of its asker and refused one byte past it', async () => {
  const { registry, client, app } = await worldWith()
  const { digest } = registry.content.blob('app', 'x'.repeat(100))
  expect((await client.blob(app, digest, 100)).kind).toBe('found')
  expect(await client.blob(app, digest, 99)).toMatchObject(problem('too-large'))
})
