import { describe, expect, test } from '@jest/globals'
import { MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS_BYTES, MAX_CHAIN, MAX_FACT_CHARACTERS } from '../../src/model/limits.ts'
import { attachTag, signatureLayer } from '../fakes/signing/attach.ts'
import { pem } from '../fakes/signing/certificates.ts'
import { ask, att, attested, PROVENANCE, tagged, world } from './asking.ts'
import { DIGEST, shelf } from './shelf.ts'

describe('limits of one manifest', () => {
  test('all that is read for it together is bounded, and what is beyond is named', async () => {
    const layer = (n: number, size: number) => ({
      mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
      digest: `sha256:${n.toString(16).padStart(64, '0')}`,
      size,
    })
    const whole = MAX_ATTACHMENTS_BYTES / MAX_ATTACHMENT_BYTES
    const fetchedOf = async (sizes: readonly number[]) => {
      const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: `sha256:${'e'.repeat(64)}`, size: 2 }
      const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, config, layers: sizes.map((size, n) => layer(n, size)) }))
      const registry = shelf([{ ...attachTag(DIGEST, 'sig', []), manifest }])
      const fetched: string[] = []
      const blob: typeof registry.blob = async (_, digest) => {
        fetched.push(digest)
        return { kind: 'absent' }
      }
      const answer = await ask([], { registry: { ...registry, blob } })
      return { fetched: fetched.length, answer }
    }
    const full = Array.from({ length: whole }, () => MAX_ATTACHMENT_BYTES)
    expect((await fetchedOf(full)).fetched).toBe(whole)
    const { fetched, answer } = await fetchedOf([...full, 1])
    expect(fetched).toBe(whole)
    expect(answer).toMatchObject({ status: 'unknown' })
  })
  test('facts are cut to what a report can show, after they were compared', async () => {
    const source = (length: number) => `https://acme.test/${'x'.repeat(length - 18)}`
    for (const [length, kept] of [
      [MAX_FACT_CHARACTERS, MAX_FACT_CHARACTERS],
      [MAX_FACT_CHARACTERS + 1, MAX_FACT_CHARACTERS + 1],
      [50_000, MAX_FACT_CHARACTERS + 1],
    ] as const) {
      const predicate = { runDetails: { builder: { id: source(length) } } }
      const answer = await ask([att(attested(PROVENANCE, predicate))], {
        attestation: { type: 'slsa-provenance', where: { builder: source(length) } },
      })
      const builder = answer.status === 'proved' ? answer.facts.claims.find(([name]) => name === 'builder')?.[1] : undefined
      expect(builder).toHaveLength(kept)
    }
  })
  test('a chain that came with the material is bounded', async () => {
    const layer = signatureLayer(tagged())
    const chained = (count: number) => {
      const chain = Array.from({ length: count }, () => pem('CERTIFICATE', world.root.certificate)).join('')
      return attachTag(DIGEST, 'sig', [{ ...layer, annotations: { ...layer.annotations, 'dev.sigstore.cosign/chain': chain } }])
    }
    expect(await ask([chained(MAX_CHAIN)])).toMatchObject({ status: 'proved' })
    expect(await ask([chained(MAX_CHAIN + 1)])).toMatchObject({ status: 'refuted', reason: expect.stringContaining('than 10') })
  })
})
