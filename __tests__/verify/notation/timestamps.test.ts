import { describe, expect, test } from '@jest/globals'
import { authorityExtensions, leafExtensions, type NewExtension, newKeys, pem } from '../../fakes/signing/certificates.ts'
import { der, integer, sequence } from '../../fakes/signing/der.ts'
import { type Notary, newNotary } from '../../fakes/signing/notation.ts'
import { newIssuer, newStampingKey } from '../../fakes/signing/sigstore.ts'
import { type StampOptions, stamp, stampToken } from '../../fakes/signing/timestamp.ts'
import { askBoth, notary, signing, trusting } from './notary.ts'

const START = new Date('2026-01-01T00:00:00Z')
const AT = new Date('2026-03-01T12:00:00Z')
const END = new Date('2026-03-01T12:10:00Z')
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
const root = newIssuer('tsa root', START)
const tsa = newStampingKey(root, START)
/** A signer whose certificate has long run out. */
const past: Notary = newNotary({ notBefore: AT, notAfter: END })
const proved = { status: 'proved' }

function timed(by: Notary, roots: readonly Buffer[] = [root.certificate], level: 'strict' | 'permissive' = 'strict') {
  return { authority: trusting(by, { level, timestampAuthorities: roots.map((one) => pem('CERTIFICATE', one)) }) }
}

const countersigned = (by: Notary, at = AT, options: StampOptions = {}, key = tsa) =>
  signing(by, { countersign: (signature) => stampToken(key, signature, at, { embed: [key.certificate], ...options }) })

async function expectAll(answers: Promise<readonly object[]>, expected: object): Promise<void> {
  for (const answer of await answers) expect(answer).toMatchObject(expected)
}

function refuted(code: string) {
  return { status: 'refuted', reason: expect.stringMatching(`^${code}:`) }
}

describe('a countersignature by a timestamp authority that the policy names', () => {
  test('proves the time, and with it certificates that have run out since', async () => {
    await expectAll(askBoth(countersigned(past), timed(past)), {
      ...proved,
      facts: { time: AT.toISOString(), timeSource: 'CN=tsa root', signer: 'CN=release,O=acme,ST=WA,C=US' },
    })
  })
  test('does not prolong what the signer let expire', async () => {
    await expectAll(askBoth(countersigned(past), timed(past), '2026-05-01T00:00:00Z'), refuted('signature-expired'))
  })
  test('must be there, even where certificates are valid now', async () => {
    await expectAll(askBoth(signing(), timed(notary)), refuted('timestamp-missing'))
    await expectAll(askBoth(signing(), timed(notary, undefined, 'permissive')), refuted('timestamp-missing'))
  })
  test('is not looked at where the policy names no authority: certificates must then be valid now', async () => {
    await expectAll(askBoth(countersigned(past), { authority: trusting(past) }), refuted('certificate-not-valid-then'))
    const garbage = signing(notary, { countersign: () => Buffer.from('x') })
    await expectAll(askBoth(garbage, { authority: trusting(notary) }), proved)
  })
  test('lies within the life of every certificate with all of its accuracy', async () => {
    const second = { accuracy: sequence(integer(1)) }
    const parts = { accuracy: sequence(der(0x80, Buffer.from([1])), der(0x81, Buffer.from([0x03, 0xe8]))) }
    const moved = (from: Date, ms: number) => new Date(from.getTime() + ms)
    await expectAll(askBoth(countersigned(past, END), timed(past)), proved)
    await expectAll(askBoth(countersigned(past, moved(END, -1000), second), timed(past)), proved)
    for (const [at, options] of [
      [moved(END, 1000), {}],
      [moved(AT, -1000), {}],
      [END, second],
      [AT, second],
      [END, parts],
    ] as const)
      await expectAll(askBoth(countersigned(past, at, options), timed(past)), refuted('certificate-not-valid-then'))
  })
  test.each<[string, StampOptions]>([
    ['negative', { accuracy: sequence(der(0x80, Buffer.from([0xff]))) }],
    ['of unknown parts', { accuracy: sequence(der(0x82, Buffer.from([1]))) }],
    ['of empty parts', { accuracy: sequence(der(0x80)) }],
  ])('with an accuracy %s is malformed', async (_, options) => {
    await expectAll(askBoth(countersigned(past, AT, options), timed(past)), refuted('timestamp-malformed'))
  })

  const other = newIssuer('other root', START)
  const othersKey = newStampingKey(other, START)
  const lookalike = newIssuer('tsa root', START)
  test.each<[string, ReturnType<typeof signing>, string]>([
    ['by somebody else', countersigned(past, AT, {}, othersKey), 'timestamp-authority-unknown'],
    [
      'by somebody of the same name',
      countersigned(past, AT, {}, newStampingKey(lookalike, START)),
      'timestamp-authority-unknown',
    ],
    ['without the certificate that made it', countersigned(past, AT, { embed: [] }), 'timestamp-authority-unknown'],
    ['that does not verify', countersigned(past, AT, { garbage: true }), 'timestamp-invalid'],
    ['that does not name its certificate', countersigned(past, AT, { nameless: true }), 'timestamp-invalid'],
    [
      'over something else',
      signing(past, { countersign: () => stampToken(tsa, Buffer.from('x'), AT, { embed: [tsa.certificate] }) }),
      'timestamp-mismatch',
    ],
    [
      'inside its response',
      signing(past, { countersign: (over) => stamp(tsa, over, AT, { embed: [tsa.certificate] }) }),
      'timestamp-malformed',
    ],
    ['of garbage', signing(past, { countersign: () => Buffer.from('x') }), 'timestamp-malformed'],
    [
      'by a certificate for code',
      countersigned(past, AT, {}, newStampingKey(root, START, leafExtensions('1.3.6.1.5.5.7.3.3', true))),
      'certificate-usage',
    ],
    [
      'by an authority itself',
      countersigned(past, AT, {}, newStampingKey(root, START, authorityExtensions())),
      'certificate-usage',
    ],
  ])('%s is no proof', async (_, what, code) => {
    await expectAll(askBoth(what, timed(past)), refuted(code))
  })
  test('may be by one of several, with a key of any kind', async () => {
    for (const kind of ['rsa2048', 'p384'] as const) {
      const key = newStampingKey(root, START, leafExtensions(TIME_STAMPING, true), newKeys(kind))
      await expectAll(askBoth(countersigned(past, AT, {}, key), timed(past, [other.certificate, root.certificate])), proved)
    }
  })
  test('whose certificate names a place to look for its revocation is open under strict', async () => {
    const lists: NewExtension = { id: '2.5.29.31', value: sequence() }
    const key = newStampingKey(root, START, [...leafExtensions(TIME_STAMPING, true), lists])
    const what = countersigned(past, AT, {}, key)
    await expectAll(askBoth(what, timed(past)), {
      status: 'unknown',
      problem: { detail: expect.stringMatching(/^revocation-unchecked:/) },
    })
    await expectAll(askBoth(what, timed(past, undefined, 'permissive')), proved)
  })
  test('is open where the policy gives something else than a root', async () => {
    for (const certificate of [tsa.certificate, notary.intermediate.certificate, Buffer.from('x')])
      await expectAll(askBoth(countersigned(past), timed(past, [certificate])), {
        status: 'unknown',
        problem: { kind: 'malformed' },
      })
  })
})
