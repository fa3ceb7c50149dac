import { constants, type KeyObject, sign } from 'node:crypto'
import { type Attachment, attachReferrer } from './attach.ts'
import { cbor, type Writable } from './cbor.ts'
import {
  authorityExtensions,
  type KeyKind,
  type KeyPair,
  leafExtensions,
  type NewCertificate,
  type NewExtension,
  newCertificate,
  newKeys,
} from './certificates.ts'
import { oid, sequence, setOf, utf8 } from './der.ts'

/** A certificate with its key and its name in DER. */
export interface Holder {
  readonly name: Buffer
  readonly keys: KeyPair
  readonly certificate: Buffer
}

/** Somebody who signs with notation: the chain goes from the signer to the root. */
export interface Notary {
  readonly root: Holder
  readonly intermediate: Holder
  readonly signer: Holder
  readonly chain: readonly Buffer[]
}

const CODE_SIGNING = '1.3.6.1.5.5.7.3.3'
const IDS: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
}

/** A distinguished name in DER from its attributes, in the order given. */
export function distinguishedName(...attributes: readonly (readonly [name: string, value: string])[]): Buffer {
  return sequence(...attributes.map(([name, value]) => setOf(sequence(oid(IDS[name] ?? name), utf8(value)))))
}

/** The name under which the tests' notary signs. */
export function acmeName(commonName: string): Buffer {
  return distinguishedName(['C', 'US'], ['ST', 'WA'], ['O', 'acme'], ['CN', commonName])
}

/** How a notary differs from an honest one. */
export interface NotaryOptions {
  readonly kind?: KeyKind
  readonly subject?: Buffer
  readonly leaf?: readonly NewExtension[]
  readonly intermediate?: readonly NewExtension[]
  readonly root?: readonly NewExtension[]
  readonly notBefore?: Date
  readonly notAfter?: Date
}

const START = new Date('2026-01-01T00:00:00Z')
const END = new Date('2036-01-01T00:00:00Z')

/** Makes a notary whose keys and certificates are new: a root, an authority below it, a signer. */
export function newNotary(options: NotaryOptions = {}): Notary {
  const root = holder({ name: acmeName('root'), extensions: options.root ?? authorityExtensions() })
  const intermediate = holder({
    name: acmeName('signing'),
    issuer: root,
    extensions: options.intermediate ?? authorityExtensions(0),
  })
  const signer = holder({
    name: options.subject ?? acmeName('release'),
    issuer: intermediate,
    extensions: options.leaf ?? leafExtensions(CODE_SIGNING),
    keys: newKeys(options.kind ?? 'p256'),
    ...(options.notBefore === undefined ? {} : { notBefore: options.notBefore }),
    ...(options.notAfter === undefined ? {} : { notAfter: options.notAfter }),
  })
  return { root, intermediate, signer, chain: [signer, intermediate, root].map(({ certificate }) => certificate) }
}

/** What one certificate shall be; without an issuer it is its own. */
export interface NewHolder extends Partial<Pick<NewCertificate, 'notBefore' | 'notAfter' | 'extensions'>> {
  readonly name: Buffer
  readonly issuer?: Holder
  readonly keys?: KeyPair
}

/** Makes one certificate. */
export function holder({
  name,
  issuer,
  keys = newKeys(),
  extensions = [],
  notBefore = START,
  notAfter = END,
}: NewHolder): Holder {
  const by = issuer ?? { name, keys }
  const certificate = newCertificate({
    subject: name,
    issuer: by.name,
    publicKey: keys.publicKey,
    issuerKey: by.keys.privateKey,
    notBefore,
    notAfter,
    extensions,
  })
  return { name, keys, certificate }
}

/** A signer with a certificate of its own making. */
export function selfSigned(extensions = leafExtensions(CODE_SIGNING)): Holder {
  return holder({ name: acmeName('alone'), extensions })
}

/** The manifest that is signed. */
export interface Target {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly [more: string]: unknown
}

/** What is signed, and how it differs from what notation writes. Values of undefined leave an attribute out. */
export interface Signing {
  readonly chain: readonly Buffer[]
  readonly key: KeyObject
  readonly payload: unknown
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly unsigned?: Readonly<Record<string, unknown>>
  readonly algorithm?: string
  /** Makes the unsigned timestamp from the signature. */
  readonly countersign?: (signature: Buffer) => Buffer
}

/** The time at which notaries say that they sign. */
export const STATED_TIME = '2026-03-01T12:00:00Z'
export const NOTATION = {
  artifact: 'application/vnd.cncf.notary.signature',
  jws: 'application/jose+json',
  cose: 'application/cose',
  payload: 'application/vnd.cncf.notary.payload.v1+json',
} as const
const SCHEME = 'io.cncf.notary.signingScheme'
const TIME = 'io.cncf.notary.signingTime'
const EXPIRY = 'io.cncf.notary.expiry'
const TIMESTAMP = 'io.cncf.notary.timestampSignature'

