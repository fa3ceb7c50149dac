import { type Certificate, readCertificate } from './crypto/certificate.ts'
import { type AlternativeName, alternativeNameOf, fulcioClaimsOf, OID, purposesOf } from './crypto/certificate-extensions.ts'
import { buildPath, type Path } from './crypto/chain.ts'
import { all, type Checked, pass, type Rejection, reject } from './crypto/checked.ts'
import { hashOf, isSignedBy, loadKey, type PublicKey } from './crypto/keys.ts'
import { checkScts, type LogKey } from './crypto/sct.ts'
import { signedBytes } from './crypto/signed-bytes.ts'
import { checkBody, type SignerKey } from './log-body.ts'
import { checkInclusion, type Inclusion } from './log-inclusion.ts'
import type { Material } from './material.ts'
import { checkTimestamps, type ProvenTime } from './timestamps.ts'
import type { TrustRoot } from './trust-root.ts'

/** How much a policy asks of the transparency log. */
export type LogDemand = 'required' | 'optional' | 'ignored'

/** A key that the policy trusts, and from when to when (milliseconds since 1970). */
export interface TrustedKey {
  readonly key: PublicKey
  readonly start: number
  readonly end: number
}

/** By what material is judged. With `key`, only that key may have signed; without, a certificate of the root's authorities must. */
export interface Terms {
  readonly root: TrustRoot
  readonly log: LogDemand
  readonly now: number
  readonly key?: TrustedKey
}

/** Who signed, as proved. `claims` are Fulcio's, by number. */
export type Signer =
  | { readonly kind: 'key'; readonly fingerprint: string }
  | {
      readonly kind: 'certificate'
      readonly name: AlternativeName
      readonly issuer?: string
      readonly claims: ReadonlyMap<number, string>
    }

/** Material that holds: who signed, when that is proved to have been, and which logs hold it. */
export interface Verified {
  readonly signer: Signer
  readonly key: PublicKey
  readonly times: readonly ProvenTime[]
  readonly logs: readonly string[]
}

/** Verifies one signature with all that came with it: the content is authentic when this passes, whoever the signer is. */
export function verifyMaterial(material: Material, terms: Terms): Checked<Verified> {
  const signer = signerKey(material, terms)
  if (!signer.ok) return signer
  const stated = statedDigestProblem(material)
  if (stated !== undefined) return { ok: false, rejection: stated }
  if (!isAuthentic(material, signer.value.key)) return { ok: false, rejection: wrongSignature(material, terms) }
  const stamps = checkTimestamps(material.timestamps, material.timestamped, terms.root.timestampAuthorities)
  if (!stamps.ok) return stamps
  const entries = terms.log === 'ignored' ? pass([]) : checkEntries(material, signer.value, terms.root)
  if (!entries.ok) return entries
  const times = [...stamps.value, ...entries.value.flatMap(promisedTime)]
  const missing = logProblem(entries.value, times, terms)
  if (missing !== undefined) return { ok: false, rejection: missing }
  const who = terms.key === undefined ? checkCertificate(material, times, terms) : checkKey(terms.key, times)
  if (!who.ok) return who
  return pass({ signer: who.value, key: signer.value.key, times, logs: [...new Set(entries.value.map(({ log }) => log.name))] })
}

function statedDigestProblem({ content }: Material): Rejection | undefined {
  if (content.kind !== 'message' || content.stated === undefined) return undefined
  const { hash, value } = content.stated
  const actual = hashOf(hash, content.payload)
  if (actual.equals(value)) return undefined
  const [expected, got] = [actual, value].map((digest) => `${hash}:${digest.toString('hex')}`)
  return reject('digest-mismatch', 'the signature is over other content', { ...(expected && got ? { expected, got } : {}) })
    .rejection
}

function isAuthentic(material: Material, key: PublicKey): boolean {
  const { content } = material
  const hash = content.kind === 'message' ? content.hash : undefined
  return isSignedBy(key, signedBytes(content), content.signature, hash)
}

function signerKey(material: Material, terms: Terms): Checked<SignerKey> {
  if (material.signer.kind === 'key') {
    if (terms.key !== undefined) return pass({ key: terms.key.key })
    return reject('key-mismatch', 'a public key made the signature, not a certificate', {
      verdict: 'untrusted',
      got: 'a public key',
    })
  }
  const leaf = readCertificate(material.signer.leaf)
  if (!leaf.ok) return leaf
  const key = loadKey(leaf.value.spki)
  if (!key.ok) return key
  if (terms.key !== undefined && !terms.key.key.spki.equals(key.value.spki))
    return reject('key-mismatch', 'another key made the signature', {
      verdict: 'untrusted',
      expected: terms.key.key.fingerprint,
      got: key.value.fingerprint,
    })
  return pass({ key: key.value, certificate: leaf.value.raw })
}

/** A signature that a trusted key did not make is somebody else's or damaged; where a certificate came along it can only be damaged. */
function wrongSignature(material: Material, terms: Terms): Rejection {
  if (material.signer.kind === 'certificate')
    return reject('signature-invalid', 'the signature does not verify with the certificate that came with it').rejection
  return reject('key-mismatch', 'the signature does not verify with this key: another key made it, or it was altered', {
    verdict: 'untrusted',
    expected: terms.key?.key.fingerprint ?? 'a certificate',
    got: material.signer.hint === undefined ? 'another key' : `a key with the hint ${material.signer.hint}`,
  }).rejection
}

