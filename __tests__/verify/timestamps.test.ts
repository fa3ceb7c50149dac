import { describe, expect, test } from '@jest/globals'
import { leafExtensions, newKeys } from '../fakes/signing/certificates.ts'
import { der, oid } from '../fakes/signing/der.ts'
import { SIGNING_TIME } from '../fakes/signing/sign.ts'
import { newStampingKey, trustedRoot } from '../fakes/signing/sigstore.ts'
import { stamp } from '../fakes/signing/timestamp.ts'
import {
  ask,
  att,
  attested,
  bundled,
  foreign,
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

const proved = { status: 'proved' }
const TIME_STAMPING = leafExtensions('1.3.6.1.5.5.7.3.8', true)

/** A signature logged by Rekor 2, which proves no time by itself, with a timestamp of the given authority. */
function stampedBy(tsa: ReturnType<typeof newStampingKey>, options: Parameters<typeof stamp>[3] = {}, at = SIGNING_TIME) {
  const signed = bundled({ identity }, { log: 'rekor2' })
  return referred({ ...signed, timestamps: [stamp(tsa, signed.signature, at, options)] })
}

describe('signed timestamps', () => {
  test.each(['p256', 'p384', 'rsa2048'] as const)('of an authority with a key of kind %s prove a time', async (kind) => {
    const tsa = newStampingKey(world.tsaRoot, world.start, TIME_STAMPING, newKeys(kind))
    expect(await ask([stampedBy(tsa, { embed: [tsa.certificate] })])).toMatchObject({
      ...proved,
      facts: { time: SIGNING_TIME.toISOString() },
    })
  })
  test('of an authority that the trust root does not know prove nothing', async () => {
    expect(await ask([stampedBy(foreign.tsa, { embed: [foreign.tsa.certificate] })])).toMatchObject({
      status: 'refuted',
      because: 'untrusted',
      reason: expect.stringContaining('timestamp-authority-unknown'),
    })
    const tsa = newStampingKey(world.tsaRoot, world.start)
    expect(await ask([stampedBy(tsa)])).toMatchObject({ status: 'refuted', because: 'untrusted' })
  })
  test('with a malformed certificate of their own refuse their candidate and touch no other', async () => {
    const broken = newStampingKey(world.tsaRoot, world.start, [...TIME_STAMPING, { id: '2.5.29.14', value: Buffer.from([4, 9]) }])
    const named = stampedBy(world.tsa, { embed: [broken.certificate], signerId: der(0x80, Buffer.alloc(20, 1)) })
    expect(await ask([named])).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining('timestamp-authority-unknown'),
    })
    expect(await ask([named, sig(tagged())])).toMatchObject(proved)
  })
  test('count for nothing where the policy asks for no log and names no authority for them', async () => {
    const ignoring = { ...keyed, transparencyLog: 'ignored' } as const
    const signed = sig(tagged({ keys }, { log: 'none', stamped: true }))
    expect(await ask([signed], { authority: ignoring })).toMatchObject(proved)
    const limited = { ...ignoring, validFor: { start: '2026-01-01T00:00:00Z' } }
    expect(await ask([signed], { authority: limited })).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining('timestamp-missing'),
    })
  })
  test('outside the life of the signing certificate refuse it', async () => {
    for (const at of [new Date(SIGNING_TIME.getTime() - 1000), new Date(SIGNING_TIME.getTime() + 601_000)])
      expect(await ask([stampedBy(world.tsa, {}, at)])).toMatchObject({
        status: 'refuted',
        reason: expect.stringContaining('certificate-not-valid-then'),
      })
    expect(await ask([stampedBy(world.tsa, {}, new Date(SIGNING_TIME.getTime() + 600_000))])).toMatchObject(proved)
  })
  test('beside a root without a log are looked at even where the policy asks for none', async () => {
    const roots = { internal: trustedRoot(world, ['logs', 'certificate-logs']) }
    const authority = { ...keyless, trustRoots: ['internal'], transparencyLog: 'ignored' } as const
    const signed = bundled({ identity }, { log: 'none', stamped: true })
    const wrong = stamp(world.tsa, Buffer.from('something else'), SIGNING_TIME)
    expect(await ask([referred(signed)], { authority, roots })).toMatchObject(proved)
    expect(await ask([referred({ ...signed, timestamps: [wrong] })], { authority, roots })).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining('timestamp-mismatch'),
    })
    expect(await ask([referred({ ...signed, timestamps: [] })], { authority, roots })).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining('certificate-not-valid-then'),
    })
  })
  test('do not stand in for the log where a key signed', async () => {
    const roots = { internal: trustedRoot(world, ['logs', 'certificate-logs']) }
    const signed = bundled({ keys }, { log: 'none', stamped: true })
    expect(await ask([referred(signed)], { authority: { ...keyed, trustRoots: ['internal'] }, roots })).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining('log-entry-missing'),
    })
  })
  test('that were not granted, or are not about a time, are refused', async () => {
    const signed = bundled({ identity }, { log: 'rekor2' })
    const [token = Buffer.alloc(0)] = signed.timestamps
    const altered = (from: Uint8Array, to: Uint8Array) => {
      const at = token.indexOf(from)
      if (at < 0) throw new Error('the fakes are broken')
      return Buffer.concat([token.subarray(0, at), to, token.subarray(at + from.length)])
    }
    const granted = Buffer.from([0x30, 3, 2, 1, 0])
    const refusedByAuthority = altered(granted, Buffer.from([0x30, 3, 2, 1, 2]))
    const contentType = oid('1.2.840.113549.1.9.16.1.4')
    const otherType = altered(contentType, oid('1.2.840.113549.1.9.16.1.5'))
    for (const timestamp of [refusedByAuthority, otherType])
      expect(await ask([referred({ ...signed, timestamps: [timestamp] })])).toMatchObject({
        status: 'refuted',
        reason: expect.stringContaining('timestamp-malformed'),
      })
  })
  test('under an .att tag are over the whole envelope', async () => {
    const signed = attested(undefined, undefined, { stamped: false })
    const over = (bytes: Buffer) => att({ ...signed, timestamps: [stamp(world.tsa, bytes, SIGNING_TIME)] })
    expect(await ask([over(signed.envelope ?? Buffer.alloc(0))], { attestation: wantsProvenance })).toMatchObject(proved)
    expect(await ask([over(signed.signature)], { attestation: wantsProvenance })).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining('timestamp-mismatch'),
    })
  })
  test("stand in for the log where the trust root has none, as GitHub's own has", async () => {
    const signed = bundled({ identity }, { log: 'none', stamped: true })
    const roots = {
      internal: trustedRoot(world, ['logs', 'certificate-logs']),
      nothing: trustedRoot(world, ['logs', 'certificate-logs', 'timestamps']),
    }
    const by = (root: string) => ({ authority: { ...keyless, trustRoots: [root] }, roots })
    expect(await ask([referred(signed)], by('internal'))).toMatchObject(proved)
    expect(await ask([referred({ ...signed, timestamps: [] })], by('internal'))).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining('timestamp-missing'),
    })
    expect(await ask([referred(signed)], by('nothing'))).toMatchObject({ status: 'refuted' })
    expect(await ask([referred(signed)])).toMatchObject({
      status: 'refuted',
      reason: expect.stringContaining('log-entry-missing'),
    })
  })
})
