import { describe, expect, test } from '@jest/globals'
import { absent, found, unknown } from '../../src/model/answer.ts'
import { verify } from '../../src/verify/verify.ts'
import { attachReferrer, bundleOf, signatureLayer, signStatementFor } from '../fakes/signing/attach.ts'
import { signStatement } from '../fakes/signing/sign.ts'
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
  rawEnvelope,
  referred,
  sig,
  tagged,
  trust,
  wantsProvenance,
  world,
} from './asking.ts'
import { DIGEST, REPOSITORY, shelf } from './shelf.ts'

const proved = { status: 'proved' }

describe('a signature is proved', () => {
  test('keyless, under the .sig tag', async () => {
    const facts = {
      signer: identity.uri,
      issuer: identity.issuer,
      log: 'https://rekor.sigstore.test',
      time: '2026-03-01T12:00:00.000Z',
    }
    expect(await ask([sig(tagged())])).toMatchObject({ ...proved, facts })
  })
  test('keyless, as a bundle that refers to the image, logged by Rekor 1 or 2', async () => {
    expect(await ask([referred(bundled())])).toMatchObject(proved)
    expect(await ask([referred(bundled({ identity }, { log: 'rekor2' }))])).toMatchObject({
      ...proved,
      facts: { timeSource: 'https://timestamp.sigstore.test' },
    })
  })
  test('keyed, in all forms', async () => {
    expect(await ask([sig(tagged({ keys }))], { authority: keyed })).toMatchObject(proved)
    expect(await ask([referred(bundled({ keys }))], { authority: keyed })).toMatchObject(proved)
    expect(await ask([referred(bundled({ keys }, { log: 'rekor2' }))], { authority: keyed })).toMatchObject(proved)
    expect(await ask([referred(bundled({ keys }, { log: 'rekor2', stamped: false }))], { authority: keyed })).toMatchObject(
      proved,
    )
  })
  test('in the layout of cosign 3.0.0 to 3.0.4: a statement of its type without a predicate', async () => {
    const { predicate: _, ...statement } = signStatementFor(DIGEST) as { predicate: unknown }
    const signed = signStatement(world, { identity }, statement)
    expect(await ask([referred(signed)])).toMatchObject(proved)
    expect(await ask([referred(signed)], { attestation: wantsProvenance })).toMatchObject({ status: 'absent' })
    const lookalike = signStatement(world, { identity }, { ...statement, predicateType: 'https://sigstore.dev/cosign/sign/v1/' })
    expect(await ask([referred(lookalike)])).toMatchObject({ status: 'absent' })
  })
  test('in the layout of OCI 1.1: simple signing that refers to the image', async () => {
    const attachment = attachReferrer(DIGEST, 'application/vnd.dev.cosign.artifact.sig.v1+json', [signatureLayer(tagged())])
    expect(await ask([attachment])).toMatchObject(proved)
  })
  test('from GitHub, when its store is given', async () => {
    const store = {
      bundles: async (owner: string) => (owner === 'acme/web' ? found([found(JSON.stringify(bundleOf(bundled())))]) : absent),
    }
    expect(await ask([], { store })).toMatchObject(proved)
    expect(
      await ask([], { store, authority: { ...keyless, identity: 'https://github.com/acme/other/x.yml@refs/heads/main' } }),
    ).toMatchObject({ status: 'absent' })
  })
  test('without a log only where the policy says so', async () => {
    const unlogged = sig(tagged({ keys }, { log: 'none', stamped: false }))
    expect(await ask([unlogged], { authority: keyed })).toMatchObject({
      status: 'refuted',
      because: 'invalid',
      reason: expect.stringContaining('log-entry-missing'),
    })
    expect(await ask([unlogged], { authority: { ...keyed, transparencyLog: 'optional' } })).toMatchObject(proved)
    expect(await ask([unlogged], { authority: { ...keyed, transparencyLog: 'ignored', trustRoots: ['nowhere'] } })).toMatchObject(
      proved,
    )
  })
})

