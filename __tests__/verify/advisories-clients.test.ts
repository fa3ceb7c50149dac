import { describe, expect, test } from '@jest/globals'
import { createTrust } from '../../src/adapters/trust/trust.ts'
import { MAX_LOG_ENTRIES, MAX_SUBJECTS, MAX_TIMESTAMPS } from '../../src/model/limits.ts'
import { readDer } from '../../src/verify/crypto/der.ts'
import { signedBytes } from '../../src/verify/crypto/signed-bytes.ts'
import { recordingLog } from '../fakes/quiet.ts'
import {
  attachBundle,
  attachReferrer,
  attachTag,
  bundleOf,
  signatureLayer,
  signStatementFor,
  statementFor,
} from '../fakes/signing/attach.ts'
import { leafExtensions } from '../fakes/signing/certificates.ts'
import { der, oid } from '../fakes/signing/der.ts'
import { appendEntry } from '../fakes/signing/log.ts'
import { SIGNING_TIME, signEnvelope, signMessage, signStatement } from '../fakes/signing/sign.ts'
import { issue, newStampingKey, trustedRoot } from '../fakes/signing/sigstore.ts'
import { stamp } from '../fakes/signing/timestamp.ts'
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
  referred,
  sig,
  tagged,
  wantsProvenance,
  world,
} from './asking.ts'
import { DIGEST, IMAGE } from './shelf.ts'

const refuted = (reason: string) => ({ status: 'refuted', because: 'invalid', reason: expect.stringContaining(reason) })
const proved = { status: 'proved' }

/** The trust root of the tests' Sigstore after a change. */
function changedRoot(change: (root: ReturnType<typeof parsedRoot>) => void): string {
  const root = parsedRoot()
  change(root)
  return JSON.stringify(root)
}

function parsedRoot() {
  type Window = { validFor: { start?: string; end?: string } }
  type Log = { publicKey: Window }
  return JSON.parse(trustedRoot(world)) as {
    tlogs: Log[]
    ctlogs: Log[]
    certificateAuthorities: Window[]
    timestampAuthorities: (Window & { certChain: unknown })[]
  }
}

