import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, test } from '@jest/globals'
import { layersWith } from '../../src/gate/read-layers.ts'
import type { Answer } from '../../src/model/answer.ts'
import type { Digest } from '../../src/model/image-name.ts'
import type { Inventory } from '../../src/model/inventory.ts'
import { FREE_UNPACKED_BYTES, MAX_LAYER_IMAGES } from '../../src/model/limits.ts'
import { clientOf } from '../fakes/registry-client.ts'
import { file, nodePackage } from '../layers/build.ts'
import { base, closeWorlds, gzip, INDEX, isLayer, LAYER, MANIFEST, MEBIBYTE, tar, told, top, world } from './layer-world.ts'

afterEach(closeWorlds)

describe('the packages of layers', () => {
  test.each([
    ['gzip', gzip(base), gzip(top)],
    ['zstd', { bytes: zstdCompressSync(base), mediaType: `${LAYER}+zstd` }, gzip(top)],
    [
      'nothing',
      { bytes: base, mediaType: LAYER },
      { bytes: top, mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip' },
    ],
    ['gzip in parts', { bytes: Buffer.concat([gzipSync(base.subarray(0, 700)), gzipSync(base.subarray(700))]) }, gzip(top)],
    [
      'zstd in parts',
      { bytes: Buffer.concat([zstdCompressSync(base.subarray(0, 700)), zstdCompressSync(base.subarray(700))]) },
      gzip(top),
    ],
    ['something that the media type does not say', { bytes: zstdCompressSync(base) }, gzip(top)],
  ])('are read, packed with %s', async (_, one, two) => {
    const { image, read } = await world()
    expect(told(await read(image(one, two)))).toEqual({
      packages: ['a 1.0.0', 'b 2.0.0'],
      gaps: [],
      source: { kind: 'layers', read: 2, of: 2 },
    })
  })

  test('are those of the platform that most run, and the others are said', async () => {
    const { registry, image, read } = await world()
    const [arm, amd] = [image(gzip(top)), image(gzip(base))]
    const manifests = [
      { mediaType: MANIFEST, digest: arm, size: 1, platform: { os: 'linux', architecture: 'arm64' } },
      { mediaType: MANIFEST, digest: amd, size: 1, platform: { os: 'linux', architecture: 'amd64' } },
    ]
    const index = registry.content.manifest(
      'acme/web',
      { schemaVersion: 2, mediaType: INDEX, manifests },
      { mediaType: INDEX },
    ).digest
    expect(told(await read(index))).toMatchObject({
      packages: ['a 1.0.0'],
      gaps: ['limit: other platforms, whose packages were not read'],
    })
  })

  test('are read once for each layer, whichever image it is of', async () => {
    const { image, read, blobsAsked } = await world()
    const [before, after] = [image(gzip(base), gzip(top)), image(gzip(base), gzip(tar(nodePackage('app', 'b', '3.0.0'))))]
    const answers = await Promise.all([read(before), read(after)])
    expect(answers.map(told)).toMatchObject([{ packages: ['a 1.0.0', 'b 2.0.0'] }, { packages: ['a 1.0.0', 'b 3.0.0'] }])
    expect(blobsAsked()).toBe(3)
  })

  test('of an image without any are absent, not an empty list', async () => {
    const { image, read } = await world()
    expect(told(await read(image(gzip(tar(file('hello', 'x'))))))).toBe('absent')
  })

  test.each([
    ['encrypted', `${LAYER}+gzip+encrypted`],
    ['kept elsewhere', 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip'],
    ['of another format', 'application/vnd.wasm.content.layer.v1+wasm'],
  ])('leave a gap for a layer that is %s', async (_, mediaType) => {
    const { image, read } = await world()
    expect(told(await read(image(gzip(base), { ...gzip(top), mediaType })))).toEqual({
      packages: ['a 1.0.0'],
      gaps: [`layer-not-read: a layer of type ${mediaType}`],
      source: { kind: 'layers', read: 1, of: 2 },
    })
  })
})

describe('a layer that cannot be read whole leaves the image open', () => {
  const zeros = (mebibytes: number): Buffer =>
    tar(file('zeros', Buffer.alloc(mebibytes * MEBIBYTE)), nodePackage('app', 'b', '2.0.0'))

  test.each([
    ['cut gzip', { bytes: gzipSync(base).subarray(0, 60) }, /its gzip stream is broken/],
    [
      'other bytes after gzip',
      { bytes: Buffer.concat([gzipSync(base), Buffer.from('more bytes')]) },
      /its gzip stream is broken/,
    ],
    ['cut zstd', { bytes: zstdCompressSync(base).subarray(0, 60) }, /its zstd stream is cut short/],
    ['a broken frame of zstd', { bytes: damaged(zstdCompressSync(base)) }, /its zstd stream is broken/],
    ['a cut archive', gzip(base.subarray(0, 600)), /the archive is cut short/],
    ['nothing', { bytes: new Uint8Array() }, /the archive is cut short/],
    ['another size than its manifest says', { ...gzip(base), size: 10_000 }, /bytes, and its manifest says 10000/],
    [
      'what unpacks to too much',
      gzip(zeros(FREE_UNPACKED_BYTES / MEBIBYTE)),
      /unpacks to more than .* or to more than 200 times its size/,
    ],
  ])('%s', async (_, layer, why) => {
    const { image, read } = await world()
    expect(told(await read(image(gzip(top), layer)))).toMatch(why)
  })

  test('and one that unpacks to almost as much is read', async () => {
    const { image, read } = await world()
    expect(told(await read(image(gzip(zeros(FREE_UNPACKED_BYTES / MEBIBYTE - 1)))))).toMatchObject({ packages: ['b 2.0.0'] })
  })

  test('bytes of another digest', async () => {
    const { registry, image, read } = await world()
    const digest = image(gzip(base))
    const blob = gzipSync(base)
    const forged = gzipSync(tar(nodePackage('usr/lib', 'a', '9.9.9')))
    registry.content.forge('acme/web', registry.content.blob('acme/web', blob).digest, forged.subarray(0, blob.length))
    expect(told(await read(digest))).toMatch(/digest-mismatch|malformed/)
  })

  test('a registry that does not have it, or breaks off', async () => {
    const missing = await world({
      intercept: ({ path }) => (isLayer(path) ? { status: 404, json: { errors: [{ code: 'BLOB_UNKNOWN' }] } } : undefined),
    })
    expect(told(await missing.read(missing.image(gzip(base))))).toBe('malformed: the registry does not have a layer of it')
    const cut = await world({
      intercept: ({ path }) =>
        isLayer(path) ? { status: 200, body: gzipSync(base), delivery: { kind: 'truncated', after: 50 } } : undefined,
    })
    expect(told(await cut.read(cut.image(gzip(base))))).toMatch(/^unreachable/)
  })

  test('a connection that breaks once is tried again from the beginning', async () => {
    const bytes = gzipSync(base)
    const { image, read, blobsAsked } = await world({
      intercept: ({ path }, nth) =>
        isLayer(path) && nth === 1 ? { status: 200, body: bytes, delivery: { kind: 'truncated', after: 50 } } : undefined,
    })
    expect(told(await read(image({ bytes })))).toMatchObject({ packages: ['a 1.0.0'] })
    expect(blobsAsked()).toBe(2)
  })

  test('layers that weigh more than the policy allows, by one byte', async () => {
    const { image, read } = await world()
    const [digest, weight] = [image(gzip(base)), gzipSync(base).length]
    expect(told(await read(digest, weight))).toMatchObject({ packages: ['a 1.0.0'] })
    expect(told(await read(digest, weight - 1))).toBe(
      `too-large: its layers have ${weight} bytes, more than the ${weight - 1} that are read`,
    )
  })

  test('more images than the limit', async () => {
    const { image, read } = await world()
    const digests = Array.from({ length: MAX_LAYER_IMAGES + 1 }, (_, at) =>
      image(gzip(tar(nodePackage('app', 'n', `1.0.${at}`)))),
    )
    const answers: Answer<Inventory>[] = []
    for (const digest of digests) answers.push(await read(digest))
    expect(answers.filter(({ kind }) => kind === 'found')).toHaveLength(MAX_LAYER_IMAGES)
    expect(told(answers.at(-1) as Answer<Inventory>)).toMatch(/^too-many: the layers of more than 64 images/)
  })
})

test('a registry that hands nothing on says so', async () => {
  const registry = clientOf([])
  const { stream, ...other } = registry
  const answer = await layersWith(other)(
    { repository: { registry: 'a.io', repository: 'b' }, digest: `sha256:${'0'.repeat(64)}` as Digest },
    1,
  )
  registry.close()
  expect([stream === undefined, told(answer)]).toEqual([false, 'unsupported: layers are not read here'])
})

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy[copy.length - 3] = (copy[copy.length - 3] ?? 0) ^ 0xff
  return copy
}
