import { bundleFromJSON } from '@sigstore/bundle'
import { TrustedRoot } from '@sigstore/protobuf-specs'
import { toSignedEntity, toTrustMaterial, VerificationError, Verifier } from '@sigstore/verify'
import { readCertificate } from './crypto/certificate.ts'
import { hashOf } from './crypto/keys.ts'
import { namesOtherLog } from './crypto/sct.ts'
import { readTimestamp } from './crypto/timestamp.ts'
import type { Content, LogEntry, Material } from './material.ts'
import type { TrustRoot } from './trust-root.ts'
import { leavesTimestampsAside, type Terms, type Verified } from './verify-material.ts'

/** What @sigstore/verify makes of material that we hold for proved. `cannot-read`: known not to be able to. */
export type Opinion =
  | { readonly kind: 'agrees' }
  | { readonly kind: 'cannot-read'; readonly why: string }
  | { readonly kind: 'disagrees'; readonly why: string }

/**
 * Asks the library for a second opinion on material that verified here. It is never given a policy (its own matching is not
 * anchored): it says whether the material is authentic and who signed; identities are compared by us.
 */
export function secondOpinion(material: Material, terms: Terms, verified: Verified): Opinion {
  const blind = blindSpot(material, terms, verified)
  if (blind !== undefined) return { kind: 'cannot-read', why: blind }
  const answer = askLibrary(material, terms)
  if (!answer.ok) return { kind: 'disagrees', why: answer.why }
  const name = verified.signer.kind === 'certificate' ? verified.signer.names[0]?.value : undefined
  return answer.name === name
    ? { kind: 'agrees' }
    : { kind: 'disagrees', why: `it reads the signer as ${answer.name ?? 'a key'}` }
}

/** Why the library cannot judge this, by what it is known not to do (version 4.1.3); undefined when it can. */
function blindSpot(material: Material, terms: Terms, verified: Verified): string | undefined {
  const { content, entries, signer } = material
  if (terms.log === 'ignored' && entries.length > 0) return 'it cannot leave log entries aside'
  if (leavesTimestampsAside(terms) && material.timestamps.length > 0) return 'it cannot leave timestamps aside'
  if (entries.some(({ kind, version }) => kind === 'intoto' && version === '0.0.1')) return 'log entries of kind intoto 0.0.1'
  if (entries.some(({ proof }) => proof !== undefined && proof.checkpoint === undefined))
    return 'inclusion proofs without a checkpoint'
  if (entries.some((entry) => namesAnotherHost(entry, terms))) return 'logs whose checkpoints do not carry their host name'
  if (signer.kind === 'certificate' && (terms.key !== undefined || verified.times.length === 0))
    return 'certificates without a proven time'
  if (signer.kind === 'certificate' && terms.root.name !== 'public-good' && bringsAuthority(signer.given, terms.root))
    return 'chains given in the material'
  if (carriesOtherTimestamp(material, terms)) return 'certificate timestamps of logs that the trust root does not name'
  if (!hasPlainName(verified)) return 'names that are not one URI or e-mail address'
  return keyBlindSpot(content, verified) ?? timestampBlindSpot(material)
}

/** It builds paths from the trust root alone: what the material repeats of that is no matter. */
function bringsAuthority(given: readonly Buffer[], { authorities }: TrustRoot): boolean {
  return given.some((der) => !authorities.some(({ chain }) => chain.some(({ raw }) => raw.equals(der))))
}

function carriesOtherTimestamp({ signer }: Material, { root }: Terms): boolean {
  const leaf = signer.kind === 'certificate' ? readCertificate(signer.leaf) : undefined
  return leaf?.ok === true && namesOtherLog(leaf.value, root.ctLogs)
}

function hasPlainName({ signer }: Verified): boolean {
  if (signer.kind !== 'certificate') return true
  const [name] = signer.names
  return signer.names.length === 1 && (name?.kind === 'uri' || name?.kind === 'email')
}

function keyBlindSpot(content: Content, { key }: Verified): string | undefined {
  const type = key.object.asymmetricKeyType
  const curve = key.object.asymmetricKeyDetails?.namedCurve
  if (content.kind === 'dsse' && type === 'ec' && curve !== 'prime256v1') return 'statements signed with P-384 or P-521'
  const unstated = content.kind === 'message' && content.hash === undefined
  if (unstated && type === 'ec' && curve !== 'prime256v1')
    return 'messages signed with P-384 or P-521 that do not state their hash'
  if (content.kind === 'message' && type === 'ed25519') return 'messages signed with Ed25519'
  if (type === 'rsa' || type === 'rsa-pss') return 'RSA signatures of every padding and hash'
  return undefined
}

