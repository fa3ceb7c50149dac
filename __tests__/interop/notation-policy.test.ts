import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { policyOfJson } from '../admission/cluster.ts'
import { type FakeRegistry, startRegistry } from '../fakes/registry.ts'
import { describe as descriptorOf, pushArtifact, pushImage } from '../fakes/registry-push.ts'
import { leafExtensions, type NewExtension, pem } from '../fakes/signing/certificates.ts'
import { der, sequence } from '../fakes/signing/der.ts'
import {
  distinguishedName,
  NOTATION,
  type Notary,
  newNotary,
  type Signing,
  signJws,
  type Target,
} from '../fakes/signing/notation.ts'
import { newIssuer, newStampingKey } from '../fakes/signing/sigstore.ts'
import { stampToken } from '../fakes/signing/timestamp.ts'
import { type Fate, ourFate } from './pull-worlds.ts'

const program = process.env.PREADMIT_NOTATION ?? ''
const suite = program === '' ? describe.skip : describe
const skipped = program === '' ? ' (skipped: set PREADMIT_NOTATION to the built __tests__/interop/notation-go)' : ''

/** A place that tells whether a certificate was revoked, where nobody listens. */
const CRL: NewExtension = {
  id: '2.5.29.31',
  critical: false,
  value: sequence(sequence(der(0xa0, der(0xa0, der(0x86, Buffer.from('http://127.0.0.1:1/acme.crl')))))),
}
const start = new Date('2026-01-01T00:00:00Z')
const THEN = { notBefore: start, notAfter: new Date('2026-06-01T00:00:00Z') }
const acme = newNotary()
const stranger = newNotary()
const outdated = newNotary(THEN)
const revocable = newNotary({ leaf: [...leafExtensions('1.3.6.1.5.5.7.3.3'), CRL] })
const named = newNotary({ subject: distinguishedName(['C', 'US'], ['ST', 'WA'], ['O', 'other'], ['CN', 'release']) })
const tsaRoot = newIssuer('tsa root', start)
const tsa = newStampingKey(tsaRoot, start)
const otherTsa = newStampingKey(newIssuer('other root', start), start)

const STORES = {
  'ca:acme': [acme, outdated, revocable, named].map(({ root }) => pem('CERTIFICATE', root.certificate)),
  'ca:stranger': [pem('CERTIFICATE', stranger.root.certificate)],
  'signingAuthority:acme': [pem('CERTIFICATE', acme.root.certificate)],
  'tsa:acme': [pem('CERTIFICATE', tsaRoot.certificate)],
}

type Envelope = Readonly<Record<string, unknown>>
const by = (notary: Notary, target: Target, more: Partial<Signing> = {}): Envelope =>
  signJws({ chain: notary.chain, key: notary.signer.keys.privateKey, payload: { targetArtifact: target }, ...more })
const stampedBy = (key: typeof tsa): Pick<Signing, 'countersign'> => ({
  countersign: (signature) =>
    stampToken(key, signature, new Date('2026-03-01T12:00:00Z'), { embed: [key.certificate, tsaRoot.certificate] }),
})
const expiry = (when: string): Pick<Signing, 'attributes'> => ({ attributes: { 'io.cncf.notary.expiry': when } })

function broken(envelope: Envelope): Envelope {
  const signature = Buffer.from(String(envelope.signature), 'base64url')
  signature[9] = (signature[9] ?? 0) ^ 1
  return { ...envelope, signature: signature.toString('base64url') }
}

/** How the images of the world are signed. */
const IMAGES: Readonly<Record<string, (target: Target) => readonly Envelope[]>> = {
  unsigned: () => [],
  signed: (target) => [by(acme, target)],
  'signed by a stranger': (target) => [by(stranger, target)],
  'signed under another name': (target) => [by(named, target)],
  altered: (target) => [broken(by(acme, target))],
  'carrying the signature of its twin': (target) => [by(acme, { ...target, digest: `sha256:${'0'.repeat(64)}` })],
  'of another size': (target) => [by(acme, { ...target, size: 1 })],
  'signed until yesterday': (target) => [by(acme, target, expiry('2026-03-02T00:00:00Z'))],
  'signed for long': (target) => [by(acme, target, expiry('2100-01-01T00:00:00Z'))],
  'signed with a certificate that ran out': (target) => [by(outdated, target)],
  'signed with it and stamped in time': (target) => [by(outdated, target, stampedBy(tsa))],
  'signed with it and stamped by a stranger': (target) => [by(outdated, target, stampedBy(otherTsa))],
  'signed and stamped': (target) => [by(acme, target, stampedBy(tsa))],
  'signed and stamped by a stranger': (target) => [by(acme, target, stampedBy(otherTsa))],
  'altered, and signed': (target) => [broken(by(acme, target)), by(acme, target)],
  'signed by a stranger, and until yesterday': (target) => [
    by(stranger, target),
    by(acme, target, expiry('2026-03-02T00:00:00Z')),
  ],
  'signed by the authority itself': (target) => [
    by(acme, target, {
      attributes: {
        crit: ['io.cncf.notary.signingScheme', 'io.cncf.notary.authenticSigningTime'],
        'io.cncf.notary.signingScheme': 'notary.x509.signingAuthority',
        'io.cncf.notary.signingTime': undefined,
        'io.cncf.notary.authenticSigningTime': '2026-03-01T12:00:00Z',
      },
    }),
  ],
  'signed with a certificate that may be revoked': (target) => [by(revocable, target)],
}