describe('an attestation is proved', () => {
  test('under the .att tag, as a bundle and as a raw envelope', async () => {
    expect(await ask([att(attested())], { attestation: wantsProvenance })).toMatchObject({
      ...proved,
      facts: { predicateType: 'https://slsa.dev/provenance/v1' },
    })
    expect(await ask([referred(attested())], { attestation: wantsProvenance })).toMatchObject(proved)
    const raw = attested(undefined, undefined, { as: { keys }, log: 'none', stamped: false })
    const authority = { ...keyed, transparencyLog: 'ignored' } as const
    expect(await ask([rawEnvelope(raw.envelope ?? Buffer.alloc(0))], { authority, attestation: wantsProvenance })).toMatchObject(
      proved,
    )
  })
  test('as an envelope in the other base64 alphabet, without padding, as Google Cloud Build writes it', async () => {
    const raw = attested(undefined, undefined, { as: { keys }, log: 'none', stamped: false })
    const { payload, payloadType, signatures } = JSON.parse(raw.envelope?.toString() ?? '') as {
      payload: string
      payloadType: string
      signatures: { sig: string }[]
    }
    const other = (text: string) => Buffer.from(text, 'base64').toString('base64url')
    const envelope = {
      payload: other(payload),
      payloadType,
      signatures: signatures.map(({ sig: text }) => ({ keyid: 'projects/p/keys/k', sig: other(text) })),
    }
    const authority = { ...keyed, transparencyLog: 'ignored' } as const
    expect(
      await ask([rawEnvelope(Buffer.from(JSON.stringify(envelope)))], { authority, attestation: wantsProvenance }),
    ).toMatchObject(proved)
  })
  test('never as an envelope that mixes the two base64 alphabets', async () => {
    const raw = attested(undefined, undefined, { as: { keys }, log: 'none', stamped: false })
    const { payload, ...rest } = JSON.parse(raw.envelope?.toString() ?? '') as { payload: string }
    const authority = { ...keyed, transparencyLog: 'ignored' } as const
    const mixed = Buffer.from(JSON.stringify({ ...rest, payload: `-_+/${payload}` }))
    expect(await ask([rawEnvelope(mixed)], { authority, attestation: wantsProvenance })).toMatchObject({
      status: 'refuted',
      because: 'invalid',
      reason: expect.stringContaining('mixes two base64 alphabets'),
    })
  })
  test('with every kind of log entry that was ever used for envelopes', async () => {
    for (const kind of ['dsse', 'intoto', 'intoto1'] as const)
      expect(await ask([att(attested(undefined, undefined, { kind }))], { attestation: wantsProvenance })).toMatchObject(proved)
    const inBundle = referred(attested(undefined, undefined, { kind: 'intoto1' }))
    expect(await ask([inBundle], { attestation: wantsProvenance })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'unsupported', detail: expect.stringContaining('intoto 0.0.1 cannot be bound') },
    })
    const second = attested(undefined, undefined, { log: 'rekor2', kind: 'dsse' })
    expect(second.entries).toMatchObject([{ kindVersion: { kind: 'dsse', version: '0.0.2' } }])
    expect(await ask([referred(second)], { attestation: wantsProvenance })).toMatchObject(proved)
    const other = attested(undefined, undefined, { log: 'rekor2', kind: 'dsse' }).entries
    expect(await ask([referred({ ...second, entries: other })], { attestation: wantsProvenance })).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining('log-entry-mismatch'),
    })
  })
})

