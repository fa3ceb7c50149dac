import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { bits, der, integer, NULL, octets, oid, sequence, setOf, TRUE, utcTime, utf8 } from './der.ts'

/** A key pair of a kind that signers use. */
export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/** Kinds of keys. */
export type KeyKind = 'p256' | 'p384' | 'p521' | 'ed25519' | 'rsa2048' | 'rsa3072' | 'rsa4096'

/** Makes a key pair. */
export function newKeys(kind: KeyKind = 'p256'): KeyPair {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519')
  if (kind === 'rsa2048' || kind === 'rsa3072' || kind === 'rsa4096')
    return generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(3)) })
  return generateKeyPairSync('ec', { namedCurve: { p256: 'P-256', p384: 'P-384', p521: 'P-521' }[kind] })
}

/** SubjectPublicKeyInfo in DER. */
export function spkiOf(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  return publicKey.export({ format: 'der', type: 'spki' })
}

/** An X.509 extension. */
export interface NewExtension {
  readonly id: string
  readonly critical?: boolean
  readonly value: Uint8Array
}

/** What a certificate shall say. Names are common names, or whole distinguished names in DER. */
export interface NewCertificate {
  readonly subject: string | Buffer
  readonly issuer: string | Buffer
  readonly publicKey: KeyObject
  readonly issuerKey: KeyObject
  readonly notBefore: Date
  readonly notAfter: Date
  readonly serial?: number
  readonly extensions: readonly NewExtension[]
}

/** The part of a certificate that is signed. */
export function tbsCertificate(certificate: NewCertificate): Buffer {
  const { serial = 4711, subject, issuer, notBefore, notAfter, publicKey, issuerKey, extensions } = certificate
  return sequence(
    der(0xa0, integer(2)),
    integer(serial),
    algorithmOf(issuerKey),
    name(issuer),
    sequence(utcTime(notBefore), utcTime(notAfter)),
    name(subject),
    spkiOf(publicKey),
    der(0xa3, sequence(...extensions.map(extension))),
  )
}

/** A signed certificate in DER. */
export function newCertificate(certificate: NewCertificate): Buffer {
  const tbs = tbsCertificate(certificate)
  return sequence(tbs, algorithmOf(certificate.issuerKey), bits(signWith(certificate.issuerKey, tbs)))
}

function extension({ id, critical = false, value }: NewExtension): Buffer {
  return critical ? sequence(oid(id), TRUE, octets(value)) : sequence(oid(id), octets(value))
}

/** A distinguished name of one common name; empty text is the empty name, and DER is itself. */
export function name(commonName: string | Buffer): Buffer {
  if (typeof commonName !== 'string') return commonName
  return commonName === '' ? sequence() : sequence(setOf(sequence(oid('2.5.4.3'), utf8(commonName))))
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  prime256v1: '1.2.840.10045.4.3.2',
  secp384r1: '1.2.840.10045.4.3.3',
  secp521r1: '1.2.840.10045.4.3.4',
}
const HASHES: Readonly<Record<string, string>> = { prime256v1: 'sha256', secp384r1: 'sha384', secp521r1: 'sha512' }

/** The algorithm identifier with which a key signs here. */
export function algorithmOf(key: KeyObject): Buffer {
  if (key.asymmetricKeyType === 'rsa') return sequence(oid('1.2.840.113549.1.1.11'), NULL)
  if (key.asymmetricKeyType === 'ed25519') return sequence(oid('1.3.101.112'))
  return sequence(oid(ALGORITHMS[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? ''))
}

/** Signs with the hash that goes with the key: SHA-2 of the curve's size, SHA-256 for RSA. */
export function signWith(key: KeyObject, data: Uint8Array, hash?: string): Buffer {
  if (key.asymmetricKeyType === 'ed25519') return sign(undefined, data, key)
  return sign(hash ?? HASHES[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 'sha256', data, key)
}

/** SHA-256. */
export function sha256(...data: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of data) hash.update(part)
  return hash.digest()
}

/** PEM armour. */
export function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** Extensions of certificate authorities. */
export function authorityExtensions(pathLength?: number): readonly NewExtension[] {
  const constraints = pathLength === undefined ? sequence(TRUE) : sequence(TRUE, integer(pathLength))
  return [
    { id: '2.5.29.19', critical: true, value: constraints },
    { id: '2.5.29.15', critical: true, value: der(0x03, Buffer.from([1, 0x06])) },
  ]
}

/** Extensions of leaves: digital signatures only, for one purpose. */
export function leafExtensions(purpose: string, critical = false): readonly NewExtension[] {
  return [
    { id: '2.5.29.15', critical: true, value: der(0x03, Buffer.from([7, 0x80])) },
    { id: '2.5.29.37', critical, value: sequence(oid(purpose)) },
  ]
}

/** A subject alternative name: tags 0x81 e-mail, 0x82 DNS, 0x86 URI. */
export function alternativeNames(...names: readonly Uint8Array[]): NewExtension {
  return { id: '2.5.29.17', critical: true, value: sequence(...names) }
}
