import { MAX_SCTS } from '../../model/limits.ts'
import type { Certificate } from './certificate.ts'
import { OID } from './certificate-extensions.ts'
import { type Checked, MalformedError, pass, reading, reject } from './checked.ts'
import { childAt, expectTag, readDer, readOid, TAG, writeDer } from './der.ts'
import { hashOf, isSignedBy, type PublicKey } from './keys.ts'

/** A key of a log, and the time in which its word counts; both ends inclusive, milliseconds since 1970. */
export interface LogKey {
  readonly id: Buffer
  /** What its checkpoint signatures begin with: the id, unless the trust root says otherwise. */
  readonly checkpointId: Buffer
  readonly key: PublicKey
  readonly start: number
  readonly end: number
  readonly name: string
}

interface Sct {
  readonly logId: Buffer
  readonly time: number
  readonly signedHead: Buffer
  readonly extensions: Buffer
  readonly signature: Buffer
}

/**
 * Checks the certificate timestamps embedded in a leaf (RFC 6962 3.3). Passes with the logs that vouched, distinct; an entry
 * of a known log that does not verify refuses the certificate, entries of unknown logs count for nothing.
 */
export function checkScts(leaf: Certificate, issuer: Certificate, logs: readonly LogKey[]): Checked<readonly string[]> {
  const extension = leaf.extensions.get(OID.sctList)
  if (extension === undefined) return pass([])
  const scts = reading('sct-invalid', 'certificate timestamps', () => readList(extension.value))
  if (!scts.ok) return scts
  const body = reading('sct-invalid', 'certificate', () => precertificate(leaf))
  if (!body.ok) return body
  const vouched = new Set<string>()
  for (const sct of scts.value) {
    const known = logs.filter((log) => log.id.equals(sct.logId))
    const inTime = known.filter((log) => sct.time >= log.start && sct.time <= log.end)
    if (known.length === 0) continue
    const data = signedData(sct, issuer, body.value)
    const log = inTime.find((candidate) => isSignedBy(candidate.key, data, sct.signature, 'sha256'))
    if (log === undefined) return reject('sct-invalid', 'a timestamp of the certificate transparency log does not verify')
    vouched.add(log.name)
  }
  return pass([...vouched])
}

/** Whether a leaf carries a certificate timestamp of a log that is not among these. */
export function namesOtherLog(leaf: Certificate, logs: readonly LogKey[]): boolean {
  const extension = leaf.extensions.get(OID.sctList)
  if (extension === undefined) return false
  const scts = reading('sct-invalid', 'certificate timestamps', () => readList(extension.value))
  return scts.ok && scts.value.some((sct) => !logs.some((log) => log.id.equals(sct.logId)))
}

function readList(value: Buffer): readonly Sct[] {
  const list = expectTag(readDer(value), TAG.octetString).content
  const reader = cursor(list)
  if (reader.u16() !== list.length - 2) throw new MalformedError('the list length is wrong')
  const scts: Sct[] = []
  while (!reader.done()) {
    if (scts.length >= MAX_SCTS) throw new MalformedError(`more than ${MAX_SCTS} certificate timestamps`)
    scts.push(readSct(reader.take(reader.u16())))
  }
  return scts
}

const ECDSA_SHA256 = 0x0403
const RSA_SHA256 = 0x0401

function readSct(bytes: Buffer): Sct {
  const reader = cursor(bytes)
  const head = reader.take(1 + 32 + 8)
  if (head[0] !== 0) throw new MalformedError('the version is not 1')
  const extensions = reader.take(reader.u16())
  const algorithm = reader.u16()
  if (algorithm !== ECDSA_SHA256 && algorithm !== RSA_SHA256) throw new MalformedError('the signature algorithm is not SHA-256')
  const signature = reader.take(reader.u16())
  if (!reader.done()) throw new MalformedError('bytes follow the signature')
  const time = Number(head.readBigUInt64BE(33))
  return { logId: head.subarray(1, 33), time, signedHead: head.subarray(33), extensions, signature }
}

function cursor(bytes: Buffer) {
  let at = 0
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new MalformedError('it ends early')
    at += length
    return bytes.subarray(at - length, at)
  }
  return { take, u16: () => take(2).readUInt16BE(0), done: () => at === bytes.length }
}

/** The certificate as the log saw it: without the list of timestamps. */
function precertificate(leaf: Certificate): Buffer {
  const parts = leaf.tbs.children.map((child) => {
    if (child.tag !== 0xa3) return child.raw
    const kept = childAt(child, 0, TAG.sequence).children.filter((node) => readOid(childAt(node, 0)) !== OID.sctList)
    return writeDer(0xa3, writeDer(TAG.sequence, Buffer.concat(kept.map((node) => node.raw))))
  })
  return writeDer(TAG.sequence, Buffer.concat(parts))
}

function signedData(sct: Sct, issuer: Certificate, body: Buffer): Buffer {
  const version1AndCertificateTimestamp = Buffer.from([0, 0])
  const precertEntry = Buffer.from([0, 1])
  const size = Buffer.alloc(3)
  size.writeUIntBE(body.length, 0, 3)
  const extensionSize = Buffer.alloc(2)
  extensionSize.writeUInt16BE(sct.extensions.length)
  const issuerKeyHash = hashOf('sha256', issuer.spki)
  return Buffer.concat([
    version1AndCertificateTimestamp,
    sct.signedHead,
    precertEntry,
    issuerKeyHash,
    size,
    body,
    extensionSize,
    sct.extensions,
  ])
}
