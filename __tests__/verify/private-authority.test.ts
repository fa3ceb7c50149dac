import { describe, expect, test } from '@jest/globals'
import type { KeylessAuthority } from '../../src/model/policy.ts'
import { attachTag, signatureLayer } from '../fakes/signing/attach.ts'
import {
  alternativeNames,
  authorityExtensions,
  leafExtensions,
  name,
  newCertificate,
  newKeys,
  pem,
} from '../fakes/signing/certificates.ts'
import { der, oid, utf8 } from '../fakes/signing/der.ts'
import { newIssuer } from '../fakes/signing/sigstore.ts'
import { ask, tagged } from './asking.ts'
import { DIGEST } from './shelf.ts'

const start = new Date('2025-01-01T00:00:00Z')
const end = new Date('2030-01-01T00:00:00Z')
const root = newIssuer('Acme Root, Inc.', start)
const intermediate = newIssuer('Acme Signing', start, root)
const names = alternativeNames(der(0x81, Buffer.from('release@acme.test')), der(0x82, Buffer.from('build.acme.test')))
const json = JSON.stringify({
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  certificateAuthorities: [
    {
      certChain: { certificates: [{ rawBytes: root.certificate.toString('base64') }] },
      validFor: { start: start.toISOString() },
    },
  ],
})
const authority: KeylessAuthority = {
  kind: 'keyless',
  name: 'pki',
  issuer: 'x509:CN=Acme Signing',
  identity: 'release@acme.test',
  claims: {},
  trustRoots: ['pki'],
  transparencyLog: 'ignored',
}

/** The intermediate as its root would have issued it for one purpose. */
function limitedTo(purpose: string) {
  return newCertificate({
    subject: 'Acme Signing',
    issuer: 'Acme Root, Inc.',
    publicKey: intermediate.keys.publicKey,
    issuerKey: root.keys.privateKey,
    notBefore: start,
    notAfter: end,
    extensions: [...authorityExtensions(0), ...leafExtensions(purpose).slice(1)],
  })
}

function signed(
  purposes = leafExtensions('1.3.6.1.5.5.7.3.3'),
  chain: readonly Buffer[] = [intermediate.certificate, root.certificate],
  others?: readonly Buffer[],
) {
  const keys = newKeys()
  const certificate = newCertificate({
    subject: 'release',
    issuer: 'Acme Signing',
    publicKey: keys.publicKey,
    issuerKey: intermediate.keys.privateKey,
    notBefore: start,
    notAfter: end,
    extensions: [...purposes, others === undefined ? names : alternativeNames(...others)],
  })
  const layer = signatureLayer(tagged({ leaf: { keys, certificate } }, { log: 'none', stamped: false }))
  const annotations = {
    ...layer.annotations,
    ...(chain.length === 0 ? {} : { 'dev.sigstore.cosign/chain': chain.map((one) => pem('CERTIFICATE', one)).join('') }),
  }
  return attachTag(DIGEST, 'sig', [{ ...layer, annotations }])
}

describe('a private certificate authority without a log', () => {
  const roots = { pki: json }
  test('is proof where the policy names its root and says that there is no log; the chain comes with the signature', async () => {
    expect(await ask([signed()], { authority, roots })).toMatchObject({
      status: 'proved',
      facts: { signer: 'release@acme.test, build.acme.test', issuer: 'x509:CN=Acme Signing' },
    })
    expect(await ask([signed()], { authority: { ...authority, identity: 'dns:build.acme.test' }, roots })).toMatchObject({
      status: 'proved',
    })
    expect(await ask([signed(leafExtensions('1.3.6.1.5.5.7.3.3').slice(1))], { authority, roots })).toMatchObject({
      status: 'proved',
    })
  })
  test('is proof with a certificate that is for signatures and not restricted to a purpose, and below an authority for code', async () => {
    expect(await ask([signed(leafExtensions('1.3.6.1.5.5.7.3.3').slice(0, 1))], { authority, roots })).toMatchObject({
      status: 'proved',
    })
    for (const purpose of ['1.3.6.1.5.5.7.3.3', '2.5.29.37.0'])
      expect(await ask([signed(undefined, [limitedTo(purpose)])], { authority, roots })).toMatchObject({ status: 'proved' })
  })
  test('is proof with a certificate that has names of other kinds too, which nothing is compared with', async () => {
    const address = der(0x87, Buffer.from([127, 0, 0, 1]))
    const principal = der(0xa0, oid('1.3.6.1.4.1.311.20.2.3'), der(0xa0, utf8('release@acme.test')))
    const directory = der(0xa4, name('release@acme.test'))
    const mail = der(0x81, Buffer.from('release@acme.test'))
    expect(await ask([signed(undefined, undefined, [address, principal, directory, mail])], { authority, roots })).toMatchObject({
      status: 'proved',
    })
    for (const identity of ['release@acme.test', 'other:release@acme.test', '**', 'dns:**'])
      expect(
        await ask([signed(undefined, undefined, [address, principal, directory])], {
          authority: { ...authority, identity },
          roots,
        }),
      ).toMatchObject({ status: 'refuted', because: 'untrusted' })
  })
  test('is not proof where the policy does not say so', async () => {
    const { transparencyLog: _, ...required } = authority
    expect(await ask([signed()], { authority: required, roots })).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining('log-entry-missing'),
    })
  })
  test.each([
    ['without the intermediate', () => signed(undefined, []), 'certificate-authority-unknown'],
    ['with a certificate for servers', () => signed(leafExtensions('1.3.6.1.5.5.7.3.1')), 'certificate-usage'],
    ['with a certificate that says nothing of its use', () => signed([]), 'certificate-usage'],
    [
      'below an authority that is for servers only',
      () => signed(undefined, [limitedTo('1.3.6.1.5.5.7.3.1')]),
      'certificate-chain',
    ],
  ])('is not proof %s', async (_, attachment, reason) => {
    expect(await ask([attachment()], { authority, roots })).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining(reason),
    })
  })
  test('does not vouch for others, nor before or after its certificates', async () => {
    expect(await ask([signed()], { authority: { ...authority, identity: 'other@acme.test' }, roots })).toMatchObject({
      status: 'refuted',
      because: 'untrusted',
    })
    expect(await ask([signed()], { authority: { ...authority, issuer: 'x509:CN=Acme' }, roots })).toMatchObject({
      status: 'refuted',
      because: 'untrusted',
    })
    expect(await ask([signed()], { authority, roots, now: new Date('2030-01-01T00:00:01Z') })).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining('certificate-not-valid-then'),
    })
  })
})
