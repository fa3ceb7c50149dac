import {
  alternativeNames,
  authorityExtensions,
  type KeyPair,
  leafExtensions,
  type NewCertificate,
  type NewExtension,
  newCertificate,
  newKeys,
  sha256,
  signWith,
  spkiOf,
  tbsCertificate,
} from './certificates.ts'
import { der, octets, oid, utf8 } from './der.ts'
import { type Log, newLog } from './log.ts'
import type { StampingKey } from './timestamp.ts'

/** A private Sigstore: authority with an intermediate, certificate log, logs of both generations, timestamp authority. */
export interface Sigstore {
  readonly start: Date
  readonly root: Issuer
  readonly intermediate: Issuer
  readonly ctLog: { readonly keys: KeyPair; readonly id: Buffer }
  readonly rekor: Log
  readonly rekor2: Log
  readonly tsaRoot: Issuer
  readonly tsa: StampingKey
}

/** A certificate authority with its key. */
export interface Issuer {
  readonly name: string
  readonly keys: KeyPair
  readonly certificate: Buffer
}

const YEAR = 365 * 24 * 3600 * 1000
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3'
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'

/** Makes a private Sigstore whose keys and certificates are new, valid from `start` for ten years. */
export function newSigstore(start = new Date('2026-01-01T00:00:00Z')): Sigstore {
  const root = newIssuer('fulcio root', start)
  const tsaRoot = newIssuer('tsa root', start)
  const ctKeys = newKeys()
  return {
    start,
    root,
    intermediate: newIssuer('fulcio intermediate', start, root),
    ctLog: { keys: ctKeys, id: sha256(spkiOf(ctKeys.publicKey)) },
    rekor: newLog(1, 'rekor.sigstore.test', newKeys()),
    rekor2: newLog(2, 'log2026-1.rekor.sigstore.test', newKeys('ed25519')),
    tsaRoot,
    tsa: newStampingKey(tsaRoot, start),
  }
}

/** A certificate authority, below another one or its own root. */
export function newIssuer(name: string, start: Date, above?: Issuer, keys = newKeys()): Issuer {
  const certificate = newCertificate({
    subject: name,
    issuer: above?.name ?? name,
    publicKey: keys.publicKey,
    issuerKey: (above?.keys ?? keys).privateKey,
    notBefore: start,
    notAfter: new Date(start.getTime() + 10 * YEAR),
    extensions: authorityExtensions(above === undefined ? undefined : 0),
  })
  return { name, keys, certificate }
}

/** A timestamping certificate of an authority. */
export function newStampingKey(
  issuer: Issuer,
  start: Date,
  extensions = leafExtensions(TIME_STAMPING, true),
  keys = newKeys(),
): StampingKey {
  const serial = 99
  const certificate = newCertificate({
    subject: 'tsa',
    issuer: issuer.name,
    publicKey: keys.publicKey,
    issuerKey: issuer.keys.privateKey,
    notBefore: start,
    notAfter: new Date(start.getTime() + 10 * YEAR),
    serial,
    extensions,
  })
  return { keys, certificate, issuer: issuer.name, serial }
}

/** Who signs: identity and issuer as the certificate states them, claims by their number below 1.3.6.1.4.1.57264.1. */
export interface Identity {
  readonly uri?: string
  readonly email?: string
  readonly username?: string
  readonly issuer: string
  readonly claims?: Readonly<Record<number, string>>
}

/** Ways in which a leaf can differ from what Fulcio issues. */
export interface LeafOptions {
  readonly keys?: KeyPair
  readonly issuer?: Issuer
  readonly sct?: 'valid' | 'none' | 'wrong'
  readonly names?: NewExtension
  readonly purposes?: readonly NewExtension[]
  readonly extra?: readonly NewExtension[]
}

/** A leaf with its key. */
export interface Leaf {
  readonly keys: KeyPair
  readonly certificate: Buffer
}

