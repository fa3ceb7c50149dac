import { afterEach, expect, test } from '@jest/globals'
import type { Digest, ImageName } from '../../src/model/image-name.ts'
import { MAX_UNSPECIFIED_PLATFORMS } from '../../src/model/limits.ts'
import type { Registry } from '../../src/ports/registry.ts'
import { resolve } from '../../src/resolve/resolve.ts'
import { type FakeRegistry, type RegistrySwitches, startRegistry } from '../fakes/registry.ts'
import { clientOf } from '../fakes/registry-client.ts'
import { describe as descriptorOf, pushArtifact, pushImage, pushIndex } from '../fakes/registry-push.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function registryWith(switches: RegistrySwitches = {}) {
  const registry = await startRegistry(switches)
  const client = clientOf([registry.host])
  open.push(client, registry)
  return { registry, client, name: nameIn(registry) }
}

function nameIn(registry: FakeRegistry) {
  return (repository: string, rest: { tag?: string; digest?: Digest } = {}): ImageName => ({
    registry: registry.host,
    repository,
    ...rest,
  })
}

async function platformsOf(client: Registry, name: ImageName) {
  const [resolution] = await resolve([name], client)
  return resolution?.answer.kind === 'found' ? resolution.answer.value.platforms : []
}

test('an image is resolved to its digest, media type and size, and its config is not fetched', async () => {
  const { registry, client, name } = await registryWith()
  const image = pushImage(registry.content, 'app', { tag: 'v1' })
  const [resolution] = await resolve([name('app', { tag: 'v1' })], client)
  expect(resolution).toEqual({
    name: name('app', { tag: 'v1' }),
    answer: {
      kind: 'found',
      value: {
        name: name('app', { tag: 'v1' }),
        digest: image.digest,
        mediaType: image.mediaType,
        size: image.bytes.length,
        isIndex: false,
        platforms: [],
      },
    },
  })
  expect(registry.seen).toHaveLength(1)
})