function timestampBlindSpot({ timestamps, timestamped, content }: Material): string | undefined {
  if (timestamps.length > 0 && !timestamped.equals(content.signature)) return 'timestamps over a whole envelope'
  const odd = timestamps.some((der) => {
    const token = readTimestamp(der)
    return !token.ok || token.value.certificates.length > 0 || !('serial' in token.value.signer)
  })
  return odd ? 'timestamps that bring their own certificates' : undefined
}

/** The library wants the name on the checkpoint's signature inside the log's address. */
function namesAnotherHost(entry: LogEntry, terms: Terms): boolean {
  const text = entry.proof?.checkpoint
  if (text === undefined) return false
  const names = [...text.matchAll(/^\u2014 (\S+) /gm)].map((match) => match[1] ?? '')
  const log = terms.root.logs.find(({ id }) => id.equals(entry.logId))
  return log === undefined || !names.some((name) => log.name.includes(name))
}

type LibraryAnswer = { readonly ok: true; readonly name: string | undefined } | { readonly ok: false; readonly why: string }

/** The library's own verdict, with thresholds as our terms set them. */
export function askLibrary(material: Material, terms: Terms): LibraryAnswer {
  try {
    const bundle = bundleFromJSON(material.bundle ?? toBundle(material))
    const trust = toTrustMaterial(trustedRootOf(terms.root), keyFinder(terms))
    const byKey = terms.key !== undefined
    const logs = terms.log === 'required' && (byKey || terms.root.logs.length > 0) ? 1 : 0
    const verifier = new Verifier(trust, {
      ctlogThreshold: terms.root.ctLogs.length > 0 ? 1 : 0,
      tlogThreshold: logs,
      timestampThreshold: byKey ? 0 : 1,
    })
    const payload = material.content.kind === 'message' ? material.content.payload : undefined
    const signer = verifier.verify(toSignedEntity(bundle, payload))
    return { ok: true, name: signer.identity?.subjectAlternativeName }
  } catch (error) {
    return {
      ok: false,
      why: error instanceof VerificationError ? `${error.code}: ${error.message}` : `it failed: ${String(error).slice(0, 200)}`,
    }
  }
}

const roots = new WeakMap<object, TrustedRoot>()

function trustedRootOf(root: Terms['root']): TrustedRoot {
  const known = roots.get(root) ?? TrustedRoot.fromJSON(JSON.parse(root.json))
  roots.set(root, known)
  return known
}

function keyFinder({ key }: Terms) {
  if (key === undefined) return undefined
  const validFor =
    ({ start, end }: { start: number; end: number }) =>
    (date: Date) =>
      date.getTime() >= start && date.getTime() <= end
  return () => ({ publicKey: key.key.object, validFor: validFor(key) })
}

/** Legacy material as a version 0.1 bundle, the only version without an inclusion proof. */
function toBundle({ content, signer, entries, timestamps }: Material): unknown {
  const certificates = signer.kind === 'certificate' ? [signer.leaf, ...signer.given] : []
  const chain = { x509CertificateChain: { certificates: certificates.map((der) => ({ rawBytes: der.toString('base64') })) } }
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: {
      ...(signer.kind === 'certificate' ? chain : { publicKey: { hint: '' } }),
      tlogEntries: entries.map(toEntry),
      timestampVerificationData: { rfc3161Timestamps: timestamps.map((der) => ({ signedTimestamp: der.toString('base64') })) },
    },
    ...contentOf(content),
  }
}

function toEntry(entry: LogEntry): unknown {
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: entry.logId.toString('base64') },
    kindVersion: { kind: entry.kind, version: entry.version },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: { signedEntryTimestamp: entry.promise?.toString('base64') ?? '' },
    canonicalizedBody: entry.body.toString('base64'),
  }
}

function contentOf(content: Content): object {
  const signature = content.signature.toString('base64')
  if (content.kind === 'message') return { messageSignature: { messageDigest: digestOf(content.payload), signature } }
  const { payloadType, payload } = content
  return { dsseEnvelope: { payloadType, payload: payload.toString('base64'), signatures: [{ sig: signature, keyid: '' }] } }
}

function digestOf(payload: Buffer): { algorithm: string; digest: string } {
  return { algorithm: 'SHA2_256', digest: hashOf('sha256', payload).toString('base64') }
}
