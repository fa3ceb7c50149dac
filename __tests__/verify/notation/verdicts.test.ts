import { describe, expect, test } from '@jest/globals'
import type { Evidence } from '../../../src/model/evidence.ts'
import type { Writable } from '../../fakes/signing/cbor.ts'
import { authorityExtensions, leafExtensions, type NewExtension, newKeys, pem } from '../../fakes/signing/certificates.ts'
import { bits, der, octets, oid, sequence } from '../../fakes/signing/der.ts'
import {
  acmeName,
  attachNotation,
  coseHeader,
  coseOf,
  coseParts,
  distinguishedName,
  holder,
  jwsHeader,
  type Notary,
  newNotary,
  selfSigned,
  signJws,
} from '../../fakes/signing/notation.ts'
import { ask, keyless, NOW, sig, tagged } from '../asking.ts'
import { DIGEST } from '../shelf.ts'
import { askBoth, askCose, askJws, authority, notary, signing, target, trusting } from './notary.ts'

const CODE = '1.3.6.1.5.5.7.3.3'
const proved = { status: 'proved' }
const usage = (first: number, ...more: readonly number[]): NewExtension => ({
  id: '2.5.29.15',
  critical: true,
  value: der(0x03, Buffer.from([more.length === 0 ? 0 : 7, first, ...more])),
})
const purpose = (...ids: readonly string[]): NewExtension => ({ id: '2.5.29.37', value: sequence(...ids.map(oid)) })

async function both(what: Parameters<typeof askBoth>[0], asking: Parameters<typeof askBoth>[1] = {}, expiry?: string) {
  return askBoth(what, asking, expiry)
}

function expectAll(answers: readonly Evidence[], expected: object): void {
  for (const answer of answers) expect(answer).toMatchObject(expected)
}

function refuted(because: 'invalid' | 'untrusted', code: string) {
  return { status: 'refuted', because, reason: expect.stringMatching(`^${code}:`) }
}

function unknownBecause(code: string) {
  return { status: 'unknown', problem: { kind: 'unsupported', detail: expect.stringMatching(`^${code}:`) } }
}

describe('a Notary Project signature', () => {
  test('by a trusted identity is proof, with its signer and what it states of its time', async () => {
    expectAll(await both(signing()), {
      ...proved,
      facts: {
        signer: 'CN=release,O=acme,ST=WA,C=US',
        issuer: 'x509:CN=signing,O=acme,ST=WA,C=US',
        claims: [['stated time', '2026-03-01T12:00:00.000Z']],
        store: expect.stringMatching(/^referrer sha256:/),
      },
    })
  })
  test.each(['rsa2048', 'rsa3072', 'rsa4096', 'p384', 'p521'] as const)('with a key of kind %s is proof', async (kind) => {
    const by = newNotary({ kind })
    expectAll(await both(signing(by), { authority: trusting(by) }), proved)
  })
  test('with a key of a kind that the specification does not know is open', async () => {
    const by = newNotary({ kind: 'ed25519' })
    const signed = signJws({ ...signing(by), key: notary.signer.keys.privateKey })
    expect(await askJws([signed], { authority: trusting(by) })).toMatchObject(unknownBecause('key-unsupported'))
  })
  test('by an intermediate in the trust store is proof, and a signer that vouches for itself when it is trusted itself', async () => {
    const { intermediate } = notary
    expectAll(await both(signing(), { authority: trusting({ root: intermediate }) }), proved)
    const alone = selfSigned()
    const what = { ...signing(), chain: [alone.certificate], key: alone.keys.privateKey }
    expectAll(await both(what, { authority: trusting({ root: alone }) }), proved)
    expectAll(await both(what), refuted('untrusted', 'certificate-authority-unknown'))
  })
  test('that is good is not hidden by bad ones, and no two halves make a whole', async () => {
    const good = signJws(signing())
    const stranger = newNotary()
    const theirs = signJws(signing(stranger))
    const wrong = signJws({ ...signing(), payload: { targetArtifact: { ...target, size: 1 } } })
    expect(await askJws([theirs, wrong, Buffer.from('{'), good])).toMatchObject(proved)
    expect(await askJws([theirs, wrong])).toMatchObject({ status: 'refuted' })
    expect(await askJws([{ ...good, header: theirs.header }])).toMatchObject(refuted('invalid', 'signature-invalid'))
  })
  test('is one signer in both envelopes, and another one by another certificate', async () => {
    const [jws, cose] = await both(signing())
    const by = newNotary({ subject: acmeName('nightly') })
    const [other] = await both(signing(by), { authority: trusting(by) })
    const signers = [jws, cose, other].map((answer) => (answer?.status === 'proved' ? answer.signers : undefined))
    expect(signers[0]).toHaveLength(1)
    expect(signers[1]).toEqual(signers[0])
    expect(signers[2]).not.toEqual(signers[0])
  })
  test('answers no question about others, and no other signature answers one about it', async () => {
    expect(await askJws([signJws(signing())], { authority: keyless })).toMatchObject({ status: 'absent' })
    expect(await ask([sig(tagged())], { authority })).toMatchObject({ status: 'absent' })
    expect(await ask([], { authority })).toMatchObject({ status: 'absent' })
    const wanted = { attestation: { type: 'slsa-provenance', where: {} } }
    expect(await askJws([signJws(signing())], wanted)).toMatchObject({ status: 'absent' })
  })
  test('is open, never absent, where a place cannot be read', async () => {
    expect(await askJws([], { trouble: ['referrers'] })).toMatchObject({ status: 'unknown' })
    expect(await askJws([signJws(signing())], { trouble: ['manifest'] })).toMatchObject({ status: 'unknown' })
    expect(await askJws([signJws(signing())], { trouble: ['blob'] })).toMatchObject({ status: 'unknown' })
  })
})

