import { constants, verify } from 'node:crypto'
import { type Checked, MalformedError, pass, reading, reject } from './checked.ts'
import { childAt, type Der, readOid } from './der.ts'
import { type HashName, isSignedBy, loadKey, type PublicKey } from './keys.ts'

/** A signature algorithm as X.509 and CMS name it; `hash` is undefined where it is fixed by the key or named elsewhere. */
export interface SignatureAlgorithm {
  readonly scheme: 'ecdsa' | 'rsa' | 'rsa-pss' | 'ed25519'
  readonly hash?: HashName
}

const ALGORITHMS: Readonly<Record<string, SignatureAlgorithm>> = {
  '1.2.840.10045.4.3.2': { scheme: 'ecdsa', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { scheme: 'ecdsa', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { scheme: 'ecdsa', hash: 'sha512' },
  '1.2.840.113549.1.1.1': { scheme: 'rsa' },
  '1.2.840.113549.1.1.11': { scheme: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { scheme: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { scheme: 'rsa', hash: 'sha512' },
  '1.3.101.112': { scheme: 'ed25519' },
}
const RSA_PSS = '1.2.840.113549.1.1.10'
const HASHES: Readonly<Record<string, HashName>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** The SHA-2 hash that an AlgorithmIdentifier names. Throws MalformedError for every other algorithm. */
export function readHashAlgorithm(node: Der): HashName {
  const oid = readOid(childAt(node, 0))
  const hash = HASHES[oid]
  if (hash === undefined) throw new MalformedError(`hash algorithm ${oid} is not SHA-2`)
  return hash
}

/** The signature algorithm that an AlgorithmIdentifier names. Throws MalformedError for algorithms that are not accepted. */
export function readSignatureAlgorithm(node: Der): SignatureAlgorithm {
  const oid = readOid(childAt(node, 0))
  if (oid === RSA_PSS) return { scheme: 'rsa-pss', hash: readPssHash(node) }
  const algorithm = ALGORITHMS[oid]
  if (algorithm === undefined) throw new MalformedError(`signature algorithm ${oid} is not accepted`)
  return algorithm
}

function readPssHash(node: Der): HashName {
  const parameter = node.children[1]?.children.find((child) => child.tag === 0xa0)
  if (parameter === undefined) throw new MalformedError('PSS without a named hash means SHA-1')
  return readHashAlgorithm(childAt(parameter, 0))
}

const KEY_TYPES: Readonly<Record<SignatureAlgorithm['scheme'], readonly string[]>> = {
  ecdsa: ['ec'],
  rsa: ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ed25519: ['ed25519'],
}

/** Whether `signature` over `data` was made by `key` with exactly this algorithm. `hash` fills in where the algorithm names none. */
export function isSignedWith(
  algorithm: SignatureAlgorithm,
  key: PublicKey,
  signed: { readonly data: Uint8Array; readonly signature: Uint8Array; readonly hash?: HashName },
): boolean {
  if (!KEY_TYPES[algorithm.scheme].includes(key.object.asymmetricKeyType ?? '')) return false
  const hash = algorithm.hash ?? signed.hash
  if (algorithm.scheme === 'rsa') return verifyRsa(key, signed, { hash, padding: constants.RSA_PKCS1_PADDING })
  if (algorithm.scheme === 'rsa-pss') return verifyRsa(key, signed, { hash, padding: constants.RSA_PKCS1_PSS_PADDING })
  return isSignedBy(key, signed.data, signed.signature, hash)
}

function verifyRsa(
  key: PublicKey,
  signed: { readonly data: Uint8Array; readonly signature: Uint8Array },
  how: { readonly hash: HashName | undefined; readonly padding: number },
): boolean {
  if (how.hash === undefined) return false
  try {
    return verify(how.hash, signed.data, { key: key.object, padding: how.padding }, signed.signature)
  } catch {
    return false
  }
}

/** Whether a structure signed with the named algorithm was signed by the holder of `spki`. */
export function checkSigned(
  spki: Uint8Array,
  signed: { readonly algorithm: Der; readonly data: Uint8Array; readonly signature: Uint8Array; readonly hash?: HashName },
): Checked<true> {
  const key = loadKey(spki)
  if (!key.ok) return key
  const algorithm = reading('key-unsupported', 'signature algorithm', () => readSignatureAlgorithm(signed.algorithm))
  if (!algorithm.ok) return algorithm
  return isSignedWith(algorithm.value, key.value, signed)
    ? pass(true)
    : reject('signature-invalid', 'the signature does not verify with the key that should have made it')
}
