import { describe, expect, test } from '@jest/globals'
import { attachBundle, bundleOf } from '../fakes/signing/attach.ts'
import { SIGNING_TIME } from '../fakes/signing/sign.ts'
import { issue, newIssuer } from '../fakes/signing/sigstore.ts'
import { ask, bundled, foreign, identity, world } from './asking.ts'
import { DIGEST } from './shelf.ts'

/** A 0.1 bundle of the tests' signer with these certificates after its own. */
function chained(given: readonly Buffer[], signed = bundled()) {
  const bundle = bundleOf(signed) as { readonly verificationMaterial: { readonly tlogEntries: unknown } }
  const certificates = [signed.signer.certificate ?? Buffer.alloc(0), ...given]
  const { certificate: _, ...material } = bundle.verificationMaterial as Record<string, unknown>
  const x509CertificateChain = { certificates: certificates.map((der) => ({ rawBytes: der.toString('base64') })) }
  return attachBundle(DIGEST, {
    ...bundle,
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: { ...material, x509CertificateChain },
  })
}

const { root, intermediate } = world

describe('a bundle that brings its chain', () => {
  test('is judged as one that does not, even where the root stands at its end, as in the first bundles of npm', async () => {
    for (const given of [[], [intermediate.certificate], [intermediate.certificate, root.certificate]])
      expect(await ask([chained(given)])).toMatchObject({ status: 'proved' })
  })
  test.each([
    ['before the end', [root.certificate, intermediate.certificate]],
    ['out of order', [root.certificate]],
    ['twice', [intermediate.certificate, root.certificate, root.certificate]],
    ['that nothing in the chain leads to', [intermediate.certificate, foreign.tsaRoot.certificate]],
  ])('with a root %s is refused', async (_, given) => {
    expect(await ask([chained(given)])).toMatchObject({
      status: 'refuted',
      because: 'invalid',
      reason: expect.stringContaining('root certificate inside its chain'),
    })
  })
  test('is not vouched for by the root that it brings, whatever its names', async () => {
    const own = newIssuer('fulcio root', world.start)
    const below = newIssuer('fulcio intermediate', world.start, own)
    const leaf = issue(world, identity, SIGNING_TIME, { issuer: below })
    expect(await ask([chained([below.certificate, own.certificate], bundled({ leaf }))])).toMatchObject({
      status: 'refuted',
      because: 'untrusted',
      reason: expect.stringContaining('certificate-authority-unknown'),
    })
  })
})
