import { checkCertificate, type Signer } from './certificate-signer.ts'
import { readCertificate } from './crypto/certificate.ts'
import { all, type Checked, pass, type Rejection, reject } from './crypto/checked.ts'
import { isPrehashed } from './crypto/ed25519ph.ts'
import { hashOf, loadKey, type PublicKey, type SignatureScheme, schemeOf } from './crypto/keys.ts'
import type { LogKey } from './crypto/sct.ts'
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
  readonly scheme?: undefined
  readonly root: TrustRoot
  readonly log: LogDemand
  /** In how many different logs it must be, where more than one is asked for. */
  readonly logs?: number
  readonly now: number
  readonly key?: TrustedKey
}

/** Material that holds: who signed, when that is proved to have been, and which logs hold it. */
export interface Verified {
  readonly signer: Signer
  readonly key: PublicKey
  readonly times: readonly ProvenTime[]
  readonly logs: readonly string[]
  /** How it was signed, where the key leaves a choice and it is known. */
  readonly scheme?: SignatureScheme
}

/** Verifies one signature with all that came with it: the content is authentic when this passes, whoever the signer is. */
export function verifyMaterial(material: Material, terms: Terms): Checked<Verified> {
  const signer = signerKey(material, terms)
  if (!signer.ok) return signer
  const stated = statedDigestProblem(material)
  if (stated !== undefined) return { ok: false, rejection: stated }
  const scheme = schemeBy(material, signer.value.key)
  if (scheme === undefined) return { ok: false, rejection: wrongSignature(material, terms, signer.value.key) }
  const stamps = leavesTimestampsAside(terms)
    ? pass([])
    : checkTimestamps(material.timestamps, material.timestamped, terms.root.timestampAuthorities)
  if (!stamps.ok) return stamps
  const entries = terms.log === 'ignored' ? pass([]) : checkEntries(material, signer.value, terms.root)
  if (!entries.ok) return entries
  const times = [...stamps.value, ...entries.value.flatMap(promisedTime)]
  const missing = logProblem(entries.value, times, terms)
  if (missing !== undefined) return { ok: false, rejection: missing }
  const who = terms.key === undefined ? certified(material, times, terms) : checkKey(terms.key, times)
  if (!who.ok) return who
  const logs = [...new Set(entries.value.map(({ log }) => log.name))]
  return pass({ signer: who.value, key: signer.value.key, times, logs, scheme })
}

/** Where the policy asks for no log and names no timestamp authority, a timestamp can prove nothing: it counts for nothing. */
export function leavesTimestampsAside({ log, root }: Terms): boolean {
  return log === 'ignored' && root.timestampAuthorities.length === 0
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

function schemeBy({ content }: Material, key: PublicKey): SignatureScheme | undefined {
  const hash = content.kind === 'message' ? content.hash : undefined
  return schemeOf(key, signedBytes(content), content.signature, hash)
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

const PREHASHED =
  'it is an Ed25519ph signature by this very key, which is not read here, nor by the cosign that makes it: sign with a key of curve P-256'

/** A signature that a trusted key did not make is somebody else's or damaged; where a certificate came along it can only be damaged. */
function wrongSignature(material: Material, terms: Terms, key: PublicKey): Rejection {
  if (isPrehashed(key, signedBytes(material.content), material.content.signature))
    return reject('key-unsupported', PREHASHED, { verdict: 'unsupported', got: 'Ed25519ph' }).rejection
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
  const logs = new Set(entries.map(({ log }) => log.name))
  if (terms.logs !== undefined && logs.size < terms.logs)
    return reject('log-entry-missing', 'too few transparency logs hold the signature', {
      expected: `entries in ${terms.logs} logs`,
      got: logs.size === 0 ? 'none' : [...logs].join(', '),
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

function certified(material: Material, times: readonly ProvenTime[], terms: Terms): Checked<Signer> {
  if (material.signer.kind === 'certificate') return checkCertificate(material.signer, times, terms)
  return reject('key-mismatch', 'there is no certificate', { verdict: 'untrusted' })
}
