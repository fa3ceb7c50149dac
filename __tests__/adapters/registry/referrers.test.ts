import { afterEach, describe, expect, test } from '@jest/globals'
import { MAX_REFERRER_PAGES, MAX_REFERRERS } from '../../../src/model/limits.ts'
import { parseManifest } from '../../../src/model/oci-manifest.ts'
import { describe as descriptorOf, OCI_INDEX, OCI_MANIFEST, pushArtifact, pushImage } from '../../fakes/registry-push.ts'
import type { Reaction } from '../../fakes/registry-reaction.ts'
import { closeAll, openClient, openRegistry, type World, worldWith } from './world.ts'

afterEach(closeAll)

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'

function refer(world: World, subject: { digest: string; mediaType: string; size: number }, text: string) {
  const layers = [{ mediaType: BUNDLE, bytes: text }]
  return pushArtifact(world.registry.content, 'app', { subject, artifactType: BUNDLE, layers, annotations: { text } })
}

async function seeded(switches: Parameters<typeof worldWith>[0] = {}) {
  const world = await worldWith(switches)
  const image = descriptorOf(pushImage(world.registry.content, 'app', { tag: 'v1' }))
  const digest = pushImage(world.registry.content, 'app').digest
  return { ...world, image, digest, world }
}

function digestsIn(answer: Awaited<ReturnType<World['client']['referrers']>>): readonly string[] {
  return answer.kind === 'found' ? answer.value.map((one) => one.digest) : []
}

test('referrers are listed with type and annotations, through the API', async () => {
  const { client, app, digest, image, world } = await seeded()
  const artifact = refer(world, image, 'one')
  expect(await client.referrers(app, digest)).toEqual({
    kind: 'found',
    value: [{ ...descriptorOf(artifact), artifactType: BUNDLE, annotations: { text: 'one' } }],
  })
})

test('referrers are found under the fallback tag when there is no API', async () => {
  const { client, app, digest, image, world } = await seeded({ referrers: 'missing' })
  const artifacts = [refer(world, image, 'one'), refer(world, image, 'two')]
  expect(digestsIn(await client.referrers(app, digest))).toEqual(artifacts.map((one) => one.digest))
})

test('an empty API answer proves nothing: what the fallback tag lists is found', async () => {
  const { client, app, digest, image, world } = await seeded({ referrers: 'empty' })
  const artifact = refer(world, image, 'one')
  expect(digestsIn(await client.referrers(app, digest))).toEqual([artifact.digest])
})

test('what the API and the fallback tag list is merged, each digest once', async () => {
  const { client, app, digest, image, world, registry } = await seeded()
  const both = refer(world, image, 'both')
  const layers = [{ mediaType: BUNDLE, bytes: 'tag only' }]
  const tagOnly = pushArtifact(registry.content, 'app', { layers, artifactType: BUNDLE })
  const index = { schemaVersion: 2, manifests: [descriptorOf(both), descriptorOf(tagOnly)] }
  registry.content.manifest('app', index, { mediaType: OCI_INDEX, tag: digest.replace(':', '-') })
  const answer = await client.referrers(app, digest)
  expect(digestsIn(answer)).toEqual([both.digest, tagOnly.digest])
  expect(answer.kind === 'found' && answer.value[0]?.annotations).toEqual({ text: 'both' })
})

test('no referrer anywhere is absent, and needs the word of both places', async () => {
  const { client, app, digest, registry } = await seeded()
  expect(await client.referrers(app, digest)).toEqual({ kind: 'absent' })
  expect(registry.seen.map((one) => one.path)).toEqual([
    `/v2/app/referrers/${digest}`,
    `/v2/app/manifests/${digest.replace(':', '-')}`,
  ])
})

test('a registry without the API is asked for it once, then only for the tag', async () => {
  const { client, app, digest, registry, image, world } = await seeded({ referrers: 'missing' })
  const first = refer(world, image, 'one')
  await client.referrers(app, digest)
  await client.referrers(app, first.digest)
  expect(registry.seen.filter((one) => one.path.includes('/referrers/'))).toHaveLength(1)
})

