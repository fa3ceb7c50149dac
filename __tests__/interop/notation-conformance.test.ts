import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { NotationAuthority } from '../../src/model/policy.ts'
import type { Checked } from '../../src/verify/crypto/checked.ts'
import { openCose } from '../../src/verify/notation/cose.ts'
import type { NotationMaterial } from '../../src/verify/notation/envelope.ts'
import { openJws } from '../../src/verify/notation/jws.ts'
import { notationTerms } from '../../src/verify/notation/terms.ts'
import { verifyNotation } from '../../src/verify/notation/verify-notation.ts'
import { pem } from '../fakes/signing/certificates.ts'

const shared = process.env.PREADMIT_SHARED
const suite = shared === undefined ? describe.skip : describe
const skipped = shared === undefined ? ' (skipped: set PREADMIT_SHARED to the folder with the conformance data)' : ''
const folder = join(shared ?? '/', 'conformance/notation')
const names = shared === undefined ? ['none'] : readdirSync(join(folder, 'envelopes'))

/** By the name of an envelope: the reason for which it is refused; undefined for those that hold. */
const EXPECTED: readonly (readonly [RegExp, string | undefined])[] = [
  [/invalid/, 'envelope-malformed'],
  [/plugin/, 'unsupported'],
  [/expired/, 'signature-expired'],
  [/./, undefined],
]

function openFile(name: string): Checked<NotationMaterial> {
  const bytes = readFileSync(join(folder, 'envelopes', name))
  return name.startsWith('cose') ? openCose(bytes) : openJws(bytes)
}

/** Why an envelope is refused when its own root is trusted, at the time at which it says that it was made, or now. */
function refusal(
  material: NotationMaterial,
  more: Partial<NotationAuthority>,
  now = material.attributes.signingTime,
): string | undefined {
  const root = pem('CERTIFICATE', material.chain.at(-1) ?? Buffer.alloc(0))
  const authority: NotationAuthority = {
    kind: 'notation',
    name: 'acme',
    trustStore: [root],
    signingAuthorities: [root],
    identities: ['C=US, ST=WA, O=Notary'],
    level: 'strict',
    ...more,
  }
  const terms = notationTerms(authority, now)
  if (!terms.ok) return terms.rejection.reason
  const verified = verifyNotation(material, terms.value)
  return verified.ok ? undefined : verified.rejection.reason
}

suite(`envelopes of the Notary Project${skipped}`, () => {
  test.each(names)('%s', (name) => {
    const expected = EXPECTED.find(([pattern]) => pattern.test(name))?.[1]
    const material = openFile(name)
    if (!material.ok) return expect(material.rejection.reason).toBe(expected)
    const expired = expected === 'signature-expired'
    expect(refusal(material.value, {}, expired ? Date.now() : undefined)).toBe(expected)
    if (expired) return
    expect(refusal(material.value, { identities: ['C=US, ST=WA, O=Other'] })).toBe('certificate-identity')
    expect(refusal(material.value, { trustStore: other(), signingAuthorities: other() })).toBe('certificate-authority-unknown')
    const altered = { ...material.value, signed: Buffer.concat([material.value.signed, Buffer.from('x')]) }
    expect(refusal(altered, {})).toBe('signature-invalid')
  })
})

/** A root that vouches for none of them. */
function other(): readonly string[] {
  return [readFileSync(join(folder, 'truststore/x509/ca/valid-trust-store-self-signed/openssl-minimum-self-signed.pem'), 'utf8')]
}