test('an index gives everything in it that may run; only a platform that no machine has is none', async () => {
  const { registry, client, name } = await registryWith()
  const platform = (architecture: string, variant?: string) => ({
    os: 'linux',
    architecture,
    ...(variant === undefined ? {} : { variant }),
  })
  const amd = descriptorOf(pushImage(registry.content, 'app', { seed: 'amd' }))
  const arm = descriptorOf(pushImage(registry.content, 'app', { seed: 'arm', platform: platform('arm64') }))
  const attestation = descriptorOf(
    pushArtifact(registry.content, 'app', { layers: [], configType: 'application/vnd.oci.image.config.v1+json' }),
  )
  const children = [
    { ...amd, platform: platform('amd64') },
    { ...arm, platform: platform('arm64', 'v8') },
    { ...attestation, platform: { os: 'unknown', architecture: 'unknown' } },
    { ...attestation, platform: platform('s390x'), annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
    attestation,
  ]
  pushIndex(registry.content, 'app', { children, tag: 'v1' })
  const [resolution] = await resolve([name('app', { tag: 'v1' })], client)
  const subject = resolution?.answer.kind === 'found' ? resolution.answer.value : undefined
  expect(subject?.isIndex).toBe(true)
  expect(subject?.platforms).toEqual([
    { ...amd, platform: 'linux/amd64' },
    { ...arm, platform: 'linux/arm64' },
    { ...attestation, platform: 'linux/s390x' },
    { ...attestation, platform: 'unspecified' },
  ])
})

test('an entry without a platform is no image where its config is empty; what claims another type or cannot be read is one', async () => {
  const { registry, client, name } = await registryWith()
  const sbom = descriptorOf(
    pushArtifact(registry.content, 'app', { layers: [{ mediaType: 'text/spdx', bytes: Buffer.from('SPDX') }] }),
  )
  const image = descriptorOf(pushImage(registry.content, 'app', { seed: 'plain' }))
  const nested = descriptorOf(pushIndex(registry.content, 'app', { children: [image] }))
  const disguised = descriptorOf(
    pushArtifact(registry.content, 'app', { layers: [], config: '{"os":"linux","architecture":"arm64"}' }),
  )
  const lost = { ...sbom, digest: `sha256:${'9'.repeat(64)}` }
  pushIndex(registry.content, 'app', { children: [sbom, image, disguised, nested, lost], tag: 'v1' })
  expect((await platformsOf(client, name('app', { tag: 'v1' }))).map(({ digest }) => digest)).toEqual([
    image.digest,
    disguised.digest,
    nested.digest,
    lost.digest,
  ])
})

test('MAX_UNSPECIFIED_PLATFORMS entries without a platform are looked at; of more, each counts as an image', async () => {
  const { registry, client, name } = await registryWith()
  const artifacts = Array.from({ length: MAX_UNSPECIFIED_PLATFORMS + 1 }, (_, n) =>
    descriptorOf(pushArtifact(registry.content, 'app', { layers: [{ mediaType: 'text/spdx', bytes: Buffer.from(String(n)) }] })),
  )
  pushIndex(registry.content, 'app', { children: artifacts.slice(1), tag: 'full' })
  pushIndex(registry.content, 'app', { children: artifacts, tag: 'over' })
  expect(await platformsOf(client, name('app', { tag: 'full' }))).toEqual([])
  expect(await platformsOf(client, name('app', { tag: 'over' }))).toHaveLength(MAX_UNSPECIFIED_PLATFORMS + 1)
})

test('references to 3 names are 3 questions', async () => {
  const { registry, client, name } = await registryWith()
  for (const repository of ['a', 'b', 'c']) pushImage(registry.content, repository, { tag: 'v1' })
  const names = Array.from({ length: 5000 }, (_, at) => name(['a', 'b', 'c'][at % 3] ?? '', { tag: 'v1' }))
  const steps: string[] = []
  const resolutions = await resolve(names, client, { progress: (done, total) => void steps.push(`${done}/${total}`) })
  expect(resolutions.map((one) => one.answer.kind)).toEqual(['found', 'found', 'found'])
  expect(registry.seen).toHaveLength(3)
  expect(steps).toEqual(['1/3', '2/3', '3/3'])
})

test('with tag and digest, the digest decides and the tag is compared', async () => {
  const { registry, client, name } = await registryWith()
  const old = pushImage(registry.content, 'app', { tag: 'v1', seed: 'old' })
  const fresh = pushImage(registry.content, 'app', { tag: 'v1', seed: 'new' })
  const [resolution] = await resolve([name('app', { tag: 'v1', digest: old.digest })], client)
  expect(resolution?.answer).toMatchObject({
    kind: 'found',
    value: { digest: old.digest, tagDigest: { kind: 'found', value: fresh.digest } },
  })
})

test('a tag that is gone does not change what the digest stands for', async () => {
  const { registry, client, name } = await registryWith()
  const image = pushImage(registry.content, 'app')
  const [resolution] = await resolve([name('app', { tag: 'gone', digest: image.digest })], client)
  expect(resolution?.answer).toMatchObject({ kind: 'found', value: { digest: image.digest, tagDigest: { kind: 'absent' } } })
})

test('a name without tag and digest means latest', async () => {
  const { registry, client, name } = await registryWith()
  const image = pushImage(registry.content, 'app', { tag: 'latest' })
  const [resolution] = await resolve([name('app')], client)
  expect(resolution?.answer).toMatchObject({ kind: 'found', value: { digest: image.digest } })
})

test('the config is read for the names that ask for it, through the index to the amd64 image', async () => {
  const { registry, client, name } = await registryWith()
  const labels = { Name: 'a', name: 'b' }
  const image = pushImage(registry.content, 'app', { config: { User: 'root', Labels: labels }, created: '2026-05-05T00:00:00Z' })
  pushIndex(registry.content, 'app', {
    children: [{ ...descriptorOf(image), platform: { os: 'linux', architecture: 'amd64' } }],
    tag: 'v1',
  })
  const [resolution] = await resolve([name('app', { tag: 'v1' })], client, { config: () => true })
  expect(resolution?.answer).toMatchObject({
    kind: 'found',
    value: {
      config: {
        platform: 'linux/amd64',
        created: '2026-05-05T00:00:00Z',
        user: 'root',
        labels: [
          ['Name', 'a'],
          ['name', 'b'],
        ],
      },
    },
  })
})

test('layers count once each, and an annotation tells the base before a label does', async () => {
  const { registry, client, name } = await registryWith()
  const BASE = 'org.opencontainers.image.base.name'
  const annotated = pushImage(registry.content, 'app', {
    tag: 'v1',
    config: { Labels: { [BASE]: 'debian:12' } },
    annotations: { [BASE]: 'alpine:3' },
    layerSize: 7,
  })
  const body = JSON.parse(new TextDecoder().decode(annotated.bytes))
  const labelled = { ...body, annotations: {}, layers: [...body.layers, ...body.layers] }
  registry.content.manifest('app', labelled, { mediaType: annotated.mediaType, tag: 'v2' })
  const names = ['v1', 'v2'].map((tag) => name('app', { tag }))
  const resolutions = await resolve(names, client, { config: () => true })
  expect(resolutions.map(({ answer }) => answer)).toMatchObject([
    { value: { config: { baseName: 'alpine:3', compressedSize: 7 } } },
    { value: { config: { baseName: 'debian:12', compressedSize: 7 } } },
  ])
})

test('a platform child with other bytes than the index names is not read', async () => {
  const { registry, client, name } = await registryWith()
  const good = pushImage(registry.content, 'app', { seed: 'good' })
  const evil = pushImage(registry.content, 'app', { seed: 'evil', config: { User: 'root' } })
  const children = [{ ...descriptorOf(good), platform: { os: 'linux', architecture: 'amd64' } }]
  pushIndex(registry.content, 'app', { children, tag: 'v1' })
  registry.content.forge('app', good.digest, evil.bytes)
  const [resolution] = await resolve([name('app', { tag: 'v1' })], client, { config: () => true })
  expect(resolution?.answer).toMatchObject({ kind: 'unknown', problem: { kind: 'digest-mismatch' } })
})

test("one name's trouble is that name's answer", async () => {
  const { registry, client, name } = await registryWith({
    intercept: ({ path }) => (path.includes('/bad/') ? { status: 403 } : undefined),
  })
  const image = pushImage(registry.content, 'good', { tag: 'v1' })
  const names = [name('bad', { tag: 'v1' }), name('good', { tag: 'v1' }), name('none', { tag: 'v1' })]
  const resolutions = await resolve(names, client)
  expect(resolutions.map((one) => one.answer)).toMatchObject([
    { kind: 'unknown', problem: { kind: 'denied' } },
    { kind: 'found', value: { digest: image.digest } },
    { kind: 'absent' },
  ])
})

test('a config that cannot be had leaves the name unknown', async () => {
  const { registry, client, name } = await registryWith({
    intercept: ({ path }) => (path.includes('/blobs/') ? { status: 404 } : undefined),
  })
  pushImage(registry.content, 'app', { tag: 'v1' })
  const [resolution] = await resolve([name('app', { tag: 'v1' })], client, { config: () => true })
  expect(resolution?.answer.kind).toBe('unknown')
})

test('of a replacement, only the image that is replaced stays known without its config', async () => {
  const { registry, client, name } = await registryWith({
    intercept: ({ path }) => (path.includes('/blobs/') ? { status: 503 } : undefined),
  })
  for (const tag of ['old', 'new']) pushImage(registry.content, 'app', { tag, seed: tag })
  const [now, then] = [name('app', { tag: 'new' }), name('app', { tag: 'old' })]
  const resolutions = await resolve([now, then], client, { replacements: [[now, then]] })
  expect(resolutions.map(({ answer }) => answer.kind)).toEqual(['unknown', 'found'])
  expect(resolutions[1]?.answer).toMatchObject({ value: { configProblem: { kind: 'unreachable' } } })
})

test('an image that replaces another and is replaced itself needs its config', async () => {
  const { registry, client, name } = await registryWith()
  for (const tag of ['a', 'b']) pushImage(registry.content, 'app', { tag, seed: tag })
  const [a, b] = [name('app', { tag: 'a' }), name('app', { tag: 'b' })]
  const pairs = [
    [a, b],
    [b, a],
  ] as const
  const resolutions = await resolve([a, b], client, { replacements: pairs })
  expect(resolutions.map(({ answer }) => answer.kind === 'found' && answer.value.config?.platform)).toEqual([
    'linux/amd64',
    'linux/amd64',
  ])
  expect(registry.seen).toHaveLength(4)
})

test('a name whose first segment cannot be a host is unknown, and nothing is asked', async () => {
  const { client } = await registryWith()
  const [resolution] = await resolve([{ registry: '', repository: 'my_host.com/app' }], client)
  expect(resolution?.answer).toMatchObject({ kind: 'unknown', problem: { kind: 'host-not-allowed' } })
  expect(client.requests()).toEqual([])
})

test('an index with two readings is unknown, not found', async () => {
  const { registry, client, name } = await registryWith()
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  registry.content.manifest('app', '{"schemaVersion":2,"manifests":[],"Manifests":[]}', { mediaType, tag: 'v1' })
  const [resolution] = await resolve([name('app', { tag: 'v1' })], client)
  expect(resolution?.answer).toMatchObject({ kind: 'unknown', problem: { kind: 'malformed' } })
})
