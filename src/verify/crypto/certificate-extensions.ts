import type { Certificate } from './certificate.ts'
import { type Checked, MalformedError, pass, reading, reject } from './checked.ts'
import { childAt, type Der, expectTag, readBits, readBoolean, readDer, readOid, readSmallInteger, TAG } from './der.ts'

/** Extensions and key purposes by name. */
export const OID = {
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  nameConstraints: '2.5.29.30',
  authorityKeyId: '2.5.29.35',
  subjectKeyId: '2.5.29.14',
  revocationLists: '2.5.29.31',
  freshestList: '2.5.29.46',
  authorityAccess: '1.3.6.1.5.5.7.1.1',
  sctList: '1.3.6.1.4.1.11129.2.4.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  ocsp: '1.3.6.1.5.5.7.48.1',
  anyPurpose: '2.5.29.37.0',
  fulcio: '1.3.6.1.4.1.57264.1',
  otherName: '1.3.6.1.4.1.57264.1.7',
} as const

/** Bits of the key usage. `onlySigns`: nothing but digital signatures, with or without non-repudiation. */
export interface KeyUsage {
  readonly digitalSignature: boolean
  readonly certSign: boolean
  readonly onlySigns: boolean
  readonly critical: boolean
}

/** What a certificate may be used for. `usage` bits as in RFC 5280 4.2.1.3; undefined where the extension is absent. */
export interface Purposes {
  readonly isAuthority: boolean
  /** Whether the certificate says so critically, as RFC 5280 4.2.1.9 demands of authorities. */
  readonly saysSoCritically: boolean
  readonly pathLength?: number
  readonly usage?: KeyUsage
  readonly extended?: { readonly purposes: readonly string[]; readonly critical: boolean }
}

/** The subject alternative name, typed: nothing is compared across kinds, and nothing at all with what is `unread`. */
export interface AlternativeName {
  readonly kind: 'uri' | 'email' | 'dns' | 'other' | 'unread'
  readonly value: string
}

const UNDERSTOOD: ReadonlySet<string> = new Set([OID.basicConstraints, OID.keyUsage, OID.extendedKeyUsage, OID.subjectAltName])

/** Reads the purposes; an unknown critical extension or a name constraint refuses the certificate (RFC 5280 4.2). */
export function purposesOf(certificate: Certificate): Checked<Purposes> {
  for (const [oid, extension] of certificate.extensions) {
    if (oid === OID.nameConstraints || (extension.critical && !UNDERSTOOD.has(oid)))
      return reject('certificate-usage', `extension ${oid} restricts the certificate in a way that is not understood`, {
        verdict: 'unsupported',
      })
  }
  return reading('certificate-malformed', 'certificate extensions', () => ({
    ...basicConstraints(certificate),
    ...keyUsage(certificate),
    ...extendedKeyUsage(certificate),
  }))
}

function basicConstraints(certificate: Certificate): Pick<Purposes, 'isAuthority' | 'saysSoCritically' | 'pathLength'> {
  const extension = certificate.extensions.get(OID.basicConstraints)
  if (extension === undefined) return { isAuthority: false, saysSoCritically: false }
  const node = expectTag(readDer(extension.value), TAG.sequence)
  const [first, second] = node.children
  const isAuthority = first?.tag === TAG.boolean && readBoolean(first)
  const constraints = { isAuthority, saysSoCritically: extension.critical }
  return second === undefined ? constraints : { ...constraints, pathLength: readSmallInteger(second) }
}

function keyUsage(certificate: Certificate): Pick<Purposes, 'usage'> {
  const extension = certificate.extensions.get(OID.keyUsage)
  if (extension === undefined) return {}
  const [bits = 0, ...more] = readBits(readDer(extension.value))
  const digitalSignature = (bits & 0x80) !== 0
  const onlySigns = digitalSignature && (bits & 0x3f) === 0 && more.every((byte) => byte === 0)
  return { usage: { digitalSignature, certSign: (bits & 0x04) !== 0, onlySigns, critical: extension.critical } }
}

function extendedKeyUsage(certificate: Certificate): Pick<Purposes, 'extended'> {
  const extension = certificate.extensions.get(OID.extendedKeyUsage)
  if (extension === undefined) return {}
  const node = expectTag(readDer(extension.value), TAG.sequence)
  return { extended: { purposes: node.children.map(readOid), critical: extension.critical } }
}

const NAME_KINDS: Readonly<Record<number, AlternativeName['kind']>> = { 129: 'email', 130: 'dns', 134: 'uri' }

/** The subject alternative names: at least one, or the certificate cannot say who signed. */
export function alternativeNamesOf(certificate: Certificate): Checked<readonly AlternativeName[]> {
  const extension = certificate.extensions.get(OID.subjectAltName)
  const names = reading('certificate-malformed', 'subject alternative name', () =>
    extension === undefined ? [] : expectTag(readDer(extension.value), TAG.sequence).children.map(readName),
  )
  if (!names.ok || names.value.length > 0) return names
  return reject('certificate-identity', 'the certificate names no subject', { got: 'no subject alternative name' })
}

function readName(node: Der): AlternativeName {
  if (node.tag === 0xa0) return readOtherName(node)
  const kind = NAME_KINDS[node.tag]
  if (kind === undefined)
    return { kind: 'unread', value: `name of type 0x${node.tag.toString(16)} ${node.content.toString('hex')}` }
  if (node.content.length === 0 || node.content.some((byte) => byte < 0x20 || byte > 0x7e))
    throw new MalformedError('the name is not printable ASCII')
  return { kind, value: node.content.toString('latin1') }
}

function readOtherName(node: Der): AlternativeName {
  const oid = readOid(childAt(node, 0))
  if (oid !== OID.otherName) return { kind: 'unread', value: `otherName ${oid} ${node.content.toString('hex')}` }
  return { kind: 'other', value: readUtf8(childAt(childAt(node, 1, 0xa0), 0)) }
}

function readUtf8(node: Der): string {
  return decodeUtf8(expectTag(node, TAG.utf8String).content)
}

function decodeUtf8(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new MalformedError('text is not UTF-8')
  return text
}

/** Fulcio's certificate claims by their number below 1.3.6.1.4.1.57264.1: raw text up to .6, UTF8String from .8 on. */
export function fulcioClaimsOf(certificate: Certificate): Checked<ReadonlyMap<number, string>> {
  return reading('certificate-malformed', 'Fulcio extensions', () => {
    const claims = new Map<number, string>()
    for (const [oid, extension] of certificate.extensions) {
      if (!oid.startsWith(`${OID.fulcio}.`)) continue
      const number = Number(oid.slice(OID.fulcio.length + 1))
      if (!Number.isInteger(number) || number === 7) continue
      claims.set(number, number < 7 ? decodeUtf8(extension.value) : readUtf8(readDer(extension.value)))
    }
    return claims
  })
}

/**
 * Whether a certificate names places that would say if it was revoked: lists (RFC 5280 4.2.1.13, 4.2.1.15) or a responder
 * (4.2.2.1). The places are never visited.
 */
export function namesRevocation(certificate: Certificate): Checked<boolean> {
  const { extensions } = certificate
  if (extensions.has(OID.revocationLists) || extensions.has(OID.freshestList)) return pass(true)
  const access = extensions.get(OID.authorityAccess)
  return reading('certificate-malformed', 'authority information access', () => {
    if (access === undefined) return false
    const places = expectTag(readDer(access.value), TAG.sequence).children
    return places.some((place) => readOid(childAt(place, 0)) === OID.ocsp)
  })
}
