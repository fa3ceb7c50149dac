import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { found } from '../../src/model/answer.ts'
import { MAX_CANDIDATES, MAX_DESCRIPTORS } from '../../src/model/limits.ts'
import type { Registry } from '../../src/ports/registry.ts'
import { type Attachment, attachTag, bundleOf, signatureLayer } from '../fakes/signing/attach.ts'
import { ask, bundled, github, rawEnvelope, sig, tagged } from './asking.ts'
import { asDigest, DIGEST, shelf } from './shelf.ts'

/** A registry that counts what is fetched from it. */
function counted(attachments: readonly Attachment[]) {
  const base = shelf(attachments)
  const fetched = { manifests: 0, blobs: 0 }
  const registry: Registry = {
    ...base,
    manifest: (repository, selector) => {
      if ('digest' in selector) fetched.manifests++
      return base.manifest(repository, selector)
    },
    blob: (...asked) => {
      fetched.blobs++
      return base.blob(...asked)
    },
  }
  return { registry, fetched }
}

const tooMany = { status: 'unknown', problem: { kind: 'too-many', detail: expect.stringContaining('only 100 are') } }
const template = signatureLayer(tagged())
const junkLayer = (n: number) => ({ ...template, bytes: Buffer.from(`{"n":${n}}`) })
const junkBundles = (count: number) => Array.from({ length: count }, (_, n) => found(`{"n":${n}}`))

describe('what is stored without end is looked at up to the limit, and saying so is not a pass', () => {
  test('layers under one tag', async () => {
    const layers = Array.from({ length: MAX_CANDIDATES + 1 }, (_, n) => junkLayer(n))
    const { registry, fetched } = counted([attachTag(DIGEST, 'sig', layers)])
    expect(await ask([], { registry })).toMatchObject(tooMany)
    expect(fetched.blobs).toBe(MAX_CANDIDATES)
    expect(await ask([attachTag(DIGEST, 'sig', layers.slice(1))])).toMatchObject({ status: 'refuted' })
  })
  test('referrers', async () => {
    const junk = Array.from({ length: MAX_CANDIDATES + 1 }, (_, n) => rawEnvelope(Buffer.from(`{"n":${n}}`)))
    const { registry, fetched } = counted(junk)
    expect(await ask([], { registry })).toMatchObject(tooMany)
    expect(fetched).toEqual({ manifests: MAX_CANDIDATES, blobs: MAX_CANDIDATES })
  })
  test("GitHub's attestations", async () => {
    const store = (count: number) => ({ bundles: async () => found(junkBundles(count)) })
    expect(await ask([], { authority: github, store: store(MAX_CANDIDATES + 1) })).toMatchObject(tooMany)
    expect(await ask([], { authority: github, store: store(MAX_CANDIDATES) })).toMatchObject({ status: 'refuted' })
  })
  test('a proof within the limit is a proof', async () => {
    const layers = [signatureLayer(tagged()), ...Array.from({ length: MAX_CANDIDATES + 1 }, (_, n) => junkLayer(n))]
    expect(await ask([attachTag(DIGEST, 'sig', layers)])).toMatchObject({ status: 'proved' })
    const bundles = [found(JSON.stringify(bundleOf(bundled()))), ...junkBundles(MAX_CANDIDATES + 1)]
    expect(await ask([], { authority: github, store: { bundles: async () => found(bundles) } })).toMatchObject({
      status: 'proved',
    })
  })
})

describe('what a manifest states', () => {
  test.each([-1, 1])('a size that is not that of the content (%d) leaves the answer open', async (more) => {
    const signed = sig(tagged())
    const manifest = JSON.parse(signed.manifest.toString()) as { layers: { size: number }[] }
    for (const layer of manifest.layers) layer.size += more
    const lying = { ...signed, manifest: Buffer.from(JSON.stringify(manifest)) }
    expect(await ask([lying])).toMatchObject({ status: 'unknown', problem: { kind: 'malformed' } })
  })
})

describe('a manifest of signatures', () => {
  test('with more layers than are read is not read at all', async () => {
    const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: `sha256:${'e'.repeat(64)}`, size: 2 }
    const of = (count: number) => {
      const manifest = Buffer.from(
        JSON.stringify({ schemaVersion: 2, config, layers: Array.from({ length: count }, () => config) }),
      )
      return shelf([{ ...attachTag(DIGEST, 'sig', []), manifest }])
    }
    expect(await ask([], { registry: of(MAX_DESCRIPTORS + 1) })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'too-many', detail: expect.stringContaining('than 1000') },
    })
    expect(await ask([], { registry: of(MAX_DESCRIPTORS) })).toMatchObject({
      problem: { detail: expect.stringContaining('only 100 are') },
    })
  })
  test('whose layers are compressed is read as it stands: nothing is unpacked', async () => {
    const layer = signatureLayer(tagged())
    for (const packed of [gzipSync(layer.bytes), brotliCompressSync(layer.bytes)])
      expect(await ask([attachTag(DIGEST, 'sig', [{ ...layer, bytes: packed }])])).toMatchObject({
        status: 'refuted',
        because: 'invalid',
        reason: expect.stringContaining('payload-malformed'),
      })
  })
})

describe('what is listed and is not there', () => {
  test('is a lie of the registry, not an absence', async () => {
    const base = shelf([])
    const descriptor = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: asDigest(`sha256:${'6'.repeat(64)}`) }
    const registry: Registry = { ...base, referrers: async () => found([{ ...descriptor, size: 7, annotations: {} }]) }
    expect(await ask([], { registry })).toMatchObject({ status: 'unknown', problem: { kind: 'malformed' } })
  })
})