const ACME = {
  name: 'acme',
  registryScopes: ['*'],
  signatureVerification: { level: 'strict' },
  trustStores: ['ca:acme'],
  trustedIdentities: ['x509.subject: C=US, ST=WA, O=acme'],
}
const one = (more: object) => ({ version: '1.0', trustPolicies: [{ ...ACME, ...more }] })
const level = (name: string, override?: object) => ({ signatureVerification: { level: name, ...(override && { override }) } })
const SKIP = { trustStores: undefined, trustedIdentities: undefined, ...level('skip') }
const timed = { trustStores: ['ca:acme', 'tsa:acme'] }

/** Policies that notation takes; HOST stands for the registry. */
const POLICIES: Readonly<Record<string, object>> = {
  strict: one({}),
  permissive: one(level('permissive')),
  audit: one(level('audit')),
  skip: one(SKIP),
  'everybody of the store': one({ trustedIdentities: ['*'] }),
  'another name': one({ trustedIdentities: ['x509.subject: C=US, ST=WA, O=other'] }),
  'two names': one({ trustedIdentities: ['x509.subject: C=US, ST=WA, O=other', 'x509.subject: C=US,ST=WA,O=acme,CN=release'] }),
  'another store': one({ trustStores: ['ca:stranger'] }),
  'two stores': one({ trustStores: ['ca:stranger', 'ca:acme'] }),
  'a signing authority': one({ trustStores: ['signingAuthority:acme'] }),
  'an authority beside': one({ trustStores: ['ca:acme', 'signingAuthority:acme'] }),
  'no revocation': one(level('strict', { revocation: 'skip' })),
  'revocation recorded': one(level('strict', { revocation: 'log' })),
  'expiry recorded': one(level('strict', { expiry: 'log' })),
  'time recorded': one(level('strict', { authenticTimestamp: 'log' })),
  'authenticity recorded': one(level('strict', { authenticity: 'log' })),
  'all recorded': one(level('strict', { authenticity: 'log', expiry: 'log', authenticTimestamp: 'log', revocation: 'log' })),
  'permissive but for expiry': one(level('permissive', { expiry: 'enforce' })),
  'audit but for authenticity': one(level('audit', { authenticity: 'enforce' })),
  'with timestamps': one(timed),
  'with timestamps, after expiry': one({
    ...timed,
    signatureVerification: { level: 'strict', verifyTimestamp: 'afterCertExpiry' },
  }),
  'permissive with timestamps': one({ ...timed, ...level('permissive') }),
  'another repository only': one({ registryScopes: ['HOST/acme/elsewhere'] }),
  'one repository skipped': {
    version: '1.0',
    trustPolicies: [ACME, { ...ACME, name: 'b', registryScopes: ['HOST/acme/altered', 'HOST/acme/unsigned'], ...SKIP }],
  },
}

/** Policies that notation refuses whole. */
const REFUSED: Readonly<Record<string, object>> = {
  'a version that is none': { ...one({}), version: '2.0' },
  'no version': { ...one({}), version: undefined },
  'no statement': { version: '1.0', trustPolicies: [] },
  'no name': one({ name: '' }),
  'a star beside scopes': one({ registryScopes: ['*', 'HOST/acme/signed'] }),
  'no scope': one({ registryScopes: [] }),
  'a star inside a scope': one({ registryScopes: ['HOST/acme/*'] }),
  'a scope that is an address': one({ registryScopes: ['https://HOST/acme/signed'] }),
  'a scope with a tag': one({ registryScopes: ['HOST/acme/signed:v1'] }),
  'a scope that is a host': one({ registryScopes: ['HOST'] }),
  'a scope in capitals': one({ registryScopes: ['HOST/Acme/signed'] }),
  'a scope with two dots': one({ registryScopes: ['ghcr..io/acme/signed'] }),
  'a scope that starts with a dash': one({ registryScopes: ['-a.io/signed'] }),
  'a scope twice': { version: '1.0', trustPolicies: [ACME, { ...ACME, name: 'b' }] },
  'a name twice': { version: '1.0', trustPolicies: [ACME, { ...ACME, registryScopes: ['HOST/acme/signed'] }] },
  'no level': one({ signatureVerification: {} }),
  'no verification': one({ signatureVerification: undefined }),
  'a level that is none': one(level('lax')),
  'skip with stores': one(level('skip')),
  'skip with an override': one({ ...SKIP, ...level('skip', { expiry: 'log' }) }),
  'integrity recorded': one(level('strict', { integrity: 'log' })),
  'expiry skipped': one(level('strict', { expiry: 'skip' })),
  'an action that is none': one(level('strict', { expiry: 'warn' })),
  'no store': one({ trustStores: [] }),
  'a store without its type': one({ trustStores: ['acme'] }),
  'a store of no type': one({ trustStores: ['key:acme'] }),
  'no identity': one({ trustedIdentities: [] }),
  'an identity without its state': one({ trustedIdentities: ['x509.subject: C=US, O=acme'] }),
  'attributes in small letters': one({ trustedIdentities: ['x509.subject: c=US, st=WA, o=acme'] }),
  'everybody beside somebody': one({ trustedIdentities: ['*', 'x509.subject: C=US, ST=WA, O=acme'] }),
  'an identity inside another': one({
    trustedIdentities: ['x509.subject: C=US, ST=WA, O=acme', 'x509.subject: C=US, ST=WA, O=acme, CN=release'],
  }),
  'a time of no kind': one({ signatureVerification: { level: 'strict', verifyTimestamp: 'never' } }),
}

