import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Checked } from '../../../src/verify/crypto/checked.ts'
import { openCose } from '../../../src/verify/notation/cose.ts'
import type { NotationMaterial } from '../../../src/verify/notation/envelope.ts'
import { openJws } from '../../../src/verify/notation/jws.ts'
import { notationTerms } from '../../../src/verify/notation/terms.ts'
import { verifyNotation } from '../../../src/verify/notation/verify-notation.ts'
import { pem } from '../../fakes/signing/certificates.ts'
import { coseOf, coseParts, signJws } from '../../fakes/signing/notation.ts'
import { newIssuer, newStampingKey } from '../../fakes/signing/sigstore.ts'
import { stampToken } from '../../fakes/signing/timestamp.ts'
import { NOW } from '../asking.ts'
import { authority, signing } from './notary.ts'

const root = newIssuer('tsa root', new Date('2026-01-01T00:00:00Z'))
const tsa = newStampingKey(root, new Date('2026-01-01T00:00:00Z'))
const countersign = (over: Buffer) => stampToken(tsa, over, new Date('2026-03-01T12:00:00Z'), { embed: [tsa.certificate] })
const timed = { ...authority, timestampAuthorities: [pem('CERTIFICATE', root.certificate)] }
const terms = notationTerms(timed, NOW.getTime())
const what = signing(undefined, { countersign })

type Open = (bytes: Buffer) => Checked<NotationMaterial>

test.each<[string, Buffer, Open]>([
  ['JWS', Buffer.from(JSON.stringify(signJws(what))), openJws],
  ['COSE', coseOf(coseParts(what)), openCose],
])('a %s envelope with any bytes of it changed fails with a reason, or says what it said before', (_, envelope, open) => {
  if (!terms.ok) throw new Error(terms.rejection.detail)
  const judged = (bytes: Buffer) => {
    const material = open(bytes)
    return material.ok ? { material: material.value, verified: verifyNotation(material.value, terms.value) } : undefined
  }
  const before = judged(envelope)
  expect(before?.verified).toMatchObject({ ok: true })
  const at = fc.nat(envelope.length - 1)
  const change = fc.record({ at, drop: fc.nat(2), insert: fc.uint8Array({ maxLength: 3 }) })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      let bytes = envelope
      for (const one of changes) {
        const rest = bytes.subarray(one.at + one.drop)
        bytes = Buffer.concat([bytes.subarray(0, one.at), one.insert, rest])
      }
      const after = judged(bytes)
      if (after?.verified.ok !== true) return
      expect(after.verified).toEqual(before?.verified)
      expect(after.material.payload).toEqual(before?.material.payload)
      expect(after.material.attributes).toEqual(before?.material.attributes)
    }),
    { numRuns: 2000 },
  )
})
