import { describe, expect, test } from '@jest/globals'
import { MAX_DESCRIPTORS, MAX_MANIFEST_VALUES } from '../../src/model/limits.ts'
import { parseManifest } from '../../src/model/oci-manifest.ts'

const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
const DIGEST = `sha256:${'ab'.repeat(32)}`
const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: DIGEST, size: 2 }
const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: DIGEST, size: 10 }
const child = { mediaType: OCI_MANIFEST, digest: DIGEST, size: 500, platform: { os: 'linux', architecture: 'amd64' } }

function parse(body: unknown, mediaType = OCI_MANIFEST) {
  return parseManifest(new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)), mediaType)
}

function problem(body: unknown, mediaType = OCI_MANIFEST): string {
  const answer = parse(body, mediaType)
  return answer.kind === 'unknown' ? `${answer.problem.kind}: ${answer.problem.detail}` : answer.kind
}

test('an image manifest is read with its config, layers, subject and annotations', () => {
  const body = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: 'application/example',
    config,
    layers: [{ ...layer, annotations: { Key: 'a', key: 'b' }, urls: ['https://elsewhere'], data: 'e30=' }],
    subject: { mediaType: OCI_INDEX, digest: `sha512:${'cd'.repeat(64)}`, size: 7 },
    annotations: { constructor: 'x' },
  }
  expect(parse(body)).toEqual({
    kind: 'found',
    value: {
      kind: 'image',
      mediaType: OCI_MANIFEST,
      artifactType: 'application/example',
      config: { ...config, annotations: {} },
      layers: [{ ...layer, annotations: { Key: 'a', key: 'b' } }],
      manifests: [],
      subject: { mediaType: OCI_INDEX, digest: `sha512:${'cd'.repeat(64)}`, size: 7, annotations: {} },
      annotations: { constructor: 'x' },
    },
  })
})

test('an index is read with the platform of each child', () => {
  const arm = { ...child, platform: { os: 'linux', architecture: 'arm', variant: 'v7' } }
  const answer = parse({ schemaVersion: 2, manifests: [child, arm, { ...child, platform: null }] }, OCI_INDEX)
  expect(answer.kind === 'found' && answer.value.manifests.map((one) => one.platform)).toEqual([
    'linux/amd64',
    'linux/arm/v7',
    undefined,
  ])
})

describe('bytes that two readers could read differently are refused', () => {
  const bodies = {
    [OCI_MANIFEST]: { schemaVersion: 2, config, layers: [layer] },
    [OCI_INDEX]: { schemaVersion: 2, manifests: [child] },
    [DOCKER_MANIFEST]: { schemaVersion: 2, config, layers: [layer] },
    [DOCKER_LIST]: { schemaVersion: 2, manifests: [child] },
  }
  const pairs = Object.keys(bodies).flatMap((said) => Object.keys(bodies).map((stated) => [said, stated] as const))

  test.each(pairs)('the registry says %s and the body says %s', (said, stated) => {
    const answer = parse({ ...bodies[stated as keyof typeof bodies], mediaType: stated }, said)
    expect(answer.kind).toBe(said === stated ? 'found' : 'unknown')
  })

  test.each([
    ['both shapes as an image', { schemaVersion: 2, config, layers: [layer], manifests: [child] }, OCI_MANIFEST],
    ['both shapes as an index', { schemaVersion: 2, layers: [layer], manifests: [child] }, OCI_INDEX],
    ['a config in an index', { schemaVersion: 2, config, manifests: [child] }, OCI_INDEX],
    ['the shape of the other type', { schemaVersion: 2, manifests: [child] }, OCI_MANIFEST],
    ['layers of schema 1', { schemaVersion: 2, config, layers: [layer], fsLayers: [] }, DOCKER_MANIFEST],
    ['an index without its list', { schemaVersion: 2 }, OCI_INDEX],
    ['an image without a config', { schemaVersion: 2, layers: [layer] }, OCI_MANIFEST],
    ['another schema version', { schemaVersion: 3, manifests: [] }, OCI_INDEX],
    ['a list instead of an object', [], OCI_INDEX],
  ])('%s', (_, body, mediaType) => {
    expect(problem(body, mediaType)).toMatch(/^malformed: /)
  })
})