describe('what befell Sigstore clients', () => {
  test('log entries, timestamps and subjects are counted before they are verified', async () => {
    const many = <T>(one: T, count: number) => Array.from({ length: count }, () => one)
    const signed = bundled()
    const token = stamp(world.tsa, signed.signature, SIGNING_TIME)
    expect(await ask([referred({ ...signed, timestamps: many(token, MAX_TIMESTAMPS + 1) })])).toMatchObject(refuted('than 32'))
    expect(await ask([referred({ ...signed, timestamps: many(token, MAX_TIMESTAMPS) })])).toMatchObject(
      refuted('timestamp-duplicate'),
    )
    expect(
      await ask([referred({ ...signed, entries: signed.entries.flatMap((entry) => many(entry, MAX_LOG_ENTRIES)) })]),
    ).toMatchObject(refuted('log-entry-duplicate'))
    const about = (count: number) => {
      const [subject] = (statementFor(DIGEST, 'https://slsa.dev/provenance/v1', {}) as { subject: unknown[] }).subject
      return { ...(statementFor(DIGEST, 'https://slsa.dev/provenance/v1', {}) as object), subject: many(subject, count) }
    }
    expect(
      await ask([att(signStatement(world, { identity }, about(MAX_SUBJECTS + 1)))], { attestation: wantsProvenance }),
    ).toMatchObject(refuted('than 1024'))
    expect(
      await ask([att(signStatement(world, { identity }, about(MAX_SUBJECTS)))], { attestation: wantsProvenance }),
    ).toMatchObject(proved)
  })
  test('two entries of one log for one signature are one entry, not two witnesses', async () => {
    const signed = bundled()
    const again = signed.entries.map((entry) =>
      appendEntry(world.rekor, JSON.parse(Buffer.from(entry.canonicalizedBody, 'base64').toString()), SIGNING_TIME),
    )
    expect(again.map(({ logIndex }) => logIndex)).not.toEqual(signed.entries.map(({ logIndex }) => logIndex))
    expect(await ask([referred({ ...signed, entries: [...signed.entries, ...again] })])).toMatchObject(
      refuted('log-entry-duplicate'),
    )
  })
  test('a key counts only in its time: of the authority, of the log, of the certificate log, of the timestamp authority', async () => {
    const signed = sig(tagged({ keys }))
    const until = (end: string) => ({ authority: { ...keyed, validFor: { end } } })
    expect(await ask([signed], until('2026-03-01T12:00:00Z'))).toMatchObject(proved)
    expect(await ask([signed], until('2026-03-01T11:59:59Z'))).toMatchObject(refuted('key-not-valid-then'))
    expect(await ask([signed], { authority: { ...keyed, validFor: { start: '2026-03-01T12:00:01Z' } } })).toMatchObject(
      refuted('key-not-valid-then'),
    )
    expect(
      await ask([sig(tagged({ keys }, { log: 'none', stamped: false }))], {
        authority: { ...keyed, transparencyLog: 'optional', validFor: { end: '2030-01-01T00:00:00Z' } },
      }),
    ).toMatchObject(refuted('timestamp-missing'))
    const early = '2026-02-01T00:00:00Z'
    const old = {
      log: changedRoot((root) =>
        root.tlogs.forEach((log) => {
          log.publicKey.validFor.end = early
        }),
      ),
      ct: changedRoot((root) =>
        root.ctlogs.forEach((log) => {
          log.publicKey.validFor.end = '2026-01-01T00:00:00Z'
        }),
      ),
      tsa: changedRoot((root) =>
        root.timestampAuthorities.forEach((one) => {
          one.validFor.end = early
        }),
      ),
      ca: changedRoot((root) =>
        root.certificateAuthorities.forEach((one) => {
          one.validFor.end = early
        }),
      ),
    }
    expect(await ask([sig(tagged())], { roots: { acme: old.log } })).toMatchObject(refuted('log-promise-invalid'))
    expect(await ask([referred(bundled({ identity }, { log: 'rekor2' }))], { roots: { acme: old.log } })).toMatchObject(
      refuted('log-promise-invalid'),
    )
    expect(await ask([sig(tagged())], { roots: { acme: old.ct } })).toMatchObject(refuted('sct-invalid'))
    expect(await ask([referred(bundled({ identity }, { log: 'rekor2' }))], { roots: { acme: old.tsa } })).toMatchObject(
      refuted('timestamp-invalid'),
    )
    expect(await ask([sig(tagged())], { roots: { acme: old.ca } })).toMatchObject(refuted('certificate-not-valid-then'))
  })
  test('an empty digest matches nothing', async () => {
    const statement = {
      ...(statementFor(DIGEST, 'https://slsa.dev/provenance/v1', {}) as object),
      subject: [{ digest: { sha256: '' } }],
    }
    expect(await ask([referred(signStatement(world, { identity }, statement))], { attestation: wantsProvenance })).toMatchObject(
      refuted('digest-mismatch'),
    )
    expect(await ask([sig(tagged({ identity }, {}, ''))])).toMatchObject(refuted('digest-mismatch'))
  })
  test('a bundle that states another digest than that of what it is over is refused', async () => {
    const stating = (digest: unknown) => {
      const bundle = bundleOf(signMessage(world, { identity }, IMAGE)) as { messageSignature: object }
      return attachBundle(DIGEST, {
        ...bundle,
        messageSignature: { ...bundle.messageSignature, messageDigest: { algorithm: 'SHA2_256', digest } },
      })
    }
    expect(await ask([stating(Buffer.alloc(32, 1).toString('base64'))])).toMatchObject(refuted('digest-mismatch'))
    expect(await ask([stating('')])).toMatchObject(refuted('bundle-malformed'))
  })
  test('a claim that is not known makes the answer unknown, never proved', async () => {
    expect(await ask([sig(tagged())], { authority: { ...keyless, claims: { sourceRepositoryID: '4242' } } })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'unsupported' },
    })
    expect(await ask([sig(tagged())], { authority: { ...keyless, claims: { sourceRepositoryId: '4242' } } })).toMatchObject(
      proved,
    )
  })
  test('a time that the log did not sign is no time', async () => {
    const signed = bundled({ identity }, { log: 'rekor2', stamped: false })
    const forged = { ...signed, entries: signed.entries.map((entry) => ({ ...entry, integratedTime: '1772366400' })) }
    expect(await ask([referred(forged)])).toMatchObject(refuted('timestamp-missing'))
    const [entry] = bundled().entries
    const proofOnly = { ...bundled(), entries: entry === undefined ? [] : [(({ inclusionPromise: _, ...rest }) => rest)(entry)] }
    expect(await ask([referred(proofOnly)])).toMatchObject({ status: 'refuted' })
  })
  test('lengths in the signed encoding are bytes', async () => {
    const content = {
      kind: 'dsse',
      payloadType: 'application/vñd',
      payload: Buffer.from('é'),
      signature: Buffer.alloc(0),
    } as const
    expect(signedBytes(content).toString('utf8')).toBe('DSSEv1 16 application/vñd 2 é')
    const signed = signEnvelope(world, { identity }, { payload: Buffer.from('{}'), payloadType: 'application/vnd.in-toto+jsön' })
    expect(await ask([referred(signed)])).toMatchObject(refuted('payload-type'))
  })
  test('the same log entry twice is refused, and absurd DER is a typed refusal', async () => {
    const signed = bundled()
    expect(await ask([referred({ ...signed, entries: [...signed.entries, ...signed.entries] })])).toMatchObject(
      refuted('log-entry-duplicate'),
    )
    for (const der of [[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], [0x30, 0x80, 0, 0], [0x30, 0x81, 1, 0], [0x1f, 0x81, 1, 0], []])
      expect(() => readDer(Buffer.from(der))).toThrow(/DER/)
    let deep = Buffer.from([5, 0])
    for (let n = 0; n < 60; n++) deep = Buffer.concat([Buffer.from([0x30, deep.length]), deep])
    expect(() => readDer(deep)).toThrow(/than 24/)
    expect(await ask([referred({ ...signed, signer: { keys, certificate: deep } })])).toMatchObject(
      refuted('certificate-malformed'),
    )
  })
  test('the timestamp must be signed by the certificate it names, and that one must be for time stamping', async () => {
    const evil = newStampingKey(foreign.tsaRoot, world.start)
    const signed = bundled(
      { identity },
      { log: 'rekor2', stamp: { embed: [world.tsa.certificate, evil.certificate], signer: evil } },
    )
    expect(await ask([referred(signed)])).toMatchObject(refuted('timestamp-invalid'))
    const wrongPurpose = newStampingKey(world.tsaRoot, world.start, leafExtensions('1.3.6.1.5.5.7.3.3', true))
    const notCritical = newStampingKey(world.tsaRoot, world.start, leafExtensions('1.3.6.1.5.5.7.3.8'))
    for (const tsa of [wrongPurpose, notCritical]) {
      const plain = bundled({ identity }, { log: 'rekor2' })
      const token = stamp(tsa, plain.signature, SIGNING_TIME, { embed: [tsa.certificate] })
      expect(await ask([referred({ ...plain, timestamps: [token] })])).toMatchObject(refuted('certificate-usage'))
    }
  })
  test('T22b a timestamp with the right certificate and a garbage signature is refused', async () => {
    expect(await ask([referred(bundled({ identity }, { log: 'rekor2', stamp: { garbage: true } }))])).toMatchObject(
      refuted('timestamp-invalid'),
    )
  })
  test('T22b a timestamp whose time was changed after it was signed is refused: the signature is over its digest', async () => {
    const signed = bundled({ identity }, { log: 'rekor2' })
    const [token = Buffer.alloc(0)] = signed.timestamps
    const [before, after] = [Buffer.from('20260301120000Z'), Buffer.from('20260301120500Z')]
    const at = token.indexOf(before)
    expect(at).toBeGreaterThan(0)
    const later = Buffer.concat([token.subarray(0, at), after, token.subarray(at + 15)])
    expect(await ask([referred({ ...signed, timestamps: [later] })])).toMatchObject(refuted('does not sign its own content'))
  })
  test('T22c one wrong timestamp beside a good one refuses the candidate', async () => {
    const signed = bundled({ identity }, { log: 'rekor2' })
    const other = stamp(world.tsa, Buffer.from('something else'), SIGNING_TIME)
    expect(await ask([referred({ ...signed, timestamps: [...signed.timestamps, other] })])).toMatchObject(
      refuted('timestamp-mismatch'),
    )
    expect(await ask([referred({ ...signed, timestamps: [...signed.timestamps, other] }), referred(bundled())])).toMatchObject(
      proved,
    )
  })
  test('the window of one timestamp authority does not excuse another', async () => {
    const root = changedRoot((one) => {
      const [first] = JSON.parse(trustedRoot(foreign)).timestampAuthorities
      for (const authority of one.timestampAuthorities) authority.validFor.end = '2026-02-01T00:00:00Z'
      one.timestampAuthorities.push(first)
    })
    expect(await ask([referred(bundled({ identity }, { log: 'rekor2' }))], { roots: { acme: root } })).toMatchObject(
      refuted('timestamp-invalid'),
    )
  })
  test('no log is searched: without its own entry a signature is not logged', async () => {
    const { entries: _, ...rest } = tagged()
    expect(await ask([sig({ ...rest, entries: [] })])).toMatchObject(refuted('log-entry-missing'))
  })
  test.each([
    ['image', 'Docker-Manifest-Digest'],
    ['identity', 'docker-manifest-digest'],
  ])('a payload that says more in its %s than its form knows is refused', async (part, key) => {
    const payload = JSON.parse(tagged().payload.toString('utf8'))
    payload.critical[part][key] = `sha256:${'1'.repeat(64)}`
    const signed = signMessage(world, { identity }, Buffer.from(JSON.stringify(payload)))
    expect(await ask([sig(signed)])).toMatchObject({ status: 'refuted', reason: expect.stringContaining('payload-malformed') })
  })
  test('keys of logs come from the trust root only', async () => {
    const signed = signMessage({ ...world, rekor: foreign.rekor }, { identity }, tagged().payload)
    expect(await ask([sig(signed)])).toMatchObject({
      status: 'refuted',
      because: 'untrusted',
      reason: expect.stringContaining('log-unknown'),
    })
  })
  test('the name of a known log does not make another key its key', async () => {
    const { id, host, generation } = world.rekor
    const impostor = { ...world, rekor: { id, host, generation, keys: foreign.rekor.keys } }
    const signed = signStatement(impostor, { identity }, signStatementFor(DIGEST))
    expect(await ask([referred(signed)])).toMatchObject(refuted('log-promise-invalid'))
    const second = { ...world, rekor2: { ...world.rekor2, keys: foreign.rekor2.keys } }
    const logged = signStatement(second, { identity }, signStatementFor(DIGEST), { log: 'rekor2' })
    expect(await ask([referred(logged)])).toMatchObject(refuted('log-checkpoint-invalid'))
  })
  test('an empty certificate is a refusal, not a crash', async () => {
    const layer = signatureLayer(tagged())
    for (const certificate of ['-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n', '-----BEGIN CERTIFICATE-----', 'x']) {
      const broken = { ...layer, annotations: { ...layer.annotations, 'dev.sigstore.cosign/certificate': certificate } }
      expect(await ask([attachTag(DIGEST, 'sig', [broken])])).toMatchObject({ status: 'refuted', because: 'invalid' })
    }
  })
  test('what is verified and what is read are the same bytes: no second meaning is accepted', async () => {
    const one = JSON.stringify(statementFor(DIGEST, 'https://slsa.dev/provenance/v1', {}))
    const other = `"predicateType":"https://evil.test"`
    const doubles = [
      one.replace('{', `{${other},`),
      `${one} {}`,
      one.replace('"predicateType"', '"PredicateType":"x","predicateType"'),
    ]
    for (const text of doubles)
      expect(await ask([att(signStatement(world, { identity }, text))], { attestation: wantsProvenance })).toMatchObject(
        refuted('statement-malformed'),
      )
    const latin1 = signEnvelope(
      world,
      { identity },
      { payload: Buffer.from(one.replace('{}', '{"x":"é"}'), 'latin1'), payloadType: 'application/vnd.in-toto+json' },
    )
    expect(await ask([att(latin1)], { attestation: wantsProvenance })).toMatchObject(refuted('statement-malformed'))
    const twice = Buffer.from(JSON.stringify(bundleOf(bundled())).replace('"mediaType"', '"mediaType":"x","mediaType"'))
    const layer = { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', bytes: twice }
    expect(await ask([attachReferrer(DIGEST, layer.mediaType, [layer])])).toMatchObject(refuted('stands there twice'))
  })
  test('an issuer is compared whole, and no address in a certificate is ever visited', async () => {
    for (const issuer of [
      `${identity.issuer}.evil.test`,
      `https://evil.test/?${identity.issuer}`,
      identity.issuer.replace('.', 'x'),
      '',
    ])
      expect(await ask([sig(tagged({ identity: { ...identity, issuer } }))])).toMatchObject({
        status: 'refuted',
        because: 'untrusted',
      })
    expect(await ask([sig(tagged())], { authority: { ...keyless, issuer: '' } })).toMatchObject({ status: 'refuted' })
    const address = Buffer.from('http://evil.test/')
    const access = der(0x30, der(0x30, oid('1.3.6.1.5.5.7.48.2'), der(0x86, address)))
    const points = der(0x30, der(0x30, der(0xa0, der(0xa0, der(0x86, address)))))
    const extra = [
      { id: '1.3.6.1.5.5.7.1.1', value: access },
      { id: '2.5.29.31', value: points },
    ]
    const leaf = issue(world, identity, SIGNING_TIME, { extra })
    const { fetch } = globalThis
    globalThis.fetch = () => {
      throw new Error('a socket was opened')
    }
    try {
      expect(await ask([sig(tagged({ leaf }))])).toMatchObject(proved)
    } finally {
      globalThis.fetch = fetch
    }
  })
  test('a root that the policy names, or that nobody names, is never looked for outside', async () => {
    const ask = () => {
      throw new Error('a TUF repository was asked')
    }
    const renew = Object.assign(ask, { requests: () => [] })
    const trust = createTrust([{ name: 'acme', json: '{}' }], { renew, clock: { now: () => new Date(0) }, log: recordingLog() })
    expect((await trust.root('acme')).kind).toBe('found')
    expect((await trust.root('../../etc/passwd')).kind).toBe('absent')
    await expect(trust.root('public-good')).rejects.toThrow('a TUF repository was asked')
  })
})

