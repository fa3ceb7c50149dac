import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import type { Evidence } from '../../../src/model/evidence.ts'
import { attachNotation, NOTATION } from '../../fakes/signing/notation.ts'
import { ask } from '../asking.ts'
import { DIGEST } from '../shelf.ts'
import { authority as ours } from './notary.ts'

interface Made {
  readonly name: string
  readonly mediaType: string
  readonly envelope: string
  readonly root: string
}

const made: readonly Made[] = JSON.parse(
  readFileSync(new URL('../../fixtures/notation-go/envelopes.json', import.meta.url), 'utf8'),
)
const bytesOf = ({ envelope }: Made) => Buffer.from(envelope, 'base64')
const trusting = ({ root }: Made) => ({ ...ours, trustStore: [root] })
const judge = (one: Made, more: Partial<typeof ours> = {}): Promise<Evidence> =>
  ask([attachNotation(DIGEST, bytesOf(one), one.mediaType)], { authority: { ...trusting(one), ...more } })

describe('what notation-go 1.3.2 signed', () => {
  test('is there for both envelopes and every kind of key', () => {
    const kinds = ['p256', 'p384', 'p521', 'rsa2048', 'rsa3072', 'rsa4096', 'p256, expires', 'p256, expired']
    for (const mediaType of [NOTATION.jws, NOTATION.cose])
      expect(made.filter((one) => one.mediaType === mediaType).map(({ name }) => name)).toEqual(expect.arrayContaining(kinds))
  })
  test.each(made)('$name as $mediaType', async (one) => {
    const expected = one.name.endsWith('expired')
      ? { status: 'refuted', because: 'invalid', reason: expect.stringContaining('signature-expired') }
      : { status: 'proved', facts: { signer: 'CN=release,O=acme,ST=WA,C=US' } }
    expect(await judge(one)).toMatchObject(expected)
    expect(await judge(one, { trustStore: ours.trustStore })).toMatchObject({ status: 'refuted', because: 'untrusted' })
    expect(await judge(one, { identities: ['C=US, ST=WA, O=other'] })).toMatchObject({ status: 'refuted', because: 'untrusted' })
  })
})
