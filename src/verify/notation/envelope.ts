import type { PublicKey } from '../crypto/keys.ts'

/** Signature algorithms of the Notary Project by their JOSE names. There are no others. */
export type NotationAlgorithm = 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512'

/**
 * What a signer signed besides the payload. Times are milliseconds since 1970, stated and not proved; that of a signing authority is
 * as good as the authority.
 */
export interface SignedAttributes {
  readonly algorithm: string
  readonly scheme: 'x509' | 'signing-authority'
  readonly signingTime: number
  readonly expiry?: number
}

/** One Notary Project signature, parsed from either envelope (signature-specification.md): nothing of it is proved yet. */
export interface NotationMaterial {
  readonly scheme: 'notation'
  readonly payload: Buffer
  /** The bytes under the signature. */
  readonly signed: Buffer
  readonly signature: Buffer
  readonly attributes: SignedAttributes
  /** Certificates in DER from the signer to the root, as given. */
  readonly chain: readonly Buffer[]
  /** An RFC 3161 token over the signature. */
  readonly timestamp?: Buffer
}

const BY_CURVE: Readonly<Record<string, NotationAlgorithm>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' }
const BY_BITS: Readonly<Record<number, NotationAlgorithm>> = { 2048: 'PS256', 3072: 'PS384', 4096: 'PS512' }

/** The one algorithm with which a key may sign; undefined for keys that the specification does not know. */
export function algorithmOf({ object }: PublicKey): NotationAlgorithm | undefined {
  const { namedCurve = '', modulusLength = 0 } = object.asymmetricKeyDetails ?? {}
  if (object.asymmetricKeyType === 'ec') return Object.hasOwn(BY_CURVE, namedCurve) ? BY_CURVE[namedCurve] : undefined
  return object.asymmetricKeyType === 'rsa' ? BY_BITS[modulusLength] : undefined
}
