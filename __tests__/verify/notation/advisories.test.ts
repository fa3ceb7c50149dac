import { describe, expect, test } from '@jest/globals'
import { MAX_CANDIDATES } from '../../../src/model/limits.ts'
import { leafExtensions, pem } from '../../fakes/signing/certificates.ts'
import { sequence } from '../../fakes/signing/der.ts'
import { distinguishedName, newNotary, signJws } from '../../fakes/signing/notation.ts'
import { newIssuer, newStampingKey } from '../../fakes/signing/sigstore.ts'
import { stampToken } from '../../fakes/signing/timestamp.ts'
import { askJws, authority, notary, signing, trusting } from './notary.ts'

const proved = { status: 'proved' }

describe('what went wrong with Notary Project signatures elsewhere', () => {
  test('names with =# cost nothing, in an identity and in a certificate', async () => {
    const named = (organisation: string) =>
      newNotary({ subject: distinguishedName(['C', 'US'], ['ST', 'WA'], ['O', organisation]) })
    for (const text of ['a=#0c', '=#', `${'=#'.repeat(20_000)}`]) {
      const by = named(text)
      const signed = signJws(signing(by))
      expect(await askJws([signed], { authority: trusting(by) })).toMatchObject({ status: 'refuted', because: 'untrusted' })
      const identities = [`C=US, ST=WA, O=#${text}`]
      expect(await askJws([signed], { authority: trusting(by, { identities }) })).toMatchObject({ status: 'unknown' })
    }
  })
  test('only so many signatures are looked at, and past them the answer is open', async () => {
    const stranger = newNotary()
    const bad = (count: number) =>
      Array.from({ length: count }, (_, index) => signJws(signing(stranger, { unsigned: { 'com.acme.note': index } })))
    expect(await askJws(bad(MAX_CANDIDATES))).toMatchObject({ status: 'refuted' })
    expect(await askJws(bad(MAX_CANDIDATES + 1))).toMatchObject({ status: 'unknown', problem: { kind: 'too-many' } })
    expect(await askJws([signJws(signing()), ...bad(MAX_CANDIDATES)])).toMatchObject(proved)
  })
  test('an old release whose signature has expired does not come back, however lenient the level', async () => {
    const old = signJws(signing(notary, { attributes: { 'io.cncf.notary.expiry': '2026-03-02T00:00:00Z' } }))
    for (const level of ['strict', 'permissive'] as const)
      expect(await askJws([old], { authority: { ...authority, level } })).toMatchObject({
        status: 'refuted',
        reason: expect.stringMatching(/^signature-expired:/),
      })
  })
  test('whether the certificate of a timestamp authority was revoked is a question, too', async () => {
    const start = new Date('2026-01-01T00:00:00Z')
    const root = newIssuer('tsa root', start)
    const lists = { id: '2.5.29.31', value: sequence() }
    const tsa = newStampingKey(root, start, [...leafExtensions('1.3.6.1.5.5.7.3.8', true), lists])
    const countersign = (over: Buffer) => stampToken(tsa, over, new Date('2026-03-01T12:00:00Z'), { embed: [tsa.certificate] })
    const timed = { ...authority, timestampAuthorities: [pem('CERTIFICATE', root.certificate)] }
    expect(await askJws([signJws(signing(notary, { countersign }))], { authority: timed })).toMatchObject({
      status: 'unknown',
      problem: { detail: expect.stringMatching(/^revocation-unchecked: the certificate of CN=tsa /) },
    })
  })
  test('an envelope has one signature, in one place, and nothing in it is decompressed', async () => {
    const good = signJws(signing())
    const signatures = [{ protected: good.protected, header: good.header, signature: good.signature }]
    expect(await askJws([{ payload: good.payload, signatures }])).toMatchObject({ status: 'refuted', because: 'invalid' })
    expect(await askJws([{ ...good, signatures }])).toMatchObject({ status: 'refuted', because: 'invalid' })
  })
})
