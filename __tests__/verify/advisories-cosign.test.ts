import { describe, expect, test } from '@jest/globals'
import { absent } from '../../src/model/answer.ts'
import { MAX_ATTACHMENT_BYTES, MAX_CANDIDATES, MAX_LOG_ENTRIES } from '../../src/model/limits.ts'
import { verify } from '../../src/verify/verify.ts'
import { attachBundle, attachReferrer, attachTag, bundleOf, signatureLayer, statementFor } from '../fakes/signing/attach.ts'
import { authorityExtensions, leafExtensions, newCertificate, newKeys, pem } from '../fakes/signing/certificates.ts'
import { signEnvelope, signStatement } from '../fakes/signing/sign.ts'
import { issue, newIssuer, trustedRoot } from '../fakes/signing/sigstore.ts'
import {
  ask,
  att,
  attested,
  bundled,
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
  wantsProvenance,
  world,
} from './asking.ts'
import { DIGEST, REPOSITORY, shelf, trustOf } from './shelf.ts'

const refuted = (reason: string) => ({ status: 'refuted', because: 'invalid', reason: expect.stringContaining(reason) })
const spdx = 'https://spdx.dev/Document'

describe('what befell cosign and policy-controller', () => {
  test('a valid log entry of another signature does not count', async () => {
    const stolen = { ...tagged(), entries: tagged({ identity }, {}, `sha256:${'1'.repeat(64)}`).entries }
    expect(await ask([sig(stolen)])).toMatchObject(refuted('log-entry-mismatch'))
  })
  test('an attestation of another type is not the one asked for', async () => {
    const answer = await ask([att(attested(spdx, {}))], { attestation: wantsProvenance })
    expect(answer).toMatchObject({ status: 'absent', nearest: { got: `an attestation of type ${spdx}` } })
  })
  test('a policy that names type A is not satisfied by type B, in any store', async () => {
    for (const attachment of [att(attested(spdx, {})), referred(attested(spdx, {}))])
      expect(await ask([attachment], { attestation: { type: 'vulnerability-scan', where: {} } })).toMatchObject({
        status: 'absent',
      })
  })
  test('identity is compared on every path, and optional material that is wrong is not passed over', async () => {
    const authority = { ...keyless, identity: 'https://github.com/acme/other/.github/workflows/release.yml@refs/heads/main' }
    for (const attachment of [sig(tagged()), referred(bundled()), att(attested())]) {
      const attestation = attachment.tag?.endsWith('.att') ? { attestation: wantsProvenance } : {}
      expect(await ask([attachment], { authority, ...attestation })).toMatchObject({
        status: 'refuted',
        because: 'untrusted',
        nearest: { got: identity.uri },
      })
    }
    const wrongEntry = { ...tagged({ keys }), entries: tagged({ keys: newKeys() }).entries }
    expect(await ask([sig(wrongEntry)], { authority: { ...keyed, transparencyLog: 'optional' } })).toMatchObject(
      refuted('log-entry-mismatch'),
    )
  })
  test('a registry that lists without end is read up to the limit, and saying so is not a pass', async () => {
    const junk = Array.from({ length: MAX_CANDIDATES + 1 }, (_, n) => rawEnvelope(Buffer.from(`{"n":${n}}`)))
    expect(await ask(junk)).toMatchObject({
      status: 'unknown',
      problem: { kind: 'too-many', detail: expect.stringContaining('only 100 are') },
    })
    expect(await ask(junk.slice(0, MAX_CANDIDATES))).toMatchObject({ status: 'refuted' })
  })
  test('content beyond the size limit is never asked for', async () => {
    let fetched = 0
    const sized = (size: number) => {
      const manifest = {
        schemaVersion: 2,
        config: layer(2),
        layers: [{ ...layer(size), mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json' }],
      }
      const bytes = Buffer.from(JSON.stringify(manifest))
      const registry = shelf([{ ...attachTag(DIGEST, 'sig', []), manifest: bytes }])
      const blob = async () => {
        fetched++
        return absent
      }
      return { ...registry, blob }
    }
    expect(await ask([], { registry: sized(MAX_ATTACHMENT_BYTES + 1) })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'too-large', detail: expect.stringContaining('than 16777216') },
    })
    expect(fetched).toBe(0)
    await ask([], { registry: sized(MAX_ATTACHMENT_BYTES) })
    expect(fetched).toBe(1)
  })
  test('counts are checked before anything is verified', async () => {
    const entries = Array.from({ length: MAX_LOG_ENTRIES + 1 }, () => bundled().entries[0])
    const bundle = bundleOf({ ...bundled(), entries: entries.filter((entry) => entry !== undefined) })
    expect(await ask([attachBundle(DIGEST, bundle)])).toMatchObject(refuted('than 32'))
  })
  test.each([
    ['hashedrekord 0.0.1', () => sig({ ...tagged(), entries: tagged().entries })],
    ['dsse 0.0.1', () => referred({ ...bundled(), entries: bundled().entries })],
    ['intoto 0.0.2', () => referred({ ...bundled(), entries: bundled({ identity }, { kind: 'intoto' }).entries })],
    ['intoto 0.0.1', () => att({ ...attested(), entries: attested(undefined, undefined, { kind: 'intoto1' }).entries })],
    [
      'hashedrekord 0.0.2',
      () => referred({ ...bundled({ identity }, { log: 'rekor2' }), entries: bundled({ identity }, { log: 'rekor2' }).entries }),
    ],
  ])('T08 a log entry of kind %s that belongs to another signature of the same content refuses it', async (_, attachment) => {
    const one = attachment()
    const asking = one.tag?.endsWith('.att') ? { attestation: wantsProvenance } : {}
    expect(await ask([one], asking)).toMatchObject(refuted('log-entry-mismatch'))
  })
  test('the key in the log entry is compared even where the signature is the same', async () => {
    const leaf = issue(world, identity, new Date('2026-03-01T12:00:00Z'), { keys })
    const signed = bundled({ leaf })
    const other = issue(world, { ...identity, uri: 'https://evil.test/x' }, new Date('2026-03-01T12:00:00Z'), { keys })
    expect(await ask([referred({ ...signed, signer: { keys, certificate: other.certificate } })])).toMatchObject(
      refuted('log-entry-mismatch'),
    )
  })
  test('an expired intermediate refuses a chain even where no log is asked for', async () => {
    const start = new Date('2020-01-01T00:00:00Z')
    const root = newIssuer('private root', start)
    const old = newIssuer('old', start, { ...root, keys: root.keys })
    const expired = newCertificate({
      subject: 'old',
      issuer: 'private root',
      publicKey: old.keys.publicKey,
      issuerKey: root.keys.privateKey,
      notBefore: start,
      notAfter: new Date('2021-01-01T00:00:00Z'),
      extensions: authorityExtensions(0),
    })
    const json = JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      certificateAuthorities: [
        {
          certChain: { certificates: [{ rawBytes: root.certificate.toString('base64') }] },
          validFor: { start: start.toISOString() },
        },
      ],
    })
    const authority = { ...keyless, transparencyLog: 'ignored', trustRoots: ['private'] } as const
    const withChain = (intermediate: Buffer) => {
      const leaf = issue(world, identity, new Date('2026-10-31T23:59:00Z'), { issuer: old, sct: 'none' })
      const layer = signatureLayer(tagged({ leaf }, { log: 'none', stamped: false }))
      return attachTag(DIGEST, 'sig', [
        { ...layer, annotations: { ...layer.annotations, 'dev.sigstore.cosign/chain': pem('CERTIFICATE', intermediate) } },
      ])
    }
    expect(await ask([withChain(old.certificate)], { authority, roots: { private: json } })).toMatchObject({ status: 'proved' })
    expect(await ask([withChain(expired)], { authority, roots: { private: json } })).toMatchObject(
      refuted('certificate-not-valid-then'),
    )
    expect(
      await ask([withChain(old.certificate)], { authority: { ...keyless, trustRoots: ['private'] }, roots: { private: json } }),
    ).toMatchObject({ status: 'refuted' })
  })
  test('a statement of another payload type is no statement, in any format', async () => {
    const payload = Buffer.from(JSON.stringify(statementFor(DIGEST, PROVENANCE, provenance)))
    for (const payloadType of ['application/json', 'application/vnd.in-toto+json ', '']) {
      const signed = signEnvelope(world, { identity }, { payload, payloadType })
      for (const attachment of [att(signed), referred(signed)])
        expect(await ask([attachment], { attestation: wantsProvenance })).toMatchObject(refuted('payload-type'))
    }
  })
  test('a statement that cannot be read, or is of another type, is refused in every format', async () => {
    const right = statementFor(DIGEST, PROVENANCE, provenance) as object
    for (const statement of [
      'not JSON',
      JSON.stringify({ ...right, _type: 'https://in-toto.io/Statement/v9' }),
      JSON.stringify({ ...right, predicateType: '' }),
      JSON.stringify({ ...right, predicateType: [PROVENANCE] }),
      '{"_type":1}',
    ]) {
      const signed = signStatement(world, { identity }, statement)
      expect(await ask([att(signed)], { attestation: wantsProvenance })).toMatchObject(refuted('statement-malformed'))
      expect(await ask([referred(signed)], { attestation: wantsProvenance })).toMatchObject(refuted('statement-malformed'))
    }
  })
  test('malformed material fails for its own image, and other images are still answered', async () => {
    const broken = [{ subject: null }, { subject: [null] }, { subject: [{ digest: null }] }, { predicateType: 7 }].map((change) =>
      JSON.stringify({ ...(statementFor(DIGEST, 'https://slsa.dev/provenance/v1', {}) as object), ...change }),
    )
    for (const statement of broken)
      expect(
        await ask([referred(signStatement(world, { identity }, statement))], { attestation: wantsProvenance }),
      ).toMatchObject({ status: 'refuted', because: 'invalid' })
    const other = { registry: 'registry.test', repository: 'other' }
    const claim = { verifier: 'signature', digest: DIGEST, authority: keyless } as const
    const registry = shelf([sig(tagged())])
    const odd = {
      ...registry,
      referrers: async (repository: typeof other) =>
        (repository === other
          ? { kind: 'unknown', problem: { kind: 'malformed', about: 'x', detail: 'y' } }
          : { kind: 'absent' }) as never,
      manifest: async (...args: Parameters<typeof registry.manifest>) =>
        (args[0] === other ? { kind: 'absent' } : registry.manifest(...args)) as never,
    }
    const { evidence } = await verify(
      {
        claims: [
          { ...claim, repository: other },
          { ...claim, repository: REPOSITORY },
        ],
        inventory: [],
        now: NOW,
      },
      { registry: odd, trust: trustOf({ acme: trustedRoot(world) }) },
    )
    expect(evidence.map(({ status }) => status)).toEqual(['unknown', 'proved'])
  })
  test('an unsigned statement or a garbage signature next to an image proves nothing', async () => {
    const bare = rawEnvelope(Buffer.from(JSON.stringify(statementFor(DIGEST, 'https://slsa.dev/provenance/v1', provenance))))
    expect(await ask([bare], { attestation: wantsProvenance })).toMatchObject({
      status: 'absent',
      nearest: { got: 'the statement is not signed' },
    })
    const garbage = {
      payloadType: 'application/vnd.in-toto+json',
      payload: Buffer.from(JSON.stringify(statementFor(DIGEST, 'https://slsa.dev/provenance/v1', provenance))).toString('base64'),
      signatures: [{ sig: 'Z2FyYmFnZQ==' }],
    }
    const authority = { ...keyed, transparencyLog: 'ignored' } as const
    expect(
      await ask([rawEnvelope(Buffer.from(JSON.stringify(garbage)))], { authority, attestation: wantsProvenance }),
    ).toMatchObject({ status: 'refuted', because: 'untrusted' })
    const sbom = attachReferrer(DIGEST, 'application/spdx+json', [
      { mediaType: 'application/spdx+json', bytes: Buffer.from('{}') },
    ])
    expect(await ask([sbom], { attestation: { type: 'sbom', where: {} } })).toMatchObject({ status: 'absent' })
  })
})

function layer(size: number) {
  return { mediaType: 'application/vnd.oci.empty.v1+json', digest: `sha256:${'a'.repeat(64)}`, size }
}

describe('certificates that are not for signing code', () => {
  test.each([
    ['for time stamping', leafExtensions('1.3.6.1.5.5.7.3.8')],
    ['without a purpose', leafExtensions('1.3.6.1.5.5.7.3.3').slice(0, 1)],
    ['without key usage', leafExtensions('1.3.6.1.5.5.7.3.3').slice(1)],
    ['of an authority', [...leafExtensions('1.3.6.1.5.5.7.3.3'), ...authorityExtensions().slice(0, 1)]],
  ])('a leaf %s is refused', async (_, purposes) => {
    const leaf = issue(world, identity, new Date('2026-03-01T12:00:00Z'), { purposes })
    expect(await ask([sig(tagged({ leaf }))])).toMatchObject(refuted('certificate-usage'))
  })
})
