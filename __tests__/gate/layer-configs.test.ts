import { createHash } from 'node:crypto'
import { zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, test } from '@jest/globals'
import { layersWith } from '../../src/gate/read-layers.ts'
import { base, closeWorlds, gzip, isLayer, LAYER, MEBIBYTE, told, top, world } from './layer-world.ts'

afterEach(closeWorlds)

describe('what the config says of the layers', () => {
  const diffId = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  const OTHER = /^malformed: its config names other archives/

  test.each([
    ['is what they unpack to', [diffId(base), diffId(top)], undefined],
    ['names another archive', [diffId(base), diffId(base)], OTHER],
    ['names them in another order', [diffId(top), diffId(base)], OTHER],
    ['names one too few', [diffId(base)], OTHER],
    ['names one too many', [diffId(base), diffId(top), diffId(top)], OTHER],
    ['is no text', [diffId(base), 1], OTHER],
  ])('%s', async (_, ids, why) => {
    const { configured, read } = await world()
    const answer = told(await read(configured(JSON.stringify({ rootfs: { diff_ids: ids } }), gzip(base), gzip(top))))
    if (why === undefined) expect(answer).toMatchObject({ packages: ['a 1.0.0', 'b 2.0.0'] })
    else expect(answer).toMatch(why)
  })

  test('is of a packed layer its archive, and of one that is not read nothing', async () => {
    const { configured, read } = await world()
    const config = JSON.stringify({ rootfs: { diff_ids: [diffId(base), 'sha256:whatever'] } })
    const layers = [{ bytes: zstdCompressSync(base) }, { ...gzip(top), mediaType: `${LAYER}+gzip+encrypted` }]
    expect(told(await read(configured(config, ...layers)))).toMatchObject({ packages: ['a 1.0.0'] })
  })

  test('must be readable', async () => {
    const { configured, read } = await world()
    expect(told(await read(configured('{', gzip(base))))).toMatch(/^malformed: its config is not strict JSON/)
    const missing = await world({
      intercept: ({ path }) =>
        path.includes('/blobs/') && !isLayer(path) ? { status: 404, json: { errors: [{ code: 'BLOB_UNKNOWN' }] } } : undefined,
    })
    expect(told(await missing.read(missing.image(gzip(base))))).toBe('malformed: the registry does not have its config')
  })
})

test('layers together unpack to as much as the limit, and to one byte more is a problem', async () => {
  const { registry, image, client } = await world()
  const weight = base.length + top.length
  const digest = image(gzip(base), gzip(top))
  const place = { repository: { registry: registry.host, repository: 'acme/web' }, digest }
  expect(told(await layersWith(client, weight)(place, MEBIBYTE))).toMatchObject({ packages: ['a 1.0.0', 'b 2.0.0'] })
  const less = layersWith(client, weight - 1)
  expect(told(await less(place, MEBIBYTE))).toMatch(/^malformed: the layers of the image unpack to more than/)
  const again = { ...place, digest: image(gzip(base)) }
  expect(told(await layersWith(client, base.length)(again, MEBIBYTE))).toMatchObject({ packages: ['a 1.0.0'] })
})