/** Issues a certificate of ten minutes, with an embedded certificate timestamp. */
export function issue(world: Sigstore, identity: Identity, at: Date, options: LeafOptions = {}): Leaf {
  const { keys = newKeys(), issuer = world.intermediate, sct = 'valid' } = options
  const plain: NewCertificate = {
    subject: '',
    issuer: issuer.name,
    publicKey: keys.publicKey,
    issuerKey: issuer.keys.privateKey,
    notBefore: at,
    notAfter: new Date(at.getTime() + 600_000),
    extensions: [
      ...(options.purposes ?? leafExtensions(CODE_SIGNING)),
      options.names ?? namesOf(identity),
      ...claimsOf(identity),
      ...(options.extra ?? []),
    ],
  }
  if (sct === 'none') return { keys, certificate: newCertificate(plain) }
  const list = sctList(world, issuer, tbsCertificate(plain), sct === 'wrong' ? newKeys() : world.ctLog.keys)
  const extensions = [...plain.extensions, { id: '1.3.6.1.4.1.11129.2.4.2', value: octets(list) }]
  return { keys, certificate: newCertificate({ ...plain, extensions }) }
}

function namesOf({ uri, email, username }: Identity): NewExtension {
  if (uri !== undefined) return alternativeNames(der(0x86, Buffer.from(uri)))
  if (email !== undefined) return alternativeNames(der(0x81, Buffer.from(email)))
  return alternativeNames(der(0xa0, oid('1.3.6.1.4.1.57264.1.7'), der(0xa0, utf8(username ?? ''))))
}

function claimsOf({ issuer, claims = {} }: Identity): readonly NewExtension[] {
  const numbered = { 1: issuer, 8: issuer, ...claims }
  return Object.entries(numbered).map(([number, value]) => ({
    id: `1.3.6.1.4.1.57264.1.${number}`,
    value: Number(number) < 7 ? Buffer.from(value) : utf8(value),
  }))
}

function sctList(world: Sigstore, issuer: Issuer, tbs: Buffer, keys: KeyPair): Buffer {
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(world.start.getTime() + 1000))
  const size = Buffer.alloc(3)
  size.writeUIntBE(tbs.length, 0, 3)
  const head = Buffer.concat([Buffer.from([0, 0]), time, Buffer.from([0, 1]), sha256(spkiOf(issuer.keys.publicKey)), size])
  const signature = signWith(keys.privateKey, Buffer.concat([head, tbs, Buffer.from([0, 0])]), 'sha256')
  const sct = Buffer.concat([Buffer.from([0]), world.ctLog.id, time, Buffer.from([0, 0, 4, 3]), u16(signature.length), signature])
  return Buffer.concat([u16(sct.length + 2), u16(sct.length), sct])
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

/** The `trusted_root.json` of a private Sigstore. Parts can be left out, as GitHub's own root leaves out logs. */
export function trustedRoot(
  world: Sigstore,
  without: readonly ('logs' | 'certificate-logs' | 'timestamps' | 'authorities')[] = [],
): string {
  const validFor = { start: world.start.toISOString() }
  const log = ({ host, keys, id }: Pick<Log, 'host' | 'keys' | 'id'>) => ({
    baseUrl: `https://${host}`,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: spkiOf(keys.publicKey).toString('base64'), keyDetails: keyDetails(keys), validFor },
    logId: { keyId: id.toString('base64') },
  })
  const chain = (...certificates: readonly Buffer[]) => ({
    certificates: certificates.map((bytes) => ({ rawBytes: bytes.toString('base64') })),
  })
  const has = (part: (typeof without)[number]) => !without.includes(part)
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: has('logs') ? [log(world.rekor), log(world.rekor2)] : [],
    ctlogs: has('certificate-logs') ? [log({ host: 'ctfe.sigstore.test', ...world.ctLog })] : [],
    certificateAuthorities: has('authorities')
      ? [
          {
            subject: { commonName: 'test' },
            uri: 'https://fulcio.sigstore.test',
            certChain: chain(world.intermediate.certificate, world.root.certificate),
            validFor,
          },
        ]
      : [],
    timestampAuthorities: has('timestamps')
      ? [
          {
            subject: { commonName: 'tsa' },
            uri: 'https://timestamp.sigstore.test',
            certChain: chain(world.tsa.certificate, world.tsaRoot.certificate),
            validFor,
          },
        ]
      : [],
  })
}

function keyDetails(keys: KeyPair): string {
  return keys.publicKey.asymmetricKeyType === 'ed25519' ? 'PKIX_ED25519' : 'PKIX_ECDSA_P256_SHA_256'
}