describe('who signed', () => {
  const stranger = newNotary()
  test('must lead to the trust store byte by byte: equal names are not enough', async () => {
    expectAll(await both(signing(stranger)), refuted('untrusted', 'certificate-authority-unknown'))
  })
  test.each<[string, readonly string[], string]>([
    ['all of the name', ['C=US,ST=WA,O=acme,CN=release'], 'proved'],
    ['S for ST, lower case, any order', ['o=acme, s=WA, c=US'], 'proved'],
    ['one of several', ['C=DE, ST=BE, O=acme', 'C=US, ST=WA, O=acme'], 'proved'],
    ['anybody, as policies of clusters say', ['*'], 'proved'],
    ['another organisation', ['C=US, ST=WA, O=acm'], 'refuted'],
    ['another case', ['C=US, ST=WA, O=Acme'], 'refuted'],
    ['something that the name lacks', ['C=US, ST=WA, O=acme, OU=x'], 'refuted'],
    ['a name without a country', ['ST=WA, O=acme'], 'unknown'],
    ['what is not a name', ['acme'], 'unknown'],
  ])('is compared with %s', async (_, identities, status) => {
    expect(await askJws([signJws(signing())], { authority: { ...authority, identities } })).toMatchObject({ status })
  })
  test.each([
    ['has an attribute twice', distinguishedName(['C', 'US'], ['ST', 'WA'], ['O', 'acme'], ['O', 'evil'])],
    [
      'joins attributes',
      Buffer.from(
        sequence(
          ...['2.5.4.6', '2.5.4.8'].map((id) =>
            der(0x31, sequence(oid(id), der(0x0c, Buffer.from('US'))), sequence(oid('2.5.4.10'), der(0x0c, Buffer.from('acme')))),
          ),
        ),
      ),
    ],
  ])('is nobody when the name %s', async (_, subject) => {
    const by = newNotary({ subject })
    expect(await askJws([signJws(signing(by))], { authority: trusting(by) })).toMatchObject(
      refuted('invalid', 'certificate-identity'),
    )
  })
  test('may escape what is special in the name', async () => {
    const by = newNotary({ subject: distinguishedName(['C', 'US'], ['ST', 'WA'], ['O', 'Acme, Inc. + Söhne']) })
    const identities = ['C=US, ST=WA, O=Acme\\, Inc. \\+ S\\C3\\B6hne']
    expect(await askJws([signJws(signing(by))], { authority: trusting(by, { identities }) })).toMatchObject(proved)
  })
  test.each<[string, readonly string[]]>([
    ['nothing', []],
    ['no PEM', ['certificate']],
    ['a key', [pem('PUBLIC KEY', newKeys().publicKey.export({ format: 'der', type: 'spki' }))]],
    ['half a certificate', [pem('CERTIFICATE', notary.root.certificate.subarray(0, 100))]],
    ['a signer that others issued', [pem('CERTIFICATE', notary.signer.certificate)]],
  ])('is open with a trust store of %s', async (_, trustStore) => {
    const answer = await askJws([signJws(signing())], { authority: { ...authority, trustStore } })
    expect(answer).toMatchObject({ status: 'unknown', problem: { kind: 'malformed', about: 'authority "acme"' } })
  })
})