describe('what was not found and what could not be looked for are different answers', () => {
  test('nothing anywhere is absent', async () => {
    expect(await ask([])).toMatchObject({ status: 'absent' })
  })
  test.each(['sig', 'att', 'referrers'] as const)('nothing, and %s could not be read: unknown', async (place) => {
    expect(await ask([], { trouble: [place] })).toMatchObject({ status: 'unknown', problem: { kind: 'unreachable' } })
  })
  test('a bad candidate, and a place could not be read: unknown', async () => {
    expect(await ask([sig(tagged({ keys }))], { trouble: ['referrers'] })).toMatchObject({
      status: 'unknown',
      nearest: { got: 'a public key', where: expect.stringMatching(/^tag /) },
    })
  })
  test('a good candidate is proof even if another place could not be read', async () => {
    expect(await ask([sig(tagged())], { trouble: ['referrers'] })).toMatchObject(proved)
  })
  test('GitHub could not be asked: unknown', async () => {
    const store = {
      bundles: async () => ({ kind: 'unknown', problem: { kind: 'denied', about: 'acme/web', detail: 'no' } }) as never,
    }
    expect(await ask([], { store })).toMatchObject({ status: 'unknown', problem: { kind: 'denied' } })
  })
  describe('one of the attestations that GitHub lists could not be read', () => {
    const unread = unknown('unreachable', 'acme/web', 'the storage answered 500')
    const among = (...bundles: readonly string[]) => ({ bundles: async () => found([unread, ...bundles.map(found)]) })
    test('and there is no other: unknown', async () => {
      expect(await ask([], { store: among() })).toMatchObject({ status: 'unknown', problem: { kind: 'unreachable' } })
    })
    test('and the others prove nothing: unknown', async () => {
      const store = among(JSON.stringify(bundleOf(bundled({ keys }))), '{}')
      expect(await ask([], { store })).toMatchObject({ status: 'unknown', problem: { kind: 'unreachable' } })
    })
    test('and another is proof: proved', async () => {
      expect(await ask([], { store: among('{}', JSON.stringify(bundleOf(bundled()))) })).toMatchObject(proved)
    })
    test('and the proof is in the registry: proved', async () => {
      expect(await ask([sig(tagged())], { store: among() })).toMatchObject(proved)
    })
  })
  test('the blob of a signature could not be read: unknown', async () => {
    expect(await ask([sig(tagged())], { trouble: ['blob'] })).toMatchObject({ status: 'unknown' })
  })
})

describe('trust roots', () => {
  test('a root that is not known leaves the question open, once something was found', async () => {
    const authority = { ...keyless, trustRoots: ['acme-old', 'acme'] }
    expect(await ask([], { authority })).toMatchObject({ status: 'absent' })
    expect(await ask([sig(tagged())], { authority })).toMatchObject(proved)
    expect(await ask([sig(tagged())], { authority: { ...keyless, trustRoots: ['acme-old'] } })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'unresolved' },
    })
  })
  test('an authority for Notary Project signatures without a trust store is unknown by name', async () => {
    const authority = { kind: 'notation', name: 'n', trustStore: [], identities: [], level: 'strict' } as const
    expect(await ask([sig(tagged())], { authority })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'malformed', about: 'authority "n"' },
    })
  })
})

describe('one call', () => {
  test('reads the stores of a manifest once, whatever the number of claims, and reports progress per manifest', async () => {
    let asked = 0
    const registry = shelf([sig(tagged())])
    const referrers: typeof registry.referrers = (...args) => {
      asked++
      return registry.referrers(...args)
    }
    const counting = { ...registry, referrers }
    const claim = { verifier: 'signature', repository: REPOSITORY, digest: DIGEST } as const
    const claims = [
      { ...claim, authority: keyless },
      { ...claim, authority: keyed },
      { ...claim, authority: keyless },
    ]
    const seen: string[] = []
    const inventory = [{ repository: REPOSITORY, digest: DIGEST }]
    const { evidence, inventories } = await verify(
      { claims, inventory, now: NOW },
      { registry: counting, trust },
      (done, total) => seen.push(`${done}/${total}`),
    )
    expect(asked).toBe(1)
    expect(evidence.map(({ status }) => status)).toEqual(['proved', 'refuted', 'proved'])
    expect(inventories).toMatchObject([
      { observations: [{ kind: 'signature', status: 'valid', format: 'cosign-simple-signing' }] },
    ])
    expect(seen).toEqual(['1/1'])
  })
})
