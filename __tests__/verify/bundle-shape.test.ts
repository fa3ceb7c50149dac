import { describe, expect, test } from '@jest/globals'
import { attachBundle, bundleOf } from '../fakes/signing/attach.ts'
import type { BundleEntry } from '../fakes/signing/log.ts'
import { ask, bundled, identity, keys } from './asking.ts'
import { DIGEST } from './shelf.ts'

type Entry = { -readonly [K in keyof BundleEntry]?: BundleEntry[K] }
type Bundle = {
  mediaType: string
  verificationMaterial: { [key: string]: unknown; tlogEntries: Entry[] }
  [key: string]: unknown
}

const VERSIONS = ['+json;version=0.1', '+json;version=0.2', '+json;version=0.3', '.v0.3+json'] as const

/** The answer about a bundle of that version after a change. */
function changed(version: (typeof VERSIONS)[number], change: (bundle: Bundle) => void, signed = bundled()) {
  const bundle = structuredClone(bundleOf(signed)) as Bundle
  bundle.mediaType = `application/vnd.dev.sigstore.bundle${version}`
  change(bundle)
  return ask([attachBundle(DIGEST, bundle)])
}

const malformed = { status: 'refuted', because: 'invalid', reason: expect.stringContaining('bundle-malformed') }
const proved = { status: 'proved' }

describe('a bundle', () => {
  test.each(VERSIONS)('of version %s is read', async (version) => {
    expect(await changed(version, () => undefined)).toMatchObject(proved)
  })
  test('of a version that is not known leaves the answer open', async () => {
    expect(await changed('.v0.4+json' as (typeof VERSIONS)[number], () => undefined)).toMatchObject({
      status: 'unknown',
      problem: { kind: 'unsupported' },
    })
  })
  test('needs its inclusion proof and the checkpoint of it from version 0.2 on; before, the promise vouches', async () => {
    const withoutProof = ({ verificationMaterial: { tlogEntries } }: Bundle) => {
      for (const entry of tlogEntries) delete entry.inclusionProof
    }
    const withoutCheckpoint = ({ verificationMaterial: { tlogEntries } }: Bundle) => {
      for (const { inclusionProof } of tlogEntries) delete (inclusionProof as { checkpoint?: unknown }).checkpoint
    }
    for (const change of [withoutProof, withoutCheckpoint]) {
      expect(await changed(VERSIONS[0], change)).toMatchObject(proved)
      for (const version of VERSIONS.slice(1)) expect(await changed(version, change)).toMatchObject(malformed)
    }
  })
  test('in which no log vouches for its entry is refused', async () => {
    const bare = (bundle: Bundle) =>
      bundle.verificationMaterial.tlogEntries.forEach((entry) => {
        delete entry.inclusionProof
        delete entry.inclusionPromise
      })
    expect(await changed(VERSIONS[0], bare)).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining('neither a signed promise nor a signed inclusion proof'),
    })
  })
  test('holds one certificate, not a chain, from version 0.3 on', async () => {
    const chained = ({ verificationMaterial }: Bundle) => {
      verificationMaterial.x509CertificateChain = { certificates: [verificationMaterial.certificate] }
      delete verificationMaterial.certificate
    }
    expect(await changed(VERSIONS[1], chained)).toMatchObject(proved)
    for (const version of VERSIONS.slice(2)) expect(await changed(version, chained)).toMatchObject(malformed)
  })
  test.each<[string, (bundle: Bundle) => void]>([
    ['two kinds of content', (bundle) => Object.assign(bundle, { messageSignature: { signature: 'AAAA' } })],
    ['no content', (bundle) => delete bundle.dsseEnvelope],
    ['two kinds of signer', (bundle) => Object.assign(bundle.verificationMaterial, { publicKey: { hint: 'x' } })],
    ['no signer', (bundle) => delete bundle.verificationMaterial.certificate],
    ['a log entry that is none', (bundle) => Object.assign(bundle.verificationMaterial, { tlogEntries: [null] })],
  ])('with %s is refused', async (_, change) => {
    expect(await changed('.v0.3+json', change)).toMatchObject(malformed)
  })
  test('signed with a key is not made one of a certificate by adding one', async () => {
    const stolen = bundleOf(bundled()) as Bundle
    const borrowed = ({ verificationMaterial }: Bundle) => {
      delete verificationMaterial.publicKey
      verificationMaterial.certificate = stolen.verificationMaterial.certificate
    }
    expect(await changed('.v0.3+json', borrowed, bundled({ keys }))).toMatchObject({
      status: 'refuted',
      because: 'invalid',
      reason: expect.stringContaining('signature-invalid'),
    })
    expect(await changed('.v0.3+json', () => undefined, bundled({ identity }))).toMatchObject(proved)
  })
})
