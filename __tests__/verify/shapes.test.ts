import { describe, expect, test } from '@jest/globals'
import { found } from '../../src/model/answer.ts'
import { MAX_ENVELOPE_SIGNATURES } from '../../src/model/limits.ts'
import type { Authority } from '../../src/model/policy.ts'
import { verify } from '../../src/verify/verify.ts'
import {
  attachBundle,
  attachReferrer,
  attachTag,
  bundleOf,
  signatureLayer,
  simpleSigningPayload,
  statementFor,
} from '../fakes/signing/attach.ts'
import { alternativeNames, newKeys, pem, spkiOf } from '../fakes/signing/certificates.ts'
import { der } from '../fakes/signing/der.ts'
import { SIGNING_TIME, signMessage, signStatement } from '../fakes/signing/sign.ts'
import { issue } from '../fakes/signing/sigstore.ts'
import {
  ask,
  att,
  attested,
  bundled,
  foreign,
  github,
  identity,
  keyed,
  keyless,
  keys,
  NOW,
  PROVENANCE,
  provenance,
  rawEnvelope,
  referred,
  sig,
  tagged,
  trust,
  wantsProvenance,
  world,
} from './asking.ts'
import { asDigest, DIGEST, REPOSITORY, shelf } from './shelf.ts'

const refuted = (reason: string) => ({ status: 'refuted', because: 'invalid', reason: expect.stringContaining(reason) })
const untrusted = { status: 'refuted', because: 'untrusted' }
const proved = { status: 'proved' }

