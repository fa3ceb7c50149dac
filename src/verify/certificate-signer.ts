import { createHash } from 'node:crypto'
import { type Certificate, readCertificate } from './crypto/certificate.ts'
import { type AlternativeName, alternativeNamesOf, fulcioClaimsOf, OID, purposesOf } from './crypto/certificate-extensions.ts'
import { buildPath, type Path } from './crypto/chain.ts'
import { all, type Checked, pass, type Rejection, reading, reject } from './crypto/checked.ts'
import { formatName } from './crypto/distinguished-name.ts'
import { checkScts } from './crypto/sct.ts'
import type { SignerMaterial } from './material.ts'
import type { ProvenTime } from './timestamps.ts'
import type { TrustRoot } from './trust-root.ts'

/** Who signed, as proved. `claims` are Fulcio's, by number. */
export type Signer =
  | { readonly kind: 'key'; readonly fingerprint: string }
  /** A certificate of the Notary Project: its subject, and `x509:` with its issuer (RFC 4514). */
  | { readonly kind: 'subject'; readonly subject: string; readonly issuer: string }
  | {
      readonly kind: 'certificate'
      /** Exactly one for certificates of Fulcio; those of a private authority may have several. */
      readonly names: readonly AlternativeName[]
      /** The OIDC issuer as Fulcio states it, else `x509:` and the distinguished name of the certificate's issuer. */
      readonly issuer: string
      readonly claims: ReadonlyMap<number, string>
    }

/**
 * One text per signer, equal only for the same one: a key by its fingerprint, a certificate by its issuer and its typed names or its subject. A
 * name may be as long as a stranger likes, so it is hashed.
 */
export function signerText(signer: Signer): string {
  if (signer.kind === 'key') return `key ${signer.fingerprint}`
  const names =
    signer.kind === 'subject'
      ? [JSON.stringify(['subject', signer.subject])]
      : signer.names.map(({ kind, value }) => JSON.stringify([kind, value])).toSorted()
  return `certificate ${createHash('sha256')
    .update(JSON.stringify([signer.issuer, names]))
    .digest('hex')}`
}

type CertificateMaterial = SignerMaterial & { readonly kind: 'certificate' }

/** The authorities that may have issued a certificate; `now` counts where nothing proves a time. */
export interface CertificateTrust {
  readonly root: TrustRoot
  readonly now: number
}

/** Without any proven time (allowed only where the policy asks for no log) the certificate must be valid now. */
export function checkCertificate(
  signer: CertificateMaterial,
  times: readonly ProvenTime[],
  trust: CertificateTrust,
): Checked<Signer> {
  const leaf = readCertificate(signer.leaf)
  if (!leaf.ok) return leaf
  const given = all(signer.given.map(readCertificate))
  if (!given.ok) return given
  const usage = leafProblem(leaf.value, trust.root)
  if (usage !== undefined) return { ok: false, rejection: usage }
  const moments = times.length === 0 ? [trust.now] : times.map(({ at }) => at)
  for (const at of moments) {
    const path = findPath(leaf.value, { given: given.value, at, root: trust.root })
    if (!path.ok) return path
    const vouched = sctProblem(path.value, trust.root)
    if (vouched !== undefined) return { ok: false, rejection: vouched }
  }
  return readSigner(leaf.value)
}

/**
 * Sigstore's certificates state both of their usages; those of a private authority without logs may leave one of them out (RFC 5280:
 * then it is not restricted), never both, and never contradict them.
 */
function leafProblem(leaf: Certificate, root: TrustRoot): Rejection | undefined {
  const purposes = purposesOf(leaf)
  if (!purposes.ok) return purposes.rejection
  const { extended, isAuthority, usage } = purposes.value
  const unstated = root.logs.length === 0 && root.ctLogs.length === 0
  const forCode = extended?.purposes.includes(OID.codeSigning) ?? (unstated && usage !== undefined)
  const signs = usage?.digitalSignature ?? unstated
  return forCode && signs && !isAuthority
    ? undefined
    : reject('certificate-usage', 'the certificate is not one for signing code').rejection
}

interface PathSearch {
  readonly given: readonly Certificate[]
  readonly at: number
  readonly root: TrustRoot
}

function findPath(leaf: Certificate, search: PathSearch): Checked<Path> {
  let nearest: Checked<Path> = reject('certificate-authority-unknown', 'no authority of the trust root issued the certificate', {
    verdict: 'untrusted',
  })
  for (const authority of search.root.authorities) {
    const path = buildPath(leaf, {
      anchor: authority.anchor,
      trusted: authority.chain,
      given: search.given,
      at: search.at,
      purpose: OID.codeSigning,
    })
    const inTime = search.at >= authority.start && search.at <= authority.end
    if (path.ok && inTime) return path
    if (path.ok) nearest = reject('certificate-not-valid-then', 'the authority was not trusted when the signature was made')
    else if (path.rejection.reason !== 'certificate-authority-unknown') nearest = path
  }
  return nearest
}

function sctProblem(path: Path, root: TrustRoot): Rejection | undefined {
  const [leaf, issuer] = path
  if (root.ctLogs.length === 0 || leaf === undefined || issuer === undefined) return undefined
  const vouched = checkScts(leaf, issuer, root.ctLogs)
  if (!vouched.ok) return vouched.rejection
  if (vouched.value.length > 0) return undefined
  return reject('sct-missing', 'no certificate transparency log of the trust root vouches for the certificate').rejection
}

const ISSUER = 8
const ISSUER_BEFORE_2022 = 1

/** Who a certificate says to be about: exactly one name and one issuer where Fulcio issued it. Whether that is so is another question. */
export function readSigner(leaf: Certificate): Checked<Signer> {
  const names = alternativeNamesOf(leaf)
  if (!names.ok) return names
  const claims = fulcioClaimsOf(leaf)
  if (!claims.ok) return claims
  const stated = claims.value.get(ISSUER)
  const older = claims.value.get(ISSUER_BEFORE_2022)
  if (stated !== undefined && older !== undefined && stated !== older)
    return reject('certificate-identity', 'the certificate names two different issuers', { expected: stated, got: older })
  if (names.value.length > 1 && (stated ?? older) !== undefined)
    return reject('certificate-identity', `the certificate has ${names.value.length} subject alternative names instead of one`)
  const authority = reading('certificate-malformed', 'issuer', () => `x509:${formatName(leaf.issuer)}`)
  if (!authority.ok) return authority
  return pass({ kind: 'certificate', names: names.value, issuer: stated ?? older ?? authority.value, claims: claims.value })
}
