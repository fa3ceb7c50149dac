import { constants, createPublicKey, ECDH, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { MAX_RSA_BITS, MIN_RSA_BITS } from '../../src/model/limits.ts'
import type { KeyAuthority } from '../../src/model/policy.ts'
import { isSignedBy, loadKey } from '../../src/verify/crypto/keys.ts'
import { type KeyKind, newKeys, pem, spkiOf } from '../fakes/signing/certificates.ts'
import { SIGNING_TIME } from '../fakes/signing/sign.ts'
import { issue } from '../fakes/signing/sigstore.ts'
import { ask, attested, identity, keyed, referred, sig, tagged, wantsProvenance, world } from './asking.ts'

function authority(spki: Uint8Array): KeyAuthority {
  return { ...keyed, pem: pem('PUBLIC KEY', spki), transparencyLog: 'ignored' }
}

describe('keys', () => {
  const kinds: readonly (readonly [KeyKind, string | undefined])[] = [
    ['p256', undefined],
    ['p384', undefined],
    ['p384', 'sha256'],
    ['p521', undefined],
    ['p521', 'sha256'],
    ['ed25519', undefined],
    ['rsa2048', undefined],
    ['rsa2048', 'sha512'],
  ]
  test.each(kinds)('%s with hash %s signs images and statements', async (kind, hash) => {
    const keys = newKeys(kind)
    const options = { log: 'none', stamped: false, ...(hash === undefined ? {} : { hash }) } as const
    const trusted = authority(spkiOf(keys.publicKey))
    expect(await ask([sig(tagged({ keys }, options))], { authority: trusted })).toMatchObject({ status: 'proved' })
    expect(
      await ask([referred(attested(undefined, undefined, { as: { keys }, ...options }))], {
        authority: trusted,
        attestation: wantsProvenance,
      }),
    ).toMatchObject({ status: 'proved' })
    expect(await ask([sig(tagged({ keys: newKeys(kind) }, options))], { authority: trusted })).toMatchObject({
      status: 'refuted',
      because: 'untrusted',
    })
  })
  test.each([
    ['P-256', 'prime256v1', '3039301306072a8648ce3d020106082a8648ce3d030107032200', 65],
    ['P-384', 'secp384r1', '3046301006072a8648ce3d020106052b81040022033200', 97],
    ['P-521', 'secp521r1', '3058301006072a8648ce3d020106052b81040023034400', 133],
  ])('the point of %s in another form is the same key, and the same signer', (_, curve, head, bytes) => {
    const spki = generateKeyPairSync('ec', { namedCurve: curve }).publicKey.export({ format: 'der', type: 'spki' })
    const compressed = ECDH.convertKey(spki.subarray(-bytes), curve, undefined, undefined, 'compressed')
    const hybrid = Buffer.from(spki)
    hybrid[spki.length - bytes] = 6 + ((spki.at(-1) ?? 0) & 1)
    const plain = loadKey(spki)
    for (const other of [Buffer.concat([Buffer.from(head, 'hex'), Buffer.from(compressed)]), hybrid])
      expect(loadKey(other)).toMatchObject({ ok: true, value: { fingerprint: plain.ok && plain.value.fingerprint, spki } })
  })
  test('RSA-PSS signatures verify with a plain RSA key and with a PSS key', () => {
    const data = Buffer.from('data')
    for (const { publicKey, privateKey } of [
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
      generateKeyPairSync('rsa-pss', { modulusLength: 2048 }),
    ]) {
      const signature = sign('sha256', data, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING })
      const key = loadKey(publicKey.export({ format: 'der', type: 'spki' }))
      expect(key.ok && isSignedBy(key.value, data, signature)).toBe(true)
      expect(key.ok && isSignedBy(key.value, Buffer.from('other'), signature)).toBe(false)
    }
  })
  test.each(['rsa', 'rsa-pss'] as const)(
    'images signed with RSA-PSS by a key of type %s are proved, and only for that key',
    async (type) => {
      const pair = () =>
        type === 'rsa'
          ? generateKeyPairSync('rsa', { modulusLength: 2048 })
          : generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
      const [own, other] = [pair(), pair()]
      const unsigned = tagged({ keys: newKeys() }, { log: 'none', stamped: false })
      const signature = sign('sha256', unsigned.payload, { key: own.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING })
      const image = sig({ ...unsigned, signature })
      expect(await ask([image], { authority: authority(spkiOf(own.publicKey)) })).toMatchObject({ status: 'proved' })
      expect(await ask([image], { authority: authority(spkiOf(other.publicKey)) })).toMatchObject({
        status: 'refuted',
        because: 'untrusted',
      })
    },
  )
  test.each([
    ['an RSA key of 1024 bits', () => generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey],
    ['a key on secp256k1', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey],
    ['an X25519 key', () => generateKeyPairSync('x25519').publicKey],
  ])('%s is not supported, which is not a refusal of the image', async (_, make) => {
    expect(loadKey(spkiOf(make()))).toMatchObject({ ok: false, rejection: { reason: 'key-unsupported', verdict: 'unsupported' } })
    expect(await ask([], { authority: authority(spkiOf(make())) })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'unsupported' },
    })
  })
  test('a text of several keys, of a private key or of a certificate names no key: none of them is taken', async () => {
    const { publicKey, privateKey } = newKeys()
    const one = pem('PUBLIC KEY', spkiOf(publicKey))
    const certificate = issue(world, identity, SIGNING_TIME).certificate
    const secret = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    const signed = sig(tagged({ keys: { publicKey, privateKey } }, { log: 'none', stamped: false }))
    for (const text of [one + one, one + pem('CERTIFICATE', certificate), secret, pem('CERTIFICATE', certificate), ''])
      expect(await ask([signed], { authority: { ...keyed, pem: text, transparencyLog: 'ignored' } })).toMatchObject({
        status: 'unknown',
        problem: { kind: 'malformed' },
      })
    const remarked = `release key, 2026\n${one}\n`
    expect(await ask([signed], { authority: { ...keyed, pem: remarked, transparencyLog: 'ignored' } })).toMatchObject({
      status: 'proved',
    })
  })
  test('text that is no key is a problem of the policy, for every image', async () => {
    expect(await ask([sig(tagged())], { authority: { ...keyed, pem: 'nonsense' } })).toMatchObject({
      status: 'unknown',
      problem: { kind: 'malformed' },
    })
  })
})

describe('RSA keys', () => {
  /** A public key of so many bits: an odd modulus, which no signature needs to fit. */
  function rsa(bits: number): string {
    const modulus = Buffer.alloc(Math.ceil(bits / 8), 0xff)
    modulus[0] = 0xff >> (modulus.length * 8 - bits)
    const jwk = { kty: 'RSA', e: 'AQAB', n: modulus.toString('base64url') }
    return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()
  }

  test.each([
    [MIN_RSA_BITS - 1, false],
    [MIN_RSA_BITS, true],
    [MAX_RSA_BITS, true],
    [MAX_RSA_BITS + 1, false],
  ])('of %i bits: taken %s', (bits, ok) => expect(loadKey(rsa(bits)).ok).toBe(ok))
})
