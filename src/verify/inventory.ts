import type { Problem } from '../model/answer.ts'
import type { Claim, Inventory, Observation } from '../model/evidence.ts'
import type { Digest, ManifestPlace } from '../model/image-name.ts'
import type { Authority } from '../model/policy.ts'
import type { Registry } from '../ports/registry.ts'
import { readSigner } from './certificate-signer.ts'
import { readCertificate } from './crypto/certificate.ts'
import type { Rejection } from './crypto/checked.ts'
import { factsOf, nameOf, shown, type Verify } from './judge-candidate.ts'
import type { NotationMaterial } from './notation/envelope.ts'
import { signerOf } from './notation/signer.ts'
import { checkIntegrity } from './notation/verify-notation.ts'
import type { Opened } from './open.ts'
import type { Roots } from './roots.ts'
import { type AnyTerms, type TermsFor, termsFor } from './terms.ts'
import { listUnsigned } from './unsigned.ts'

/** What was found for one manifest. */
export interface Findings {
  readonly subject: ManifestPlace
  readonly opened: readonly Opened[]
  readonly problems: readonly Problem[]
}

/** Everything that is trusted, whichever image it was asked about: authorities, and trust roots by name. */
export interface Trusted {
  readonly authorities: readonly Authority[]
  readonly trustRoots: readonly string[]
}

/** By what the list is judged: the built-in trust roots, what the claims about the same manifest name, and all else that is trusted. */
export interface InventoryContext {
  readonly claims: readonly Claim[]
  readonly trusted: Trusted
  readonly roots: Roots
  readonly now: number
  readonly verify: Verify
  readonly registry: Registry
}

const BUILT_IN = ['public-good', 'github']

/** Lists everything that was found for a manifest, whoever made it, each with what it proves or why it proves nothing. */
export async function takeInventory({ subject, opened, problems }: Findings, context: InventoryContext): Promise<Inventory> {
  const terms = await trustedTerms(opened, context)
  const observations = opened.map((one) => observe(one, subject.digest, { terms, verify: context.verify }))
  const unsigned = await listUnsigned(context.registry, subject)
  return {
    repository: subject.repository,
    digest: subject.digest,
    observations: [...observations, ...unsigned.observations],
    problems: [...problems, ...unsigned.problems],
  }
}

/**
 * The image that is replaced has no claims of its own, and is judged by the same terms as its successor: else nobody would miss a
 * signature by a key or under a private root. Nothing is asked for that nothing found could need.
 */
async function trustedTerms(opened: readonly Opened[], context: InventoryContext): Promise<readonly AnyTerms[]> {
  const { claims, trusted, roots, now } = context
  const [notation, sigstore] = [opened.some(isNotation), !opened.every(isNotation)]
  const authorities = [...claims.map(({ authority }) => authority), ...trusted.authorities].filter((one) =>
    one.kind === 'notation' ? notation : sigstore,
  )
  const named = await Promise.all(distinct(authorities).map((one) => termsFor(one, roots, now)))
  const names = sigstore ? [...new Set([...BUILT_IN, ...trusted.trustRoots])] : []
  const answers = await Promise.all(names.map((name) => roots(name)))
  const keyless = answers.flatMap((root): AnyTerms[] =>
    root.kind === 'found' ? [{ root: root.value, log: 'required', now }] : [],
  )
  const all = [...named.flatMap((one: TermsFor) => one.terms), ...keyless]
  return [...new Map(all.map((one) => [nameOf(one), one])).values()]
}

function distinct(authorities: readonly Authority[]): readonly Authority[] {
  return [...new Map(authorities.map((one) => [JSON.stringify(one), one])).values()]
}

function isNotation({ format }: Opened): boolean {
  return format === 'notation'
}

function observe(
  opened: Opened,
  digest: Digest,
  judged: { readonly terms: readonly AnyTerms[]; readonly verify: Verify },
): Observation {
  const { candidate, format, material, stated } = opened
  const seen = { digest, kind: kindOf(opened), format, where: candidate.where } as const
  if (!stated.ok) return { ...seen, status: statusOf(stated.rejection.verdict), reason: inWords(stated.rejection) }
  const scheme = material.ok ? material.value.scheme : undefined
  const results = judged.terms.filter((terms) => terms.scheme === scheme).map((terms) => judged.verify(opened, terms))
  const verified = results.find((result) => result.ok)
  if (verified?.ok) return { ...seen, status: 'valid', facts: factsOf(opened, stated.value, verified.value) }
  const refusals = results.flatMap((result) => (result.ok ? [] : [result.rejection]))
  if (material.ok && material.value.scheme === 'notation') return { ...seen, ...observeNotation(material.value, refusals) }
  const byKey = material.ok && material.value.scheme === undefined && material.value.signer.kind === 'key'
  const telling = byKey ? refusals.filter(({ reason }) => reason !== 'key-mismatch') : refusals
  if (byKey && telling.length === 0)
    return { ...seen, status: 'unchecked', reason: 'it is signed with a key that the policy does not name' }
  const nearest = telling.find(({ verdict }) => verdict === 'invalid') ?? telling[0]
  if (nearest === undefined) return { ...seen, status: 'unchecked', reason: 'no trust root could be read' }
  const who = nearest.verdict === 'untrusted' ? claimedSigner(opened) : ''
  return { ...seen, status: statusOf(nearest.verdict), reason: `${who}${inWords(nearest)}` }
}

/** What a refusal is about, with what was there. */
function inWords({ detail, got }: Rejection): string {
  return got === undefined ? detail : `${detail}: ${shown(got)}`
}

/** Who a signature that nobody known vouches for says to be from: worth knowing, and nobody's proof. */
function claimedSigner({ material }: Opened): string {
  if (!material.ok || material.value.scheme !== undefined || material.value.signer.kind !== 'certificate') return ''
  const leaf = readCertificate(material.value.signer.leaf)
  const signer = leaf.ok ? readSigner(leaf.value) : leaf
  if (!signer.ok || signer.value.kind !== 'certificate') return ''
  const names = signer.value.names.map(({ value }) => value).join(', ')
  return `made by ${shown(names)} (issuer ${shown(signer.value.issuer)}), by its own word; `
}

function kindOf({ format, stated, candidate }: Opened): Observation['kind'] {
  if (stated.ok) return stated.value.kind
  return format === 'notation' || candidate.mediaType.includes('simplesigning') ? 'signature' : 'attestation'
}

/** Without a trust store that vouches for it, the most that can be said is who it says to be from, provided that it is intact. */
function observeNotation(material: NotationMaterial, refusals: readonly Rejection[]): Pick<Observation, 'status' | 'reason'> {
  const intact = checkIntegrity(material)
  const signer = intact.ok ? signerOf(intact.value.chain[0]) : intact
  if (!signer.ok) return { status: statusOf(signer.rejection.verdict), reason: inWords(signer.rejection) }
  const signed = new Date(material.attributes.signingTime).toISOString()
  const [subject, issuer] = [signer.value.subject, signer.value.issuer.replace('x509:', '')].map(shown)
  const who = `made by ${subject} (issuer ${issuer}), by its own word at ${signed}`
  const nearest = refusals.find(({ verdict }) => verdict !== 'untrusted') ?? refusals[0]
  const why = nearest === undefined ? 'the policy has no notation authority for it' : inWords(nearest)
  return { status: statusOf(nearest?.verdict ?? 'untrusted'), reason: `${who}; ${why}` }
}

function statusOf(verdict: 'invalid' | 'untrusted' | 'unsupported' | 'unsigned'): Observation['status'] {
  return verdict === 'untrusted' ? 'unchecked' : verdict
}