test.each([
  `{"schemaVersion":2,"manifests":[],"Manifests":[]}`,
  `{"schemaVersion":2,"Manifests":[]}`,
  `{"schemaVersion":2,"manifests":[],"manife\\u017ft\\u017f":[]}`,
  `{"schemaVersion":2,"manifests":[],"manifests":[]}`,
  `{"schemaVersion":2,"manifests":[{"mediaType":"${OCI_MANIFEST}","Digest":"${DIGEST}","digest":"${DIGEST}","size":1}]}`,
  `{"schemaVersion":2,"manifests":[{"mediaType":"${OCI_MANIFEST}","digest":"${DIGEST}","size":1,"platform":{"OS":"linux"}}]}`,
  `{"schemaVersion":2,"manifests":[],"annotations":{"a":"1","a":"2"}}`,
])('keys that Go and JavaScript read differently are refused: %s', (text) => {
  expect(problem(text, OCI_INDEX)).toMatch(/^malformed: /)
})

test.each([
  `sha256:${'AB'.repeat(32)}`,
  `sha256:${'ab'.repeat(31)}`,
  `sha256:${'ab'.repeat(33)}`,
  `md5:${'ab'.repeat(16)}`,
  `sha256:../../${'ab'.repeat(29)}`,
  '',
  7,
])('the digest %s is refused', (digest) => {
  expect(problem({ schemaVersion: 2, manifests: [{ ...child, digest }] }, OCI_INDEX)).toContain('a digest in "manifests" is none')
})

test.each([-1, 1.5, '10', 2 ** 53, null])('the size %s is refused', (size) => {
  expect(problem({ schemaVersion: 2, manifests: [{ ...child, size }] }, OCI_INDEX)).toContain('a size in "manifests" is none')
})

test.each([
  ['application/vnd.docker.distribution.manifest.v1+prettyjws', 'schema 1'],
  ['application/vnd.docker.distribution.manifest.v1+json', 'schema 1'],
  ['text/html', 'not the media type'],
  ['application/json', 'not the media type'],
  ['constructor', 'not the media type'],
])('%s is refused by name', (mediaType, why) => {
  expect(problem({ schemaVersion: 2 }, mediaType)).toMatch(new RegExp(`^unsupported: .*${why}`))
})

test('a body of schema 1 under another media type is refused as schema 1', () => {
  expect(problem({ schemaVersion: 1, fsLayers: [] }, DOCKER_MANIFEST)).toMatch(/^unsupported: .*schema 1/)
})

test('lists are read up to MAX_DESCRIPTORS and refused one past it, by name', () => {
  const index = (count: number) => ({ schemaVersion: 2, manifests: Array.from({ length: count }, () => child) })
  expect(parse(index(MAX_DESCRIPTORS), OCI_INDEX).kind).toBe('found')
  expect(problem(index(MAX_DESCRIPTORS + 1), OCI_INDEX)).toMatch(/^too-many: .*than 1000/)
})

test('values are read up to MAX_MANIFEST_VALUES and refused one past them, by name', () => {
  const manifest = (values: number) => ({ schemaVersion: 2, manifests: [], more: Array.from({ length: values - 4 }, () => 0) })
  expect(parse(manifest(MAX_MANIFEST_VALUES), OCI_INDEX).kind).toBe('found')
  expect(problem(manifest(MAX_MANIFEST_VALUES + 1), OCI_INDEX)).toContain('than 50000')
})

test('annotations and platforms that are not text are refused', () => {
  expect(problem({ schemaVersion: 2, manifests: [], annotations: { a: 1 } }, OCI_INDEX)).toContain('annotation')
  expect(problem({ schemaVersion: 2, manifests: [], annotations: [] }, OCI_INDEX)).toContain('annotations')
  expect(problem({ schemaVersion: 2, manifests: [{ ...child, platform: 'linux' }] }, OCI_INDEX)).toContain('platform')
  expect(problem({ schemaVersion: 2, manifests: [{ ...child, platform: { os: 1 } }] }, OCI_INDEX)).toContain('platform')
  expect(problem({ schemaVersion: 2, manifests: [], artifactType: 1 }, OCI_INDEX)).toContain('artifactType')
})