describe('what is signed', () => {
  test.each<[string, unknown, string]>([
    ['another digest', { targetArtifact: { ...target, digest: `sha256:${'0'.repeat(64)}` } }, 'digest-mismatch'],
    ['another size', { targetArtifact: { ...target, size: target.size + 1 } }, 'digest-mismatch'],
    ['another media type', { targetArtifact: { ...target, mediaType: 'application/json' } }, 'digest-mismatch'],
    ['a size in a text', { targetArtifact: { ...target, size: String(target.size) } }, 'payload-malformed'],
    ['no target', {}, 'payload-malformed'],
    ['a key that is not known', { targetArtifact: target, more: 1 }, 'payload-malformed'],
    ['a descriptor with a key that is not known', { targetArtifact: { ...target, urls: [] } }, 'payload-malformed'],
    ['a list', [], 'payload-malformed'],
    [
      'two digests',
      `{"targetArtifact":{"mediaType":"${target.mediaType}","digest":"sha256:${'0'.repeat(64)}","digest":"${DIGEST}","size":${target.size}}}`,
      'payload-malformed',
    ],
    ['no JSON', 'x', 'payload-malformed'],
  ])('%s: refuted', async (_, payload, code) => {
    expectAll(await both({ ...signing(), payload }), refuted('invalid', code))
  })
  test('annotations and an artifact type in the target change nothing', async () => {
    const payload = { targetArtifact: { ...target, artifactType: 'x', annotations: { build: '1', Build: '2' } } }
    expectAll(await both({ ...signing(), payload }), proved)
  })
})

describe('the chain', () => {
  const [leaf = Buffer.alloc(0), middle = Buffer.alloc(0), root = Buffer.alloc(0)] = notary.chain
  const rolled = holder({ name: notary.root.name, keys: notary.root.keys, extensions: authorityExtensions() })
  test.each<[string, readonly Buffer[], string]>([
    ['out of order', [leaf, root, middle], 'certificate-chain'],
    ['without its root', [leaf, middle], 'certificate-chain'],
    ['without its middle', [leaf, root], 'certificate-chain'],
    ['with another certificate after the root', [leaf, middle, root, middle], 'certificate-chain'],
    ['with its root twice', [leaf, middle, root, root], 'certificate-chain'],
    ['with a second root of the same key', [leaf, middle, rolled.certificate, root], 'certificate-chain'],
    ['of garbage', [leaf, Buffer.from('x'), root], 'certificate-malformed'],
    ['with bytes after the signer', [Buffer.concat([leaf, Buffer.from([0])]), middle, root], 'certificate-malformed'],
  ])('%s: refuted', async (_, chain, code) => {
    expectAll(await both({ ...signing(), chain }), refuted('invalid', code))
  })

  const leafCases: readonly [string, readonly NewExtension[]][] = [
    ['is an authority', authorityExtensions()],
    ['says nothing of its use', []],
    ['does not say its use critically', [{ ...usage(0x80), critical: false }]],
    ['may also sign certificates', [usage(0x84)]],
    ['may also encipher keys', [usage(0xa0)]],
    ['may also decipher only', [usage(0x80, 0x80)]],
    ['does not sign at all', [usage(0x40)]],
    ...['1', '2', '4', '8', '9'].map((last): [string, readonly NewExtension[]] => [
      `is for purpose ${last} too`,
      [usage(0x80), purpose(CODE, `1.3.6.1.5.5.7.3.${last}`)],
    ]),
    ['is for any purpose', [usage(0x80), purpose('2.5.29.37.0')]],
  ]
  test.each(leafCases)('a signer that %s: refuted', async (_, extensions) => {
    const by = newNotary({ leaf: extensions })
    expectAll(await both(signing(by), { authority: trusting(by) }), refuted('invalid', 'certificate-usage'))
  })
  test('a signer may leave its purpose out, state it critically, or vouch for content too', async () => {
    for (const extensions of [[usage(0x80)], [usage(0xc0), purpose(CODE)], leafExtensions(CODE, true)]) {
      const by = newNotary({ leaf: extensions })
      expectAll(await both(signing(by), { authority: trusting(by) }), proved)
    }
  })
  const constraints: NewExtension = { id: '2.5.29.30', critical: true, value: sequence() }
  test.each<[string, Parameters<typeof newNotary>[0] & object, string]>([
    ['a middle that is no authority', { intermediate: [usage(0x04)] }, 'certificate-chain'],
    [
      'a middle that may not sign certificates',
      { intermediate: [...authorityExtensions(0).slice(0, 1), usage(0x80)] },
      'certificate-chain',
    ],
    [
      'a middle that does not say its use critically',
      { intermediate: [...authorityExtensions(0).slice(0, 1), { ...usage(0x04), critical: false }] },
      'certificate-chain',
    ],
    ['a root that allows nothing between', { root: authorityExtensions(0) }, 'certificate-chain'],
    ['a root without key usage', { root: authorityExtensions().slice(0, 1) }, 'certificate-chain'],
  ])('with %s: refuted', async (_, options, code) => {
    const by = newNotary(options)
    expectAll(await both(signing(by), { authority: trusting(by) }), refuted('invalid', code))
  })
  test('with names that it may not vouch for is open', async () => {
    const by = newNotary({ intermediate: [...authorityExtensions(0), constraints] })
    expectAll(await both(signing(by), { authority: trusting(by) }), unknownBecause('certificate-usage'))
  })
})