describe('what befell others', () => {
  test('signer and content must be on one attestation', async () => {
    const stranger = attested(undefined, undefined, {
      as: { identity: { ...identity, uri: 'https://github.com/evil/x/.github/workflows/y.yml@refs/heads/main' } },
    })
    const wrongContent = attested('https://slsa.dev/provenance/v1', { runDetails: { builder: { id: 'https://evil.test' } } })
    const attestation = { type: 'slsa-provenance', where: { builder: 'https://github.com/actions/runner/github-hosted' } }
    expect(await ask([att(stranger, wrongContent)], { attestation })).toMatchObject({
      status: 'refuted',
      because: 'predicate-mismatch',
    })
    expect(await ask([att(stranger)], { attestation })).toMatchObject({ status: 'refuted', because: 'untrusted' })
    expect(await ask([att(stranger, wrongContent, attested())], { attestation })).toMatchObject(proved)
  })
  test('attestations that are there, none of them of the type asked for: absent, never proved', async () => {
    expect(
      await ask([referred(attested('https://spdx.dev/Document', {})), referred(bundled())], {
        attestation: wantsProvenance,
        authority: github,
      }),
    ).toMatchObject({ status: 'absent' })
  })
  test('a name with control characters is not a name', async () => {
    for (const uri of ['https://acme.test/\u001b[31m', 'https://acme.test/\n::error::x', 'https://acme.test/\u202e']) {
      const answer = await ask([sig(tagged({ identity: { ...identity, uri } }))], { authority: { ...keyless, identity: '**' } })
      expect(answer).toMatchObject(refuted('certificate-malformed'))
    }
  })
})
