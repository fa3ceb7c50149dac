import { type Checked, MalformedError, reading } from './checked.ts'
import { childAt, type Der, expectTag, readBits, readBoolean, readDer, readOid, readTime, TAG } from './der.ts'

/** One X.509 extension: its value is what the OCTET STRING holds. */
export interface Extension {
  readonly critical: boolean
  readonly value: Buffer
}

/** An X.509 v3 certificate (RFC 5280), read but not judged. Times are milliseconds since 1970, both inclusive. */
export interface Certificate {
  readonly raw: Buffer
  readonly tbs: Der
  readonly serial: Buffer
  readonly issuer: Buffer
  readonly subject: Buffer
  readonly notBefore: number
  readonly notAfter: number
  readonly spki: Buffer
  readonly signatureAlgorithm: Der
  readonly signature: Buffer
  readonly extensions: ReadonlyMap<string, Extension>
}

const VERSION_3 = 0xa0
const EXTENSIONS = 0xa3

/** Reads a certificate in DER. */
export function readCertificate(der: Uint8Array): Checked<Certificate> {
  return reading('certificate-malformed', 'certificate', () => read(readDer(der)))
}

function read(root: Der): Certificate {
  const tbs = childAt(expectTag(root, TAG.sequence), 0, TAG.sequence)
  if (root.children.length !== 3) throw new MalformedError('a certificate has three parts')
  childAt(tbs, 0, VERSION_3)
  const inner = childAt(tbs, 2, TAG.sequence)
  const signatureAlgorithm = childAt(root, 1, TAG.sequence)
  if (!inner.raw.equals(signatureAlgorithm.raw)) throw new MalformedError('its two signature algorithms differ')
  const validity = childAt(tbs, 4, TAG.sequence)
  return {
    raw: root.raw,
    tbs,
    serial: childAt(tbs, 1, TAG.integer).content,
    issuer: childAt(tbs, 3, TAG.sequence).raw,
    notBefore: readTime(childAt(validity, 0)),
    notAfter: readTime(childAt(validity, 1)),
    subject: childAt(tbs, 5, TAG.sequence).raw,
    spki: childAt(tbs, 6, TAG.sequence).raw,
    signatureAlgorithm,
    signature: readBits(childAt(root, 2)),
    extensions: readExtensions(tbs),
  }
}

function readExtensions(tbs: Der): ReadonlyMap<string, Extension> {
  const extensions = new Map<string, Extension>()
  const holder = tbs.children.find((child) => child.tag === EXTENSIONS)
  for (const node of holder === undefined ? [] : childAt(holder, 0, TAG.sequence).children) {
    const oid = readOid(childAt(node, 0))
    if (extensions.has(oid)) throw new MalformedError(`extension ${oid} occurs twice`)
    const critical = node.children.length === 3 && readBoolean(childAt(node, 1))
    extensions.set(oid, { critical, value: childAt(node, node.children.length - 1, TAG.octetString).content })
  }
  return extensions
}

/** Whether a certificate names itself as its issuer. */
export function isSelfIssued(certificate: Certificate): boolean {
  return certificate.issuer.equals(certificate.subject)
}