describe('the time', () => {
  const day = (text: string) => new Date(`${text}T00:00:00Z`)
  const limited = (from: string, to: string): Notary => newNotary({ notBefore: day(from), notAfter: day(to) })
  test('is now where nobody proves another: certificates must be valid', async () => {
    for (const by of [limited('2026-01-01', '2026-10-31'), limited('2026-11-02', '2030-01-01')])
      expectAll(await both(signing(by), { authority: trusting(by) }), refuted('invalid', 'certificate-not-valid-then'))
    const last = limited('2026-01-01', '2026-11-01')
    expectAll(await both(signing(last), { authority: trusting(last) }), proved)
    const later = { authority: trusting(last), now: new Date(NOW.getTime() + 1) }
    expectAll(await both(signing(last), later), refuted('invalid', 'certificate-not-valid-then'))
  })
  test('ends a signature that expires, at that very moment, under every level', async () => {
    for (const level of ['strict', 'permissive'] as const) {
      const asking = { authority: { ...authority, level } }
      expectAll(await both(signing(), asking, '2026-11-01T00:00:00Z'), refuted('invalid', 'signature-expired'))
      expectAll(await both(signing(), asking, '2026-11-01T00:00:01Z'), {
        ...proved,
        facts: { claims: expect.arrayContaining([['expires', '2026-11-01T00:00:01.000Z']]) },
      })
    }
  })
})

describe('revocation', () => {
  const lists: NewExtension = { id: '2.5.29.31', value: sequence() }
  const access = (method: string): NewExtension => ({
    id: '1.3.6.1.5.5.7.1.1',
    value: sequence(sequence(oid(method), der(0x86, Buffer.from('http://ocsp.acme.test')))),
  })
  test.each<[string, Parameters<typeof newNotary>[0] & object]>([
    ['a list for the signer', { leaf: [...leafExtensions(CODE), lists] }],
    ['a responder for the signer', { leaf: [...leafExtensions(CODE), access('1.3.6.1.5.5.7.48.1')] }],
    ['a list for the middle', { intermediate: [...authorityExtensions(0), lists] }],
  ])('with %s is open under strict, and proof under permissive', async (_, options) => {
    const by = newNotary(options)
    expectAll(await both(signing(by), { authority: trusting(by) }), {
      status: 'unknown',
      problem: {
        kind: 'unsupported',
        detail: expect.stringMatching(/^revocation-unchecked: the certificate of CN=.*"level: permissive"/),
      },
    })
    expectAll(await both(signing(by), { authority: trusting(by, { level: 'permissive' }) }), proved)
  })
  test('is no question for the root, nor for a place where only issuers are found', async () => {
    for (const options of [
      { root: [...authorityExtensions(), lists] },
      { leaf: [...leafExtensions(CODE), access('1.3.6.1.5.5.7.48.2')] },
    ]) {
      const by = newNotary(options)
      expectAll(await both(signing(by), { authority: trusting(by) }), proved)
    }
  })
  test('is not asked of strangers: they stay strangers', async () => {
    const by = newNotary({
      leaf: [...leafExtensions(CODE), lists],
      subject: distinguishedName(['C', 'US'], ['ST', 'WA'], ['O', 'evil']),
    })
    expectAll(await both(signing(by), { authority: trusting(by) }), refuted('untrusted', 'certificate-identity'))
  })
  test('refuses a certificate that cannot say where', async () => {
    const by = newNotary({ leaf: [...leafExtensions(CODE), { id: '1.3.6.1.5.5.7.1.1', value: octets(bits(Buffer.from('x'))) }] })
    expectAll(await both(signing(by), { authority: trusting(by) }), refuted('invalid', 'certificate-malformed'))
  })
})