/** The algorithm that a key has, by its JOSE name. */
export function algorithmName({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const sizes: Readonly<Record<string, string>> = {
    prime256v1: '256',
    secp384r1: '384',
    secp521r1: '512',
    2048: '256',
    3072: '384',
    4096: '512',
  }
  const { namedCurve, modulusLength } = asymmetricKeyDetails ?? {}
  return `${asymmetricKeyType === 'rsa' ? 'PS' : 'ES'}${sizes[namedCurve ?? String(modulusLength)] ?? '256'}`
}

function signatureOver(data: Buffer, key: KeyObject, algorithm = algorithmName(key)): Buffer {
  const hash = `sha${algorithm.slice(2)}`
  if (key.asymmetricKeyType !== 'rsa') return sign(hash, data, { key, dsaEncoding: 'ieee-p1363' })
  return sign(hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST })
}

function encoded(value: unknown): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
}

/** The protected header of a JWS envelope, with the changes of a test. */
export function jwsHeader({ key, attributes = {}, algorithm }: Signing): Readonly<Record<string, unknown>> {
  const expires = Object.hasOwn(attributes, EXPIRY)
  const plain = {
    alg: algorithm ?? algorithmName(key),
    cty: NOTATION.payload,
    crit: [SCHEME, ...(expires ? [EXPIRY] : [])],
    [SCHEME]: 'notary.x509',
    [TIME]: STATED_TIME,
  }
  return { ...plain, ...attributes }
}

/** A JWS envelope as notation writes it. `header` takes the place of the protected header, as it stands. */
export function signJws(signing: Signing, header: unknown = jwsHeader(signing)): Readonly<Record<string, unknown>> {
  const [signedHeader, payload] = [header, signing.payload].map((part) => encoded(part).toString('base64url'))
  const signature = signatureOver(Buffer.from(`${signedHeader}.${payload}`), signing.key)
  const token = signing.countersign?.(signature)
  const unsigned = {
    x5c: signing.chain.map((one) => one.toString('base64')),
    ...(token === undefined ? {} : { [TIMESTAMP]: token.toString('base64') }),
    'io.cncf.notary.signingAgent': 'fake/1.0.0',
    ...signing.unsigned,
  }
  return { payload, protected: signedHeader, header: unsigned, signature: signature.toString('base64url') }
}

const COSE_ALGORITHMS: Readonly<Record<string, number>> = {
  PS256: -37,
  PS384: -38,
  PS512: -39,
  ES256: -7,
  ES384: -35,
  ES512: -36,
}

/** The protected header of a COSE envelope; `more` replaces and adds labels. */
export function coseHeader({ key, algorithm }: Signing, more: readonly (readonly [number | string, Writable])[] = []) {
  const expires = more.some(([label]) => label === EXPIRY)
  return new Map<number | string, Writable>([
    [1, COSE_ALGORITHMS[algorithm ?? algorithmName(key)] ?? 0],
    [2, [SCHEME, ...(expires ? [EXPIRY] : [])]],
    [3, NOTATION.payload],
    [SCHEME, 'notary.x509'],
    [TIME, { tag: 1, value: Date.parse(STATED_TIME) / 1000 }],
    ...more,
  ])
}

/** The four parts of a COSE_Sign1, to be changed before they are put together. */
export interface CoseParts {
  readonly header: Buffer
  readonly unsigned: ReadonlyMap<number | string, Writable>
  readonly payload: Buffer
  readonly signature: Buffer
}

/** Signs as COSE_Sign1; `header` is the protected header or its bytes. */
export function coseParts(signing: Signing, header: Writable = coseHeader(signing)): CoseParts {
  const signedHeader = Buffer.isBuffer(header) ? header : cbor(header)
  const payload = encoded(signing.payload)
  const signature = signatureOver(cbor(['Signature1', signedHeader, Buffer.alloc(0), payload]), signing.key)
  const token = signing.countersign?.(signature)
  const unsigned = new Map<number | string, Writable>([
    [33, signing.chain.map((one) => one)],
    ['io.cncf.notary.signingAgent', 'fake/1.0.0'],
    ...(token === undefined ? [] : [[TIMESTAMP, token] as const]),
  ])
  return { header: signedHeader, unsigned, payload, signature }
}

/** A COSE envelope of its parts. */
export function coseOf({ header, unsigned, payload, signature }: CoseParts): Buffer {
  return cbor({ tag: 18, value: [header, unsigned, payload, signature] })
}

/** Attaches an envelope the way notation does. */
export function attachNotation(subject: string, envelope: Buffer | object, mediaType: string = NOTATION.jws): Attachment {
  const bytes = Buffer.isBuffer(envelope) ? envelope : Buffer.from(JSON.stringify(envelope))
  return attachReferrer(subject, NOTATION.artifact, [{ mediaType, bytes }])
}
