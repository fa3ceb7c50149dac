import { constants, createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { MAX_RSA_BITS, MIN_RSA_BITS } from '../../model/limits.ts'
import { type Checked, pass, reject } from './checked.ts'

/** SHA-2 hashes by the names that node uses. Nothing older is accepted anywhere. */
export type HashName = 'sha256' | 'sha384' | 'sha512'

/** A public key that may verify signatures here, with its SubjectPublicKeyInfo and its fingerprint (sha256 of that). */
export interface PublicKey {
  readonly object: KeyObject
  readonly spki: Buffer
  readonly fingerprint: string
}

const CURVES: Readonly<Record<string, readonly HashName[]>> = {
  prime256v1: ['sha256'],
  secp384r1: ['sha384', 'sha256'],
  secp521r1: ['sha512', 'sha256'],
}
const RSA_HASHES: readonly HashName[] = ['sha256', 'sha384', 'sha512']

/** SHA-2 of bytes. */
export function hashOf(name: HashName, ...bytes: readonly Uint8Array[]): Buffer {
  const hash = createHash(name)
  for (const part of bytes) hash.update(part)
  return hash.digest()
}

/**
 * Loads a SubjectPublicKeyInfo (DER, or PKCS#1 when told) or a PEM text of exactly one public key: P-256, P-384, P-521, Ed25519 and RSA
 * of 2048 to 8192 bits.
 */
export function loadKey(key: Uint8Array | string, type: 'spki' | 'pkcs1' = 'spki'): Checked<PublicKey> {
  const parsed = parseKey(key, type)
  if (parsed === undefined) return reject('key-malformed', 'the public key cannot be read')
  const object = inOneForm(parsed)
  const problem = keyProblem(object)
  if (problem !== undefined) return reject('key-unsupported', problem, { verdict: 'unsupported' })
  const spki = object.export({ format: 'der', type: 'spki' })
  return pass({ object, spki, fingerprint: `sha256:${hashOf('sha256', spki).toString('hex')}` })
}

/** Bytes of a whole point, which starts with a 4. */
const POINT_BYTES: Readonly<Record<string, number>> = { prime256v1: 65, secp384r1: 97, secp521r1: 133 }

/** The point of an elliptic curve can be written in three forms (SEC 1, 2.3.3): one key must not be two. */
function inOneForm(key: KeyObject): KeyObject {
  const bytes = POINT_BYTES[key.asymmetricKeyDetails?.namedCurve ?? '']
  if (bytes === undefined || key.export({ format: 'der', type: 'spki' }).at(-bytes) === 4) return key
  return createPublicKey({ key: key.export({ format: 'jwk' }), format: 'jwk' })
}

/** Node would take the first of several keys, the key of a certificate and that of a private key. */
function isOnePublicKey(pem: string): boolean {
  const [only, ...more] = pem.match(/-----BEGIN [A-Z0-9 ]+-----/g) ?? []
  return more.length === 0 && (only === '-----BEGIN PUBLIC KEY-----' || only === '-----BEGIN RSA PUBLIC KEY-----')
}

function parseKey(key: Uint8Array | string, type: 'spki' | 'pkcs1'): KeyObject | undefined {
  if (typeof key === 'string' && !isOnePublicKey(key)) return undefined
  try {
    return typeof key === 'string' ? createPublicKey(key) : createPublicKey({ key: Buffer.from(key), format: 'der', type })
  } catch {
    return undefined
  }
}

function keyProblem(key: KeyObject): string | undefined {
  const details = key.asymmetricKeyDetails
  const type = key.asymmetricKeyType
  if (type === 'ed25519') return undefined
  if (type === 'ec')
    return CURVES[details?.namedCurve ?? ''] ? undefined : `elliptic curve ${details?.namedCurve ?? '(unnamed)'} is not supported`
  if (type !== 'rsa' && type !== 'rsa-pss') return `keys of type ${type ?? '(unknown)'} are not supported`
  const bits = details?.modulusLength ?? 0
  return bits < MIN_RSA_BITS || bits > MAX_RSA_BITS ? `an RSA key of ${bits} bits is not supported (2048 to 8192 are)` : undefined
}

/** Hashes with which a key may have signed, the usual one first: signers disagree about P-384 and P-521. */
export function hashesFor(key: PublicKey): readonly HashName[] {
  if (key.object.asymmetricKeyType === 'ec') return CURVES[key.object.asymmetricKeyDetails?.namedCurve ?? ''] ?? []
  return RSA_HASHES
}

/** How a signature was made, as far as the key leaves a choice: its hash, with `pss-` before it for RSA in PSS. */
export type SignatureScheme = 'ed25519' | HashName | `pss-${HashName}`

/** Whether `signature` over `data` was made with `key`, in whatever way; `hash` narrows to one hash. */
export function isSignedBy(key: PublicKey, data: Uint8Array, signature: Uint8Array, hash?: HashName): boolean {
  return schemeOf(key, data, signature, hash) !== undefined
}

/** How `signature` over `data` was made with `key`: Ed25519 pure, ECDSA in DER, RSA PKCS#1 v1.5 or PSS. Undefined where it was not. */
export function schemeOf(key: PublicKey, data: Uint8Array, signature: Uint8Array, hash?: HashName): SignatureScheme | undefined {
  const type = key.object.asymmetricKeyType
  if (type === 'ed25519') return check({ key, data, signature }) ? 'ed25519' : undefined
  const hashes = hash === undefined ? hashesFor(key) : [hash]
  if (type === 'ec') return hashes.find((name) => check({ key, data, signature, hash: name }))
  const plain =
    type === 'rsa' ? hashes.find((name) => check({ ...{ key, data, signature }, ...padded(name, 'v1.5') })) : undefined
  const pss = plain ?? hashes.find((name) => check({ ...{ key, data, signature }, ...padded(name, 'pss') }))
  return plain ?? (pss === undefined ? undefined : `pss-${pss}`)
}

function padded(hash: HashName, padding: 'v1.5' | 'pss'): Pick<Attempt, 'hash' | 'padding'> {
  return { hash, padding: padding === 'pss' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING }
}

interface Attempt {
  readonly key: PublicKey
  readonly data: Uint8Array
  readonly signature: Uint8Array
  readonly hash?: HashName
  readonly padding?: number
}

/** One attempt. OpenSSL refuses some combinations (a PSS key with another hash) by throwing: that is a no. */
function check({ key, data, signature, hash, padding }: Attempt): boolean {
  try {
    const options = padding === undefined ? key.object : { key: key.object, padding }
    return verify(hash, data, options, signature)
  } catch {
    return false
  }
}