describe('a signature of a signing authority', () => {
  const AUTHENTIC = 'io.cncf.notary.authenticSigningTime'
  const SCHEME = 'io.cncf.notary.signingScheme'
  const EXPIRY = 'io.cncf.notary.expiry'
  const TIME = 'io.cncf.notary.signingTime'
  const past = newNotary({ notBefore: new Date('2026-03-01T00:00:00Z'), notAfter: new Date('2026-03-02T00:00:00Z') })
  const ca = [pem('CERTIFICATE', past.root.certificate)]
  const signed = (at: string, expiry?: string) => {
    const what = signing(past)
    const seconds = (text: string) => ({ tag: 1, value: Date.parse(text) / 1000 })
    const crit = [SCHEME, AUTHENTIC, ...(expiry === undefined ? [] : [EXPIRY])]
    const scheme = 'notary.x509.signingAuthority'
    const ends = expiry === undefined ? {} : { [EXPIRY]: expiry }
    const jws = { ...jwsHeader(what), crit, [SCHEME]: scheme, [TIME]: undefined, [AUTHENTIC]: at, ...ends }
    const cose = new Map<number | string, Writable>([...coseHeader(what), [2, crit], [SCHEME, scheme], [AUTHENTIC, seconds(at)]])
    cose.delete(TIME)
    if (expiry !== undefined) cose.set(EXPIRY, seconds(expiry))
    return { jws: signJws(what, jws), cose: coseOf(coseParts(what, cose)) }
  }
  const judged = async ({ jws, cose }: ReturnType<typeof signed>, more: Partial<typeof authority>) => {
    const asking = { authority: { ...authority, trustStore: [], ...more } }
    return [await askJws([jws], asking), await askCose([cose], asking)]
  }
  const noon = '2026-03-01T12:00:00Z'
  test('is proof where the policy names it as one, with the time that it states', async () => {
    expectAll(await judged(signed(noon), { signingAuthorities: ca }), {
      ...proved,
      facts: {
        time: '2026-03-01T12:00:00.000Z',
        timeSource: 'the signing authority',
        claims: [],
      },
    })
  })
  test('is nobody for whom the policy trusts otherwise, and the other way round', async () => {
    expectAll(await judged(signed(noon), { trustStore: ca }), refuted('untrusted', 'certificate-authority-unknown'))
    const other = trusting(notary).trustStore
    expectAll(
      await judged(signed(noon), { signingAuthorities: other, trustStore: ca }),
      refuted('untrusted', 'certificate-authority-unknown'),
    )
    const asking = { authority: { ...authority, trustStore: [], signingAuthorities: authority.trustStore } }
    expectAll(await both(signing(), asking), refuted('untrusted', 'certificate-authority-unknown'))
  })
  test('holds only within the life of its certificates, and until it expires', async () => {
    for (const at of ['2026-02-28T23:59:59Z', '2026-03-02T00:00:01Z'])
      expectAll(await judged(signed(at), { signingAuthorities: ca }), refuted('invalid', 'certificate-not-valid-then'))
    expectAll(await judged(signed('2026-03-02T00:00:00Z'), { signingAuthorities: ca }), proved)
    expectAll(
      await judged(signed(noon, '2026-11-01T00:00:00Z'), { signingAuthorities: ca }),
      refuted('invalid', 'signature-expired'),
    )
    expectAll(await judged(signed(noon, noon), { signingAuthorities: ca }), refuted('invalid', 'envelope-malformed'))
  })
  test('needs no countersignature by those whom the policy names for others', async () => {
    const more = { signingAuthorities: ca, timestampAuthorities: trusting(notary).trustStore }
    expectAll(await judged(signed(noon), more), proved)
  })
})

test('a listing that lies about its type hides nothing, and lends nothing', async () => {
  const attached = attachNotation(DIGEST, signJws(signing()))
  expect(await ask([{ ...attached, artifactType: 'text/plain' }], { authority })).toMatchObject(proved)
  const other = attachNotation(`sha256:${'1'.repeat(64)}`, signJws(signing()))
  expect(await ask([{ ...other, subject: DIGEST }], { authority })).toMatchObject({ status: 'absent' })
})
