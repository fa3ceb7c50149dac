import { readHashAlgorithm } from './algorithm.ts'
import { type Checked, MalformedError, reading } from './checked.ts'
import { childAt, type Der, expectTag, readDer, readOid, readSmallInteger, readTime, TAG } from './der.ts'
import type { HashName } from './keys.ts'

/** An RFC 3161 time-stamp token, read but not judged. `signedAttributes` is the DER SET that was signed. */
export interface TimestampToken {
  readonly info: Buffer
  readonly time: number
  /** Milliseconds by which the true time may lie before or after it, at most. */
  readonly accuracy: number
  readonly imprint: { readonly hash: HashName; readonly value: Buffer }
  readonly certificates: readonly Buffer[]
  readonly signer: { readonly issuer: Buffer; readonly serial: Buffer } | { readonly keyId: Buffer }
  readonly digestAlgorithm: HashName
  readonly messageDigest: Buffer
  readonly certificateHash?: { readonly hash: HashName; readonly value: Buffer }
  readonly signedAttributes: Buffer
  readonly algorithm: Der
  readonly signature: Buffer
}

const CONTENT = {
  signedData: '1.2.840.113549.1.7.2',
  timestampInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const

const BASELINE_POLICY = '0.4.0.2023.1.1'

/** Reads a TimeStampResp that granted a token (RFC 3161 2.4.2), with exactly one signer. */
export function readTimestamp(der: Uint8Array): Checked<TimestampToken> {
  return reading('timestamp-malformed', 'timestamp', () => {
    const response = expectTag(readDer(der), TAG.sequence)
    const status = readSmallInteger(childAt(childAt(response, 0, TAG.sequence), 0))
    if (status > 1) throw new MalformedError(`the authority refused it (status ${status})`)
    return readToken(childAt(response, 1, TAG.sequence))
  })
}

/** Reads a TimeStampToken by itself, without the response that brought it, with exactly one signer. */
export function readTimestampToken(der: Uint8Array): Checked<TimestampToken> {
  return reading('timestamp-malformed', 'timestamp', () => readToken(expectTag(readDer(der), TAG.sequence)))
}

function readToken(token: Der): TimestampToken {
  expectOid(childAt(token, 0), CONTENT.signedData)
  const data = childAt(childAt(token, 1, 0xa0), 0, TAG.sequence)
  const encapsulated = childAt(data, 2, TAG.sequence)
  expectOid(childAt(encapsulated, 0), CONTENT.timestampInfo)
  const info = childAt(childAt(encapsulated, 1, 0xa0), 0, TAG.octetString).content
  const signers = expectTag(data.children[data.children.length - 1] ?? data, TAG.set)
  if (signers.children.length !== 1) throw new MalformedError('it does not have exactly one signer')
  const bag = data.children.slice(3).find((child) => child.tag === 0xa0)
  const certificates = (bag?.children ?? []).filter((child) => child.tag === TAG.sequence).map((child) => child.raw)
  return { info, ...readInfo(info), certificates, ...readSigner(childAt(signers, 0, TAG.sequence)) }
}

function expectOid(node: Der, oid: string): void {
  if (readOid(node) !== oid) throw new MalformedError(`content type is ${readOid(node)}, expected ${oid}`)
}

function readInfo(bytes: Buffer): Pick<TimestampToken, 'time' | 'accuracy' | 'imprint'> {
  const info = expectTag(readDer(bytes), TAG.sequence)
  if (readSmallInteger(childAt(info, 0)) !== 1) throw new MalformedError('the version is not 1')
  const imprint = childAt(info, 2, TAG.sequence)
  const hash = readHashAlgorithm(childAt(imprint, 0, TAG.sequence))
  const time = readTime(childAt(info, 4, TAG.generalizedTime))
  return { time, accuracy: readAccuracy(info), imprint: { hash, value: childAt(imprint, 1, TAG.octetString).content } }
}

const SECONDS = [TAG.integer, 1000]
const MILLISECONDS = [0x80, 1]
const MICROSECONDS = [0x81, 0.001]

/** Seconds, milliseconds and microseconds together. The baseline policy (RFC 3628) means one second where it says nothing. */
function readAccuracy(info: Der): number {
  const stated = info.children[5]?.tag === TAG.sequence ? info.children[5].children : []
  const parts = stated.map(({ tag, content }) => {
    const [, unit] = [SECONDS, MILLISECONDS, MICROSECONDS].find(([own]) => own === tag) ?? []
    if (unit === undefined || content.length === 0 || content.length > 5) throw new MalformedError('the accuracy is malformed')
    return content.readIntBE(0, content.length) * unit
  })
  if (parts.some((part) => part < 0)) throw new MalformedError('the accuracy is negative')
  const sum = parts.reduce((total, part) => total + part, 0)
  return sum === 0 && readOid(childAt(info, 1)) === BASELINE_POLICY ? 1000 : Math.ceil(sum)
}

function readSigner(signer: Der): Omit<TimestampToken, 'info' | 'time' | 'accuracy' | 'imprint' | 'certificates'> {
  const attributes = childAt(signer, 3, 0xa0)
  expectOid(attribute(attributes, CONTENT.contentType), CONTENT.timestampInfo)
  const signedAttributes = Buffer.from(attributes.raw)
  signedAttributes[0] = TAG.set
  return {
    signer: readSignerId(childAt(signer, 1)),
    digestAlgorithm: readHashAlgorithm(childAt(signer, 2, TAG.sequence)),
    messageDigest: expectTag(attribute(attributes, CONTENT.messageDigest), TAG.octetString).content,
    ...readCertificateHash(attributes),
    signedAttributes,
    algorithm: childAt(signer, 4, TAG.sequence),
    signature: childAt(signer, 5, TAG.octetString).content,
  }
}

function readSignerId(node: Der): TimestampToken['signer'] {
  if (node.tag === 0x80) return { keyId: node.content }
  return { issuer: childAt(expectTag(node, TAG.sequence), 0, TAG.sequence).raw, serial: childAt(node, 1, TAG.integer).content }
}

function attribute(attributes: Der, oid: string): Der {
  const matches = attributes.children.filter((node) => readOid(childAt(node, 0)) === oid)
  const [only] = matches
  if (only === undefined || matches.length > 1) throw new MalformedError(`signed attribute ${oid} does not occur once`)
  const values = childAt(only, 1, TAG.set)
  if (values.children.length !== 1) throw new MalformedError(`signed attribute ${oid} does not have one value`)
  return childAt(values, 0)
}

/** ESSCertIDv2 (RFC 5816): which certificate the signer says it used. Hash defaults to SHA-256. */
function readCertificateHash(attributes: Der): Pick<TimestampToken, 'certificateHash'> {
  const present = attributes.children.some((node) => readOid(childAt(node, 0)) === CONTENT.signingCertificateV2)
  if (!present) return {}
  const id = childAt(childAt(attribute(attributes, CONTENT.signingCertificateV2), 0, TAG.sequence), 0, TAG.sequence)
  const named = id.children[0]?.tag === TAG.sequence && id.children[1]?.tag === TAG.octetString
  const hash = named ? readHashAlgorithm(childAt(id, 0)) : 'sha256'
  return { certificateHash: { hash, value: childAt(id, named ? 1 : 0, TAG.octetString).content } }
}
