import { describe, expect, test } from '@jest/globals'
import type { KeyAuthority } from '../../src/model/policy.ts'
import { isPrehashed } from '../../src/verify/crypto/ed25519ph.ts'
import { loadKey, type PublicKey } from '../../src/verify/crypto/keys.ts'
import { verify } from '../../src/verify/verify.ts'
import { newKeys, pem, spkiOf } from '../fakes/signing/certificates.ts'
import { ask, keyed, NOW, sig, tagged, trust } from './asking.ts'
import { DIGEST, REPOSITORY, shelf } from './shelf.ts'

/** The key of RFC 8032, section 7.3. The signatures other than the RFC's are those of Go 1.26.8, crypto/ed25519. */
const RAW = 'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf'
const spki = Buffer.from(`302a300506032b6570032100${RAW}`, 'hex')
const loaded = loadKey(spki)
if (!loaded.ok) throw new Error('it is a key')
const key: PublicKey = loaded.value

const ABC =
  '98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406'
const EMPTY =
  '5b88ce227bf28bdef4c66ae9608c8bc15e81148386849110d2ad76abab768949342afe5a477ac0c41fd211a6dfc36dd5e57b6d26c1fb7a92187ed72e6997d304'
const PURE_ABC =
  'c9446c82f4235087613364b1e2c31aed0ae9f11a6982859914bdd8565e119d26cd47423c26c2a49d5f60d847f75120f4bada1a01063aafef8fecb9a07e32e707'
/** Over the payload that the tests' image is signed with. */
const OF_IMAGE =
  'ae88304326f7d64164ddf514bb43c47b751cb1739e1fcf5068c7d87669e703634a0f3327827aae67422f00e05fc8b049ff7fa0f2add1010724fda2418fb3b909'

const hex = (text: string): Buffer => Buffer.from(text, 'hex')

describe('Ed25519ph is told apart', () => {
  test.each([
    ['abc', ABC, true],
    ['', EMPTY, true],
    ['abd', ABC, false],
    ['abc', EMPTY, false],
    ['abc', PURE_ABC, false],
    ['abc', '00'.repeat(64), false],
    ['abc', 'ff'.repeat(64), false],
    ['abc', ABC.slice(2), false],
  ])('%j with %s: %s', (text, signature, expected) => {
    expect(isPrehashed(key, Buffer.from(text), hex(signature))).toBe(expected)
  })

  test('of every other kind of key nothing is', () => {
    const other = loadKey(spkiOf(newKeys().publicKey))
    expect(other.ok && isPrehashed(other.value, Buffer.from('abc'), hex(ABC))).toBe(false)
  })
})

describe('an image that is signed with Ed25519ph', () => {
  const authority: KeyAuthority = { ...keyed, pem: pem('PUBLIC KEY', spki), transparencyLog: 'ignored' }
  const plain = tagged({ keys: newKeys('ed25519') }, { log: 'none', stamped: false })
  const attachment = sig({ ...plain, signature: hex(OF_IMAGE) })

  test('by the very key of the policy is unknown, not signed by somebody else', async () => {
    expect(await ask([attachment], { authority })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'unsupported', detail: expect.stringContaining('Ed25519ph signature by this very key') },
    })
  })

  test('is listed as unsupported', async () => {
    const request = {
      claims: [],
      inventory: [{ repository: REPOSITORY, digest: DIGEST }],
      trusted: { authorities: [authority], trustRoots: [] },
      now: NOW,
    }
    const { inventories } = await verify(request, { registry: shelf([attachment]), trust })
    expect(inventories[0]?.observations).toMatchObject([{ status: 'unsupported', reason: expect.stringContaining('Ed25519ph') }])
  })

  test('by another key is by somebody else', async () => {
    const other: KeyAuthority = { ...authority, pem: pem('PUBLIC KEY', spkiOf(newKeys('ed25519').publicKey)) }
    expect(await ask([attachment], { authority: other })).toMatchObject({ status: 'refuted', because: 'untrusted' })
  })
})