interface CheckedEntry extends Inclusion {
  readonly id: string
}

function checkEntries(material: Material, signer: SignerKey, root: TrustRoot): Checked<readonly CheckedEntry[]> {
  const checked = material.entries.map((entry): Checked<CheckedEntry> => {
    const inclusion = checkInclusion(entry, root.logs)
    if (!inclusion.ok) return inclusion
    const body = checkBody(entry, material.content, signer)
    return body.ok ? pass({ ...inclusion.value, id: `${entry.logId.toString('hex')}:${entry.body.toString('base64')}` }) : body
  })
  const entries = all(checked)
  if (entries.ok && new Set(entries.value.map(({ id }) => id)).size < entries.value.length)
    return reject('log-entry-duplicate', 'the same log entry is given twice')
  return entries
}

function promisedTime({ log, time }: Inclusion): readonly ProvenTime[] {
  return time === undefined ? [] : [{ at: time, source: log.name }]
}

/** What is missing of log and time. A root without logs (GitHub's) proves time by its timestamp authorities instead. */
function logProblem(entries: readonly CheckedEntry[], times: readonly ProvenTime[], terms: Terms): Rejection | undefined {
  const outside = entries.find(({ log, time }) => time === undefined && !coversAll(log, times, terms.now))
  if (outside !== undefined)
    return reject('log-promise-invalid', 'the log key was not valid at the proven time', { got: outside.log.name }).rejection
  if (terms.log !== 'required') return undefined
  const byTimestamps = terms.key === undefined && terms.root.logs.length === 0 && terms.root.timestampAuthorities.length > 0
  if (!byTimestamps && entries.length === 0)
    return reject('log-entry-missing', 'no transparency log holds the signature', {
      expected: 'a transparency log entry',
      got: 'none',
    }).rejection
  if (terms.key === undefined && times.length === 0)
    return reject('timestamp-missing', 'nothing proves when the signature was made', { expected: 'a signed time', got: 'none' })
      .rejection
  return undefined
}

function coversAll(log: LogKey, times: readonly ProvenTime[], now: number): boolean {
  const moments = times.length === 0 ? [now] : times.map(({ at }) => at)
  return moments.every((at) => at >= log.start && at <= log.end)
}

function checkKey(trusted: TrustedKey, times: readonly ProvenTime[]): Checked<Signer> {
  const outside = times.find(({ at }) => at < trusted.start || at > trusted.end)
  const limited = Number.isFinite(trusted.start) || Number.isFinite(trusted.end)
  if (limited && times.length === 0) return reject('timestamp-missing', 'nothing proves that the key was valid when it signed')
  if (outside !== undefined)
    return reject('key-not-valid-then', 'the key was not valid when it signed', { got: new Date(outside.at).toISOString() })
  return pass({ kind: 'key', fingerprint: trusted.key.fingerprint })
}

/** Without any proven time (allowed only where the policy asks for no log) the certificate must be valid now. */
function checkCertificate(material: Material, times: readonly ProvenTime[], terms: Terms): Checked<Signer> {
  if (material.signer.kind !== 'certificate') return reject('key-mismatch', 'there is no certificate', { verdict: 'untrusted' })
  const leaf = readCertificate(material.signer.leaf)
  if (!leaf.ok) return leaf
  const given = all(material.signer.given.map(readCertificate))
  if (!given.ok) return given
  const usage = leafProblem(leaf.value)
  if (usage !== undefined) return { ok: false, rejection: usage }
  const moments = times.length === 0 ? [terms.now] : times.map(({ at }) => at)
  for (const at of moments) {
    const path = findPath(leaf.value, { given: given.value, at, root: terms.root })
    if (!path.ok) return path
    const vouched = sctProblem(path.value, terms.root)
    if (vouched !== undefined) return { ok: false, rejection: vouched }
  }
  return readSigner(leaf.value)
}

function leafProblem(leaf: Certificate): Rejection | undefined {
  const purposes = purposesOf(leaf)
  if (!purposes.ok) return purposes.rejection
  const { extended, isAuthority, usage } = purposes.value
  const signsCode = extended?.purposes.includes(OID.codeSigning) === true && usage?.digitalSignature === true && !isAuthority
  return signsCode ? undefined : reject('certificate-usage', 'the certificate is not one for signing code').rejection
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
    const path = buildPath(leaf, { anchor: authority.anchor, trusted: authority.chain, given: search.given, at: search.at })
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

function readSigner(leaf: Certificate): Checked<Signer> {
  const name = alternativeNameOf(leaf)
  if (!name.ok) return name
  const claims = fulcioClaimsOf(leaf)
  if (!claims.ok) return claims
  const issuer = claims.value.get(ISSUER)
  const older = claims.value.get(ISSUER_BEFORE_2022)
  if (issuer !== undefined && older !== undefined && issuer !== older)
    return reject('certificate-identity', 'the certificate names two different issuers', { expected: issuer, got: older })
  const named = issuer ?? older
  return pass({ kind: 'certificate', name: name.value, claims: claims.value, ...(named === undefined ? {} : { issuer: named }) })
}