describe('trouble is never "no referrers"', () => {
  const html: Reaction = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }
  test.each<[string, Reaction, string]>([
    ['401', { status: 401 }, 'denied'],
    ['403', { status: 403 }, 'denied'],
    ['429', { status: 429 }, 'rate-limited'],
    ['500', { status: 500 }, 'unreachable'],
    ['503', { status: 503 }, 'unreachable'],
    ['a web page', html, 'malformed'],
    ['JSON that is no index', { json: { manifests: [] } }, 'malformed'],
    ['an index with another body', { headers: { 'content-type': OCI_INDEX }, body: '{"schemaVersion":2}' }, 'malformed'],
    ['206', { status: 206, headers: { 'content-type': OCI_INDEX }, body: '{"schemaVersion":2,"manifests":[]}' }, 'malformed'],
    ['a cut connection', { delivery: { kind: 'reset' } }, 'unreachable'],
    ['DENIED under 404', { status: 404, json: { errors: [{ code: 'DENIED' }] } }, 'denied'],
  ])('%s from the API is unknown, whatever the tag says', async (_, reaction, kind) => {
    const { client, app, digest, image, world } = await seeded({
      intercept: ({ path }) => (path.includes('/referrers/') ? reaction : undefined),
    })
    refer(world, image, 'one')
    expect(await client.referrers(app, digest)).toMatchObject({ kind: 'unknown', problem: { kind } })
  })

  test.each<[string, Reaction, string]>([
    ['403', { status: 403 }, 'denied'],
    ['429', { status: 429 }, 'rate-limited'],
    ['502', { status: 502 }, 'unreachable'],
    ['a web page', { ...html, status: 404 }, 'malformed'],
    ['an image', { headers: { 'content-type': OCI_MANIFEST }, body: '{"schemaVersion":2}' }, 'malformed'],
  ])('%s from the fallback tag is unknown, whatever the API says', async (_, reaction, kind) => {
    const { client, app, digest, image, world } = await seeded({
      intercept: ({ path }) => (/manifests\/sha256-/.test(path) ? reaction : undefined),
    })
    refer(world, image, 'one')
    expect(await client.referrers(app, digest)).toMatchObject({ kind: 'unknown', problem: { kind } })
  })

  test('a page in the middle that fails makes the whole listing unknown', async () => {
    const { client, app, digest, image, world } = await seeded({
      pageSize: 1,
      intercept: ({ path, query }) => (path.includes('/referrers/') && query.has('from') ? { status: 404 } : undefined),
    })
    refer(world, image, 'one')
    refer(world, image, 'two')
    expect((await client.referrers(app, digest)).kind).toBe('unknown')
  })
})

test('a listing that the registry keeps elsewhere is followed there, page by page, without credentials (registry.k8s.io)', async () => {
  const elsewhere = await openRegistry({ pageSize: 1 })
  const { registry, app, image, digest, client } = await (async () => {
    const world = await seeded({
      intercept: ({ path }) =>
        path.includes('/referrers/')
          ? { status: 307, headers: { location: `${elsewhere.origin}${path.replace('/app/', '/prefix/app/')}` } }
          : undefined,
    })
    return { ...world, client: openClient([world.registry.host, elsewhere.host]) }
  })()
  const artifacts = ['one', 'two'].map((bytes) =>
    pushArtifact(elsewhere.content, 'prefix/app', {
      subject: image,
      artifactType: BUNDLE,
      layers: [{ mediaType: BUNDLE, bytes }],
    }),
  )
  expect(digestsIn(await client.referrers(app, digest))).toEqual(artifacts.map((one) => one.digest))
  expect(elsewhere.seen.every((one) => one.headers.authorization === undefined)).toBe(true)
  expect(registry.seen.filter((one) => one.path.includes('/referrers/'))).toHaveLength(1)
})

test('entries of a fallback index without artifactType and annotations are kept', async () => {
  const { client, app, digest, registry } = await seeded({ referrers: 'missing' })
  const artifact = pushArtifact(registry.content, 'app', { layers: [{ mediaType: BUNDLE, bytes: '{}' }] })
  const index = {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: [{ ...descriptorOf(artifact), artifactType: '', annotations: null }],
  }
  registry.content.manifest('app', index, { mediaType: OCI_INDEX, tag: digest.replace(':', '-') })
  expect(await client.referrers(app, digest)).toEqual({ kind: 'found', value: [{ ...descriptorOf(artifact), annotations: {} }] })
})

test('a listing may lie about its subject; the bytes of the artifact tell which image it is about', async () => {
  const { client, app, digest, registry, world } = await seeded({ referrers: 'missing' })
  const other = descriptorOf(pushImage(registry.content, 'app', { seed: 'other' }))
  const foreign = refer(world, other, 'about the other image')
  const index = { schemaVersion: 2, manifests: [descriptorOf(foreign)] }
  registry.content.manifest('app', index, { mediaType: OCI_INDEX, tag: digest.replace(':', '-') })
  const [listed] = digestsIn(await client.referrers(app, digest))
  expect(listed).toBe(foreign.digest)
  const raw = await client.manifest(app, foreign)
  const parsed = raw.kind === 'found' ? parseManifest(raw.value.bytes, raw.value.mediaType) : raw
  expect(parsed.kind === 'found' && parsed.value.subject?.digest).toBe(other.digest)
  expect(other.digest).not.toBe(digest)
})

