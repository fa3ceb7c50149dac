import { describe, expect, test } from '@jest/globals'
import { readDer } from '../../src/verify/crypto/der.ts'
import { attachTag, signatureLayer } from '../fakes/signing/attach.ts'
import {
  authorityExtensions,
  leafExtensions,
  type NewExtension,
  newCertificate,
  newKeys,
  pem,
} from '../fakes/signing/certificates.ts'
import { der, oid, sequence, TRUE } from '../fakes/signing/der.ts'
import { SIGNING_TIME } from '../fakes/signing/sign.ts'
import { type Issuer, issue, type LeafOptions, newIssuer, trustedRoot } from '../fakes/signing/sigstore.ts'
import { ask, identity, keyless, sig, tagged, world } from './asking.ts'
import { DIGEST } from './shelf.ts'

const refuted = (reason: string) => ({ status: 'refuted', because: 'invalid', reason: expect.stringContaining(reason) })
const END = new Date('2030-01-01T00:00:00Z')

/** An image signed with a certificate of an issuer that the trust root does not list; its certificate comes along. */
function signedBelow(issuer: Issuer) {
  const layer = signatureLayer(tagged({ leaf: issue(world, identity, SIGNING_TIME, { issuer }) }))
  return attachTag(DIGEST, 'sig', [
    { ...layer, annotations: { ...layer.annotations, 'dev.sigstore.cosign/chain': pem('CERTIFICATE', issuer.certificate) } },
  ])
}

/** An issuer below the trust root's own root, with these extensions. */
function below(extensions: readonly NewExtension[], above: Issuer = world.root): Issuer {
  const keys = newKeys()
  const name = 'another intermediate'
  const certificate = newCertificate({
    subject: name,
    issuer: above.name,
    publicKey: keys.publicKey,
    issuerKey: above.keys.privateKey,
    notBefore: world.start,
    notAfter: END,
    extensions,
  })
  return { name, keys, certificate }
}

const [constraints, usage] = authorityExtensions(0)
if (constraints === undefined || usage === undefined) throw new Error('the fakes are broken')

describe('an authority that came with the signature', () => {
  test('counts below the trust root', async () => {
    expect(await ask([signedBelow(below(authorityExtensions(0)))])).toMatchObject({ status: 'proved' })
  })
  test.each<[string, readonly NewExtension[]]>([
    ['that is none', leafExtensions('1.3.6.1.5.5.7.3.3')],
    ['that does not say that it is one', [usage]],
    ['that may not sign certificates', [constraints, ...leafExtensions('1.3.6.1.5.5.7.3.3').slice(0, 1)]],
    ['that does not say what it may do', [constraints]],
    ['that says so without weight', [{ ...constraints, critical: false }, usage]],
  ])('%s is no authority', async (_, extensions) => {
    expect(await ask([signedBelow(below(extensions))])).toMatchObject(refuted('not a certificate authority'))
  })
  test('is refused below one that allows no other', async () => {
    expect(await ask([signedBelow(newIssuer('below', world.start, world.intermediate))])).toMatchObject(
      refuted('allows fewer certificates below it'),
    )
  })
  test('whose own signature is not that of the one above it is unknown', async () => {
    const impostor = { ...world.root, keys: newKeys() }
    expect(await ask([signedBelow(below(authorityExtensions(0), impostor))])).toMatchObject({
      status: 'refuted',
      because: 'untrusted',
      reason: expect.stringContaining('certificate-authority-unknown'),
    })
  })
  test('that is limited in a way that is not understood leaves the answer open', async () => {
    const names = { id: '2.5.29.30', critical: true, value: sequence(der(0xa0, sequence(der(0x82, Buffer.from('acme.test'))))) }
    expect(await ask([signedBelow(below([...authorityExtensions(0), names]))])).toMatchObject({
      status: 'unknown',
      problem: { kind: 'unsupported', detail: expect.stringContaining('2.5.29.30') },
    })
  })
})

describe('a leaf', () => {
  const signedWith = (options: LeafOptions, claims: Readonly<Record<number, string>> = {}) =>
    sig(tagged({ leaf: issue(world, { ...identity, claims: { ...identity.claims, ...claims } }, SIGNING_TIME, options) }))

  test('with a critical extension that is not understood leaves the answer open; one that is not critical says nothing', async () => {
    const extra = (critical: boolean) => ({ extra: [{ id: '1.2.3.4', critical, value: sequence(oid('1.2.3')) }] })
    expect(await ask([signedWith(extra(true))])).toMatchObject({ status: 'unknown', problem: { kind: 'unsupported' } })
    expect(await ask([signedWith(extra(false))])).toMatchObject({ status: 'proved' })
  })
  test('must be one certificate: what comes with two names nobody', async () => {
    const leaf = issue(world, identity, SIGNING_TIME)
    const layer = signatureLayer(tagged({ leaf }))
    const two = pem('CERTIFICATE', leaf.certificate) + pem('CERTIFICATE', world.intermediate.certificate)
    const annotations = { ...layer.annotations, 'dev.sigstore.cosign/certificate': two }
    expect(await ask([attachTag(DIGEST, 'sig', [{ ...layer, annotations }])])).toMatchObject(refuted('not one certificate'))
  })
  test('that names two issuers names none', async () => {
    expect(await ask([signedWith({}, { 1: 'https://accounts.google.com' })])).toMatchObject(refuted('two different issuers'))
  })
  test('with an extension twice is malformed', async () => {
    const again = { id: '2.5.29.19', value: sequence(TRUE) }
    expect(await ask([signedWith({ extra: [again, again] })])).toMatchObject(refuted('certificate-malformed'))
  })
  test('with something after its signature is malformed', async () => {
    const leaf = issue(world, identity, SIGNING_TIME)
    const { children } = readDer(leaf.certificate)
    const certificate = sequence(...children.map(({ raw }) => raw), der(0x05))
    expect(await ask([sig(tagged({ leaf: { ...leaf, certificate } }))])).toMatchObject(refuted('a certificate has three parts'))
  })
  test('that states two signature algorithms is malformed', async () => {
    const leaf = issue(world, identity, SIGNING_TIME)
    const stated = oid('1.2.840.10045.4.3.2')
    const at = leaf.certificate.lastIndexOf(stated)
    const certificate = Buffer.concat([
      leaf.certificate.subarray(0, at),
      oid('1.2.840.10045.4.3.3'),
      leaf.certificate.subarray(at + stated.length),
    ])
    expect(await ask([sig(tagged({ leaf: { ...leaf, certificate } }))])).toMatchObject(refuted('two signature algorithms differ'))
  })
  test.each([
    ['none', 'sct-missing'],
    ['wrong', 'sct-invalid'],
  ] as const)('whose certificate timestamp is %s is refused where the trust root names a log for them', async (sct, reason) => {
    expect(await ask([signedWith({ sct })])).toMatchObject(refuted(reason))
    const roots = { unlogged: trustedRoot(world, ['certificate-logs']) }
    expect(await ask([signedWith({ sct })], { authority: { ...keyless, trustRoots: ['unlogged'] }, roots })).toMatchObject({
      status: 'proved',
    })
  })
})
