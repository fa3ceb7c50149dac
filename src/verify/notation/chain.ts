import { type Certificate, isSelfIssued, readCertificate } from '../crypto/certificate.ts'
import { OID, type Purposes, purposesOf } from '../crypto/certificate-extensions.ts'
import { wasIssuedBy } from '../crypto/chain.ts'
import { all, type Checked, pass, type Rejection, reject } from '../crypto/checked.ts'

/** Uses that a signing certificate must not have (signature-specification.md, certificate requirements). */
const EXCLUDED: readonly string[] = [
  OID.anyPurpose,
  OID.serverAuth,
  OID.clientAuth,
  OID.emailProtection,
  OID.timeStamping,
  OID.ocspSigning,
]

/** The certificates of a signature, the signer's first and the root last: at least one. */
export type SigningChain = readonly [Certificate, ...Certificate[]]

/**
 * Reads the chain of a signature and holds it to the specification: in order, complete up to a self-signed root, the signer no
 * authority and for signatures only, all others authorities. Times and trust are not judged here.
 */
export function checkSigningChain(ders: readonly Buffer[]): Checked<SigningChain> {
  const read = all(ders.map(readCertificate))
  if (!read.ok) return read
  const [leaf, ...above] = read.value
  if (leaf === undefined) return wrong('there is no certificate')
  const chain: SigningChain = [leaf, ...above]
  const problem =
    orderProblem(chain) ?? leafProblem(leaf) ?? firstOf(above.map((authority, below) => authorityProblem(authority, below)))
  return problem === undefined ? pass(chain) : { ok: false, rejection: problem }
}

function wrong(detail: string) {
  return reject('certificate-chain', detail)
}

function firstOf(problems: readonly (Rejection | undefined)[]): Rejection | undefined {
  return problems.find((problem) => problem !== undefined)
}

/** Each certificate issued by the next one, the last one by itself and no other. */
function orderProblem(chain: SigningChain): Rejection | undefined {
  const last = chain.length - 1
  const broken = chain.find((certificate, index) => !isIssuedBy(certificate, chain[index + 1] ?? certificate))
  if (broken !== undefined)
    return wrong(
      broken === chain[last]
        ? 'the chain does not end with a self-signed root'
        : 'the chain is not in order: a certificate is not issued by the next one',
    ).rejection
  if (chain.slice(0, last).some((certificate) => isIssuedBy(certificate, certificate)))
    return wrong('a self-signed certificate stands below the end of the chain').rejection
  return undefined
}

function isIssuedBy(child: Certificate, issuer: Certificate): boolean {
  return issuer.subject.equals(child.issuer) && wasIssuedBy(child, issuer)
}

function leafProblem(leaf: Certificate): Rejection | undefined {
  const purposes = purposesOf(leaf)
  if (!purposes.ok) return purposes.rejection
  const { isAuthority, usage, extended } = purposes.value
  if (isAuthority) return unfit('it is an authority')
  if (usage?.critical !== true || !usage.onlySigns) return unfit('its key usage is not, critically, digital signatures alone')
  const other = extended?.purposes.find((purpose) => EXCLUDED.includes(purpose))
  return other === undefined ? undefined : unfit(`it is for another purpose too (${other})`)
}

function unfit(why: string): Rejection {
  return reject('certificate-usage', `the certificate must not sign images: ${why}`).rejection
}

/** `below`: how many authorities stand between this one and the signer. */
function authorityProblem(certificate: Certificate, below: number): Rejection | undefined {
  const purposes = purposesOf(certificate)
  if (!purposes.ok) return purposes.rejection
  if (!isAuthority(purposes.value)) return wrong('an issuer in the chain is not a certificate authority').rejection
  const { pathLength } = purposes.value
  if (pathLength !== undefined && pathLength < below)
    return wrong('an authority in the chain allows fewer certificates below it').rejection
  return undefined
}

function isAuthority({ isAuthority, usage }: Purposes): boolean {
  return isAuthority && usage?.critical === true && usage.certSign
}

/** Whether a certificate may stand in a trust store: an authority, or a signer that issued its own certificate. */
export function mayBeTrusted(certificate: Certificate): boolean {
  const purposes = purposesOf(certificate)
  return purposes.ok && (purposes.value.isAuthority || isRoot(certificate))
}

/** Whether a certificate is its own issuer, by name and by signature. */
export function isRoot(certificate: Certificate): boolean {
  return isSelfIssued(certificate) && wasIssuedBy(certificate, certificate)
}