interface SignedImage {
  readonly what: string
  readonly name: string
  readonly target: Target
  readonly signatures: readonly { readonly mediaType: string; readonly envelope: string }[]
}

let registry: FakeRegistry
let images: readonly SignedImage[] = []

beforeAll(async () => {
  if (program === '') return
  registry = await startRegistry()
  images = Object.entries(IMAGES).map(([what, sign]) => {
    const repository = `acme/${what.replaceAll(/\W+/g, '-')}`
    const pushed = pushImage(registry.content, repository)
    const subject = descriptorOf(pushed)
    const target = { mediaType: subject.mediaType, digest: subject.digest, size: subject.size }
    const envelopes = sign(target).map((envelope) => Buffer.from(JSON.stringify(envelope)))
    for (const bytes of envelopes)
      pushArtifact(registry.content, repository, {
        artifactType: NOTATION.artifact,
        layers: [{ mediaType: NOTATION.jws, bytes }],
        subject,
      })
    const signatures = envelopes.map((bytes) => ({ mediaType: NOTATION.jws, envelope: bytes.toString('base64') }))
    return { what, name: `${registry.host}/${repository}@${pushed.digest}`, target, signatures }
  })
})

afterAll(() => registry?.close())

interface Verdict {
  readonly accepted: boolean
  readonly why: string
}

function theirVerdicts(policy: string): readonly Verdict[] {
  const trials = images.map(({ name, target, signatures }) => ({ policy, stores: STORES, reference: name, target, signatures }))
  return JSON.parse(execFileSync(program, ['judge'], { input: JSON.stringify(trials), maxBuffer: 1 << 26 }).toString())
}

/** Every image as notation and we judge it, where we differ; and how often we could not say. */
async function differences(json: object): Promise<{ readonly differ: readonly string[]; readonly fates: readonly Fate[] }> {
  const text = JSON.stringify(json).replaceAll('HOST', registry.host)
  const keys = new Map(Object.entries(STORES).map(([name, pems]) => [name, pems.join('\n')]))
  const policy = policyOfJson(JSON.parse(text), keys, 'trustpolicy.json')
  const verdicts = theirVerdicts(text)
  const told = await Promise.all(
    images.map(async ({ what, name }, at) => {
      const theirs = verdicts[at]
      const { fate, why } = await ourFate(policy, name, registry)
      const differs = fate !== 'open' && (fate === 'accepted') !== theirs?.accepted
      const words = `${what}: theirs ${theirs?.accepted} (${theirs?.why}), ours ${fate} (${why})`
      return { fate, differ: differs ? [words] : [] }
    }),
  )
  return { differ: told.flatMap(({ differ }) => differ), fates: told.map(({ fate }) => fate) }
}

suite(`trustpolicy.json is predicted as notation verifies${skipped}`, () => {
  const counted: Fate[] = []
  test.each(Object.entries(POLICIES))(
    '%s',
    async (_what, json) => {
      const { differ, fates } = await differences(json)
      counted.push(...fates)
      expect(differ).toEqual([])
    },
    60_000,
  )

  test.each(Object.entries(REFUSED))('refused whole: %s', async (_what, json) => {
    expect(theirVerdicts(JSON.stringify(json).replaceAll('HOST', registry.host)).filter(({ accepted }) => accepted)).toEqual([])
    const { fates } = await differences(json)
    expect(new Set(fates)).toEqual(new Set(['refused']))
  })

  test('both answers are met, and what nobody can say is rare', () => {
    const share = (fate: Fate) => counted.filter((each) => each === fate).length / counted.length
    expect(share('accepted')).toBeGreaterThan(0.15)
    expect(share('refused')).toBeGreaterThan(0.3)
    expect(share('open')).toBeLessThan(0.1)
  })
})
