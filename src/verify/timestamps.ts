import { checkSigned } from './crypto/algorithm.ts'
import { type Certificate, readCertificate } from './crypto/certificate.ts'
import { OID, purposesOf } from './crypto/certificate-extensions.ts'
import { buildPath, type Path } from './crypto/chain.ts'
import { all, type Checked, pass, type Rejection, reading, reject } from './crypto/checked.ts'
import { expectTag, readDer, TAG } from './crypto/der.ts'
import { hashOf } from './crypto/keys.ts'
import { readTimestamp, type TimestampToken } from './crypto/timestamp.ts'
import type { Authority } from './trust-root.ts'

/** A time that an authority proved, milliseconds since 1970, and who did. */
export interface ProvenTime {
  readonly at: number
  readonly source: string
}

/** Checks RFC 3161 timestamps over `signed`. Every one that is present must hold: a wrong one refuses the candidate. */
export function checkTimestamps(
  tokens: readonly Buffer[],
  signed: Buffer,
  authorities: readonly Authority[],
): Checked<readonly ProvenTime[]> {
  const repeated = tokens.some((token, index) => tokens.slice(0, index).some((earlier) => earlier.equals(token)))
  if (repeated) return reject('timestamp-duplicate', 'the same timestamp is given twice')
  const times: ProvenTime[] = []
  for (const token of tokens) {
    const time = checkTimestamp(token, signed, authorities)
    if (!time.ok) return time
    times.push(time.value)
  }
  return pass(times)
}

function checkTimestamp(der: Buffer, signed: Buffer, authorities: readonly Authority[]): Checked<ProvenTime> {
  const token = readTimestamp(der)
  if (!token.ok) return token
  const proved = proveTime(token.value, signed, authorities)
  return proved.ok ? pass(proved.value.time) : proved
}

/** A proven time with the certificates that prove it, from the one that signed up to the authority's. */
export interface TimeProof {
  readonly time: ProvenTime
  readonly path: Path
}

/** Checks one token over `signed`: its imprint, its own content, its signer and the chain of that up to one of the authorities. */
export function proveTime(token: TimestampToken, signed: Buffer, authorities: readonly Authority[]): Checked<TimeProof> {
  const { imprint, info, digestAlgorithm, messageDigest } = token
  if (!hashOf(imprint.hash, signed).equals(imprint.value))
    return reject('timestamp-mismatch', 'the timestamp is over something else than this signature')
  if (!hashOf(digestAlgorithm, info).equals(messageDigest))
    return reject('timestamp-invalid', 'the timestamp does not sign its own content')
  return findAuthority(token, authorities)
}

function findAuthority(token: TimestampToken, authorities: readonly Authority[]): Checked<TimeProof> {
  let nearest: Rejection | undefined
  for (const authority of authorities) {
    const checked = checkAuthority(token, authority)
    if (checked.ok)
      return pass({ time: { at: token.time, source: authority.name || 'timestamp authority' }, path: checked.value })
    if (nearest === undefined || nearest.reason === 'timestamp-authority-unknown') nearest = checked.rejection
  }
  if (nearest !== undefined) return { ok: false, rejection: nearest }
  return reject('timestamp-authority-unknown', 'the trust root names no timestamp authority', { verdict: 'untrusted' })
}

const unknownAuthority = reject('timestamp-authority-unknown', 'the timestamp is not from an authority of the trust root', {
  verdict: 'untrusted',
})

function checkAuthority(token: TimestampToken, authority: Authority): Checked<Path> {
  const embedded = all(token.certificates.map(readCertificate))
  if (!embedded.ok) return embedded
  const signer = [...authority.chain, ...embedded.value].find((certificate) => isSigner(token, certificate))
  if (signer === undefined) return unknownAuthority
  const path = buildPath(signer, {
    anchor: authority.anchor,
    trusted: authority.chain,
    given: embedded.value,
    at: token.time,
    purpose: OID.timeStamping,
  })
  if (!path.ok) return path.rejection.reason === 'certificate-authority-unknown' ? unknownAuthority : path
  if (token.time < authority.start || token.time > authority.end)
    return reject('timestamp-invalid', 'the timestamp authority was not valid at the time that it states', {
      got: new Date(token.time).toISOString(),
    })
  const signed = checkSignerCertificate(token, signer)
  return signed.ok ? path : signed
}

function isSigner(token: TimestampToken, certificate: Certificate): boolean {
  if ('serial' in token.signer) {
    const { issuer, serial } = token.signer
    return issuer.equals(certificate.issuer) && serial.equals(certificate.serial) && hashMatches(token, certificate)
  }
  const { keyId } = token.signer
  const extension = certificate.extensions.get(OID.subjectKeyId)
  if (extension === undefined) return false
  const stated = reading('certificate-malformed', 'subject key identifier', () =>
    expectTag(readDer(extension.value), TAG.octetString),
  )
  return stated.ok && stated.value.content.equals(keyId)
}

function hashMatches(token: TimestampToken, certificate: Certificate): boolean {
  const stated = token.certificateHash
  return stated === undefined || hashOf(stated.hash, certificate.raw).equals(stated.value)
}

/** RFC 3161 2.3: the signer's certificate is for time stamping only, and says so critically. */
function checkSignerCertificate(token: TimestampToken, signer: Certificate): Checked<true> {
  const purposes = purposesOf(signer)
  if (!purposes.ok) return purposes
  const { extended, isAuthority, usage } = purposes.value
  const stampsOnly = extended?.critical === true && extended.purposes.length === 1 && extended.purposes[0] === OID.timeStamping
  if (!stampsOnly || isAuthority || usage?.digitalSignature === false)
    return reject('certificate-usage', 'the certificate that signed the timestamp is not one for time stamping')
  const { algorithm, signedAttributes: data, signature, digestAlgorithm: hash } = token
  const signed = checkSigned(signer.spki, { algorithm, data, signature, hash })
  return signed.ok ? pass(true) : reject('timestamp-invalid', 'the signature of the timestamp does not verify')
}