describe('listings are bounded, and a limit that is hit is named', () => {
  test('pages are followed up to MAX_REFERRER_PAGES', async () => {
    const { client, app, digest, image, world } = await seeded({ pageSize: 1 })
    for (let at = 0; at < MAX_REFERRER_PAGES; at++) refer(world, image, `${at}`)
    expect(digestsIn(await client.referrers(app, digest))).toHaveLength(MAX_REFERRER_PAGES)
  })

  test('one page more is unknown', async () => {
    const { client, app, digest, image, world } = await seeded({ pageSize: 1 })
    for (let at = 0; at <= MAX_REFERRER_PAGES; at++) refer(world, image, `${at}`)
    expect(await client.referrers(app, digest)).toMatchObject({
      kind: 'unknown',
      problem: { kind: 'too-many', detail: expect.stringContaining('than 10') },
    })
  })

  test('MAX_REFERRERS are listed, a good one among junk included, and one more is unknown', async () => {
    const { client, app, digest, image, world, registry } = await seeded({ pageSize: 400 })
    const good = refer(world, image, 'good')
    for (let at = 1; at < MAX_REFERRERS; at++) refer(world, image, `junk ${at}`)
    const listed = digestsIn(await client.referrers(app, digest))
    expect(listed).toHaveLength(MAX_REFERRERS)
    expect(listed).toContain(good.digest)
    refer(world, image, 'one more')
    expect(await openClient([registry.host]).referrers(app, digest)).toMatchObject({
      kind: 'unknown',
      problem: { kind: 'too-many', detail: expect.stringContaining('than 1000') },
    })
  })

  test('an endless listing ends', async () => {
    const { client, app, digest, registry } = await seeded({
      intercept: ({ path }, nth) =>
        path.includes('/referrers/')
          ? {
              headers: { 'content-type': OCI_INDEX, link: `<${path}?page=${nth}>; rel="next"` },
              body: '{"schemaVersion":2,"manifests":[]}',
            }
          : undefined,
    })
    expect(await client.referrers(app, digest)).toMatchObject({ kind: 'unknown', problem: { kind: 'too-many' } })
    expect(registry.seen.length).toBeLessThanOrEqual(MAX_REFERRER_PAGES + 1)
  })
})

describe('a link to the next page must stay in the listing', () => {
  test.each([
    'http://169.254.169.254/v2/app/referrers/x',
    '//evil.example/v2/app/referrers/x',
    '/v2/other/referrers/x',
    '/v2/app/manifests/v1',
    '../../../other/referrers/x?n=1',
    'http://user:password@127.0.0.1/x',
    '?from=0',
  ])('%s', async (target) => {
    const { client, app, digest, registry } = await seeded({
      intercept: ({ path, query }) =>
        path.includes('/referrers/')
          ? {
              headers: {
                'content-type': OCI_INDEX,
                link: `<${target === '?from=0' && !query.has('from') ? '?from=1' : target.replace('?from=0', '?from=1')}>; rel="next"`,
              },
              body: '{"schemaVersion":2,"manifests":[]}',
            }
          : undefined,
    })
    expect(await client.referrers(app, digest)).toMatchObject({ kind: 'unknown', problem: { kind: 'malformed' } })
    expect(registry.seen.filter((one) => one.path.includes('/referrers/')).length).toBeLessThanOrEqual(2)
    const asked = new Set(registry.seen.map((one) => one.path))
    expect(asked).toEqual(new Set([`/v2/app/referrers/${digest}`, `/v2/app/manifests/${digest.replace(':', '-')}`]))
  })

  test('other relations and spellings are understood', async () => {
    const { client, app, digest, image, world, registry } = await seeded({
      intercept: ({ path, query }) => {
        if (!path.includes('/referrers/')) return undefined
        const link = query.has('n')
          ? '</v2/app/referrers/x>; rel="prev"'
          : `<https://evil.example/>; rel="prev", <${path}?n=1&last=a,b>; title="x"; REL=next`
        return { headers: { 'content-type': OCI_INDEX, link }, body: '{"schemaVersion":2,"manifests":[]}' }
      },
    })
    refer(world, image, 'one')
    expect(await client.referrers(app, digest)).toEqual({ kind: 'absent' })
    expect(registry.seen.filter((one) => one.path.includes('/referrers/'))).toHaveLength(2)
  })
})
