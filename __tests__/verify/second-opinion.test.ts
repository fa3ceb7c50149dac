import { describe, expect, test } from '@jest/globals'
import { unknown } from '../../src/model/answer.ts'
import { secondOpinion } from '../../src/verify/second-opinion.ts'
import { readTrustRoot } from '../../src/verify/trust-root.ts'
import { openBundle } from '../../src/verify/verifiers/bundle.ts'
import { verifyMaterial } from '../../src/verify/verify-material.ts'
import { attachBundle, bundleOf } from '../fakes/signing/attach.ts'
import { signMessage } from '../fakes/signing/sign.ts'
import { trustedRoot } from '../fakes/signing/sigstore.ts'
import { ask, bundled, identity, keyless, sig, tagged, world } from './asking.ts'
import { DIGEST, IMAGE, shelf } from './shelf.ts'

describe('the second opinion', () => {
  const overManifest = bundleOf(signMessage(world, { identity }, IMAGE)) as {
    readonly messageSignature: { readonly signature: string }
  }

  test('agrees with what is good', async () => {
    expect(await ask([attachBundle(DIGEST, overManifest)])).toMatchObject({ status: 'proved' })
  })
  test('and ours need the manifest: one that cannot be fetched leaves the answer open', async () => {
    const whole = shelf([attachBundle(DIGEST, overManifest)])
    const registry: typeof whole = {
      ...whole,
      manifest: async (repository, selector) =>
        'digest' in selector && selector.digest === DIGEST
          ? unknown('unreachable', DIGEST, 'the registry does not answer')
          : whole.manifest(repository, selector),
    }
    expect(await ask([], { registry })).toMatchObject({ status: 'unknown', problem: { kind: 'unreachable' } })
  })
  test('that differs makes the answer unknown, and it says so', async () => {
    const { signature } = overManifest.messageSignature
    const unreadableForTheLibrary = attachBundle(DIGEST, { ...overManifest, messageSignature: { signature } })
    expect(await ask([unreadableForTheLibrary])).toMatchObject({ status: 'unknown', problem: { kind: 'disagreement' } })
    expect(await ask([unreadableForTheLibrary, sig(tagged())])).toMatchObject({ status: 'proved' })
  })
  test('cannot turn a refusal into a proof: a statement about another image is refused, though the library takes any', async () => {
    expect(await ask([attachBundle(DIGEST, bundleOf(bundled(undefined, {}, `sha256:${'5'.repeat(64)}`)))])).toMatchObject({
      status: 'refuted',
      because: 'invalid',
    })
  })
  test('is not asked for what the library is known not to read', async () => {
    expect(
      await ask([sig(tagged({ identity: { username: 'me!acme.test', issuer: identity.issuer } }))], {
        authority: { ...keyless, identity: 'me!acme.test' },
      }),
    ).toMatchObject({ status: 'proved' })
  })
  test('is asked about material that repeats what the trust root holds, not about what adds to it', () => {
    const root = readTrustRoot('private', trustedRoot(world))
    const material = openBundle(Buffer.from(JSON.stringify(bundleOf(bundled()))))
    if (!root.ok || !material.ok || material.value.signer.kind !== 'certificate') throw new Error('the world is broken')
    const { leaf } = material.value.signer
    const terms = { root: root.value, log: 'required', now: 0 } as const
    const verified = verifyMaterial(material.value, terms)
    if (!verified.ok) throw new Error('the world is broken')
    const bringing = (given: readonly Buffer[]) =>
      secondOpinion({ ...material.value, signer: { kind: 'certificate', leaf, given } }, terms, verified.value)
    expect(bringing([world.intermediate.certificate, world.root.certificate])).toEqual({ kind: 'agrees' })
    expect(bringing([world.tsaRoot.certificate])).toMatchObject({ kind: 'cannot-read', why: expect.stringContaining('chains') })
    const wellKnown = { ...terms, root: { ...root.value, name: 'public-good' } }
    const signer = { kind: 'certificate', leaf, given: [world.tsaRoot.certificate] } as const
    expect(secondOpinion({ ...material.value, signer }, wellKnown, verified.value)).toEqual({ kind: 'agrees' })
  })
  test('names another signer: disagreement', () => {
    const root = readTrustRoot('private', trustedRoot(world))
    const material = openBundle(Buffer.from(JSON.stringify(bundleOf(bundled()))))
    if (!root.ok || !material.ok) throw new Error('the world is broken')
    const terms = { root: root.value, log: 'required', now: 0 } as const
    const verified = verifyMaterial(material.value, terms)
    if (!verified.ok || verified.value.signer.kind === 'key') throw new Error('the world is broken')
    const renamed = {
      ...verified.value,
      signer: { ...verified.value.signer, names: [{ kind: 'uri', value: 'https://other.test' }] },
    } as const
    expect(secondOpinion(material.value, terms, verified.value)).toEqual({ kind: 'agrees' })
    expect(secondOpinion(material.value, terms, renamed)).toMatchObject({ kind: 'disagrees' })
  })
})