describe('shapes of failure without a number of their own', () => {
  test('a bundle does not hide a signature under a tag, and the other way round', async () => {
    const provenanceOnly = referred(attested())
    expect(await ask([provenanceOnly, sig(tagged())])).toMatchObject(proved)
    const stranger = tagged({ identity: { ...identity, uri: 'https://evil.test/x' } })
    expect(await ask([sig(stranger), referred(bundled())])).toMatchObject(proved)
  })
  test('an attestation is not a signature', async () => {
    expect(await ask([referred(attested()), att(attested())])).toMatchObject({
      status: 'absent',
      nearest: { got: `an attestation of type ${PROVENANCE}` },
    })
    expect(await ask([referred(bundled())], { attestation: wantsProvenance })).toMatchObject({
      status: 'absent',
      nearest: { got: 'a signature' },
    })
  })
  test('two signatures of one key are the word of one authority', async () => {
    const second: Authority = { ...keyed, name: 'second', pem: pem('PUBLIC KEY', spkiOf(newKeys().publicKey)) }
    const registry = shelf([sig(tagged({ keys }), tagged({ keys }))])
    const claims = [keyed, second].map(
      (authority) => ({ verifier: 'signature', repository: REPOSITORY, digest: DIGEST, authority }) as const,
    )
    const { evidence } = await verify({ claims, inventory: [], now: NOW }, { registry, trust })
    expect(evidence.map(({ status }) => status)).toEqual(['proved', 'refuted'])
  })
  test('the order of good and bad candidates does not matter', async () => {
    const good = tagged()
    const bad = { ...tagged(), signature: Buffer.from('bad') }
    const stranger = tagged({ keys: newKeys() })
    for (const order of [
      [good, bad, stranger],
      [bad, good, stranger],
      [stranger, bad, good],
    ])
      expect(await ask([sig(...order)])).toMatchObject(proved)
    expect(await ask([sig(bad, stranger)])).toMatchObject(untrusted)
    expect(await ask([sig(bad)])).toMatchObject(refuted('signature-invalid'))
  })
  test('a statement that nobody signed is listed as unsigned and answers nothing', async () => {
    const bare = rawEnvelope(Buffer.from(JSON.stringify(statementFor(DIGEST, PROVENANCE, provenance))))
    const { inventories } = await verify(
      { claims: [], inventory: [{ repository: REPOSITORY, digest: DIGEST }], now: NOW },
      { registry: shelf([bare]), trust },
    )
    expect(inventories).toMatchObject([{ observations: [{ kind: 'attestation', status: 'unsigned' }] }])
    expect(await ask([bare], { attestation: wantsProvenance })).toMatchObject({ status: 'absent' })
  })
  const wrong: readonly (readonly [string, Authority])[] = [
    ['issuer', { ...keyless, issuer: 'https://accounts.google.com' }],
    ['identity', { ...keyless, identity: 'https://github.com/acme/web/.github/workflows/release.yml@refs/tags/*' }],
    ['issuerExpression', { ...keyless, issuerExpression: '^https://accounts' }],
    ['identityExpression', { ...keyless, identityExpression: 'release[.]yml@refs/tags/' }],
    ['claims', { ...keyless, claims: { runnerEnvironment: 'self-hosted' } }],
    ['numeric id', { ...keyless, claims: { sourceRepositoryOwnerId: '123' } }],
    ['claim that the certificate lacks', { ...keyless, claims: { environment: 'production' } }],
    ['trustRoots', { ...keyless, trustRoots: ['foreign'] }],
    ['github repository', { ...github, repository: 'acme/webs' }],
    [
      'github repository of the caller',
      { ...github, repository: 'acme/webs', workflow: 'acme/web/.github/workflows/release.yml' },
    ],
    ['github environment', { ...github, claims: { environment: 'production' } }],
    ['github runner', { ...github, claims: { runnerEnvironment: 'self-hosted' } }],
    ['github workflow', { ...github, workflow: '.github/workflows/deploy.yml' }],
    ['github ref', { ...github, ref: 'refs/tags/*' }],
    ['github claims', { ...github, claims: { buildTrigger: 'pull_request' } }],
  ]
  test.each(wrong)('the field %s is enforced, in every format', async (_, authority) => {
    expect(await ask([sig(tagged())], { authority })).toMatchObject(untrusted)
    expect(await ask([referred(bundled())], { authority })).toMatchObject(untrusted)
    expect(await ask([att(attested())], { authority, attestation: wantsProvenance })).toMatchObject(untrusted)
  })
  test('the same fields, right, are proved', async () => {
    const right = {
      ...github,
      workflow: '.github/workflows/release.yml',
      ref: 'refs/heads/main',
      claims: { buildTrigger: 'push', sourceRepositoryId: '4242' },
    }
    expect(await ask([sig(tagged())], { authority: right })).toMatchObject(proved)
    expect(
      await ask([sig(tagged())], {
        authority: {
          ...keyless,
          identity: '',
          issuer: '',
          identityExpression: 'release[.]yml@refs/heads/',
          issuerExpression: '^https://token[.]',
        },
      }),
    ).toMatchObject(proved)
  })
  test.each([
    'https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main-evil',
    'https://evil.test/?x=https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main',
    'https://githubxcom/acme/web/.github/workflows/release.yml@refs/heads/main',
    'https://github.com/acme/web-evil/.github/workflows/release.yml@refs/heads/main',
    'https://github.com/acme/web/.github/workflows/x/release.yml@refs/heads/main',
  ])('an identity that only resembles the one asked for is a stranger: %s', async (uri) => {
    const signed = sig(tagged({ identity: { ...identity, uri } }))
    const authority = { ...keyless, identity: 'https://github.com/acme/web/.github/workflows/*.yml@refs/heads/main' }
    expect(await ask([signed])).toMatchObject({ ...untrusted, nearest: { expected: identity.uri, got: uri } })
    expect(await ask([signed], { authority })).toMatchObject(untrusted)
    expect(await ask([signed], { authority: { ...keyless, identity: '' } })).toMatchObject(untrusted)
  })
  test('a certificate without a name, or with several, says nobody', async () => {
    const uri = der(0x86, Buffer.from(identity.uri ?? ''))
    for (const names of [alternativeNames(), alternativeNames(uri, der(0x81, Buffer.from('me@acme.test')))]) {
      const leaf = issue(world, identity, SIGNING_TIME, { names })
      expect(await ask([sig(tagged({ leaf }))])).toMatchObject(refuted('certificate-identity'))
    }
  })
  test('a payload of another type is not an image signature', async () => {
    for (const type of ['atomic container signature', 'cosign container image signature ', '']) {
      const signed = signMessage(world, { identity }, simpleSigningPayload(DIGEST, 'x', type))
      expect(await ask([sig(signed)])).toMatchObject(refuted('payload-type'))
    }
    const extra = JSON.parse(simpleSigningPayload(DIGEST).toString())
    const signed = signMessage(
      world,
      { identity },
      Buffer.from(JSON.stringify({ ...extra, critical: { ...extra.critical, expires: 'never' } })),
    )
    expect(await ask([sig(signed)])).toMatchObject(refuted('payload-malformed'))
    const twofold = signMessage(world, { identity }, Buffer.from(JSON.stringify({ ...extra, Critical: extra.critical })))
    expect(await ask([sig(twofold)])).toMatchObject(refuted('payload-malformed'))
  })
  test('a subject counts by its digest of the same algorithm, in either case, among many', async () => {
    const [algorithm = '', hex = ''] = DIGEST.split(':')
    const about = (subject: unknown) =>
      att(signStatement(world, { identity }, { ...(statementFor(DIGEST, PROVENANCE, provenance) as object), subject }))
    const attestation = wantsProvenance
    expect(await ask([about([{ digest: { [algorithm]: hex.toUpperCase() } }])], { attestation })).toMatchObject(proved)
    expect(
      await ask([about([{ digest: { sha256: '0'.repeat(64) } }, { digest: { [algorithm]: hex } }])], { attestation }),
    ).toMatchObject(proved)
    expect(await ask([about([{ digest: { sha512: hex } }])], { attestation })).toMatchObject(refuted('digest-mismatch'))
    expect(await ask([about([{ name: hex, digest: {} }])], { attestation })).toMatchObject(refuted('digest-mismatch'))
    expect(await ask([about([])], { attestation })).toMatchObject(refuted('statement-malformed'))
  })
  test('what refers to another manifest does not belong to this one', async () => {
    const elsewhere = attachReferrer(`sha256:${'2'.repeat(64)}`, 'application/vnd.dev.sigstore.bundle.v0.3+json', [
      { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', bytes: Buffer.from(JSON.stringify(bundleOf(bundled()))) },
    ])
    expect(await ask([{ ...elsewhere, subject: DIGEST }])).toMatchObject({ status: 'absent' })
  })
  test('a store that serves a page instead of a bundle proves nothing', async () => {
    const store = {
      bundles: async () => found(['<!doctype html><title>Sign in</title>', '{}', 'null', '[]', ''].map(found)),
    }
    expect(await ask([], { store })).toMatchObject(refuted('bundle-malformed'))
    expect(await ask([sig(tagged())], { store })).toMatchObject(proved)
  })
  test('the index and each platform image are asked about by their own digest', async () => {
    const child = asDigest(`sha256:${'3'.repeat(64)}`)
    const signed = signMessage(world, { identity }, simpleSigningPayload(child))
    const registry = shelf([attachTag(child, 'sig', [signatureLayer(signed)])])
    const claims = [DIGEST, child].map(
      (digest) => ({ verifier: 'signature', repository: REPOSITORY, digest, authority: keyless }) as const,
    )
    const { evidence } = await verify({ claims, inventory: [], now: NOW }, { registry, trust })
    expect(evidence.map(({ status }) => status)).toEqual(['absent', 'proved'])
  })
  test('authorities with different trust roots share nothing', async () => {
    const theirs = signMessage(foreign, { identity }, simpleSigningPayload(DIGEST))
    const registry = shelf([sig(tagged(), theirs)])
    const only = async (attachment: typeof registry, root: string) =>
      (await ask([], { registry: attachment, authority: { ...keyless, trustRoots: [root] } })).status
    expect(await Promise.all([only(registry, 'acme'), only(registry, 'foreign')])).toEqual(['proved', 'proved'])
    expect(await Promise.all([only(shelf([sig(theirs)]), 'acme'), only(shelf([sig(theirs)]), 'foreign')])).toEqual([
      'refuted',
      'proved',
    ])
  })
  test('authorities with different trust roots are told apart within one run', async () => {
    const theirs = signMessage(foreign, { identity }, simpleSigningPayload(DIGEST))
    const claims = ['acme', 'foreign'].map((root) => {
      const authority = { ...keyless, trustRoots: [root] }
      return { verifier: 'signature', repository: REPOSITORY, digest: DIGEST, authority } as const
    })
    for (const [signed, expected] of [
      [tagged(), ['proved', 'refuted']],
      [theirs, ['refuted', 'proved']],
    ] as const)
      for (const order of [claims, claims.toReversed()]) {
        const { evidence } = await verify({ claims: order, inventory: [], now: NOW }, { registry: shelf([sig(signed)]), trust })
        expect(evidence.map(({ status }) => status)).toEqual(order === claims ? expected : expected.toReversed())
      }
  })
  test('sixty junk referrers neither hide nor block a good signature', async () => {
    const junk = Array.from({ length: 60 }, (_, n) => rawEnvelope(Buffer.from(`{"n":${n}}`)))
    expect(await ask([...junk, referred(bundled())])).toMatchObject(proved)
    expect(await ask([...junk, ...junk.map((_, n) => rawEnvelope(Buffer.from(`{"m":${n}}`))), sig(tagged())])).toMatchObject(
      proved,
    )
  })
  test('an envelope has exactly one signature', async () => {
    const bundle = bundleOf(bundled()) as { dsseEnvelope: { signatures: unknown[] } }
    for (const signatures of [[], [...bundle.dsseEnvelope.signatures, ...bundle.dsseEnvelope.signatures]]) {
      const changed = { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, signatures } }
      expect(await ask([attachBundle(DIGEST, changed)])).toMatchObject(refuted('signatures instead of one'))
    }
  })
  test('an envelope of several signatures that is stored by itself: each counts for its own key, none for another', async () => {
    const signed = attested(undefined, undefined, { as: { keys }, log: 'none', stamped: false })
    const { signatures, ...rest } = JSON.parse(signed.envelope?.toString() ?? '')
    const stranger = attested(undefined, undefined, { as: { keys: newKeys() }, log: 'none', stamped: false })
    const [foreignSignature] = JSON.parse(stranger.envelope?.toString() ?? '').signatures
    const envelope = (list: readonly unknown[]) => Buffer.from(JSON.stringify({ ...rest, signatures: list }))
    const asking = { authority: { ...keyed, transparencyLog: 'ignored' } as const, attestation: wantsProvenance }
    for (const list of [
      [...signatures, foreignSignature],
      [foreignSignature, ...signatures],
      [...Array(MAX_ENVELOPE_SIGNATURES - 1).fill(foreignSignature), ...signatures],
    ])
      expect(await ask([rawEnvelope(envelope(list))], asking)).toMatchObject(proved)
    expect(await ask([rawEnvelope(envelope([foreignSignature, foreignSignature]))], asking)).toMatchObject(untrusted)
    expect(await ask([rawEnvelope(envelope([]))], asking)).toMatchObject(refuted('signatures instead of one'))
    const tooMany = [...Array(MAX_ENVELOPE_SIGNATURES).fill(foreignSignature), ...signatures]
    expect(await ask([rawEnvelope(envelope(tooMany))], asking)).toMatchObject(refuted('than 16'))
    const logged = attested()
    const again = JSON.parse(logged.envelope?.toString() ?? '')
    const twice = {
      ...logged,
      envelope: Buffer.from(JSON.stringify({ ...again, signatures: [...again.signatures, ...signatures] })),
    }
    expect(await ask([att(twice)], { attestation: wantsProvenance })).toMatchObject(refuted('signatures instead of one'))
  })
  test('a keyed attestation is bound to its subject too', async () => {
    const elsewhere = attested(undefined, undefined, { as: { keys }, digest: `sha256:${'4'.repeat(64)}` })
    for (const attachment of [att(elsewhere), referred(elsewhere), rawEnvelope(elsewhere.envelope ?? Buffer.alloc(0))])
      expect(
        await ask([attachment], { authority: { ...keyed, transparencyLog: 'optional' }, attestation: wantsProvenance }),
      ).toMatchObject(refuted('digest-mismatch'))
  })
  test('an envelope that was written again is the same envelope', async () => {
    const signed = attested()
    const { payload, payloadType, signatures } = JSON.parse(signed.envelope?.toString() ?? '')
    const envelope = Buffer.from(JSON.stringify({ signatures, payload, payloadType }, undefined, 2))
    expect(await ask([att({ ...signed, envelope })], { attestation: wantsProvenance })).toMatchObject(proved)
  })
})
