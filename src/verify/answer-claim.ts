import type { Problem } from '../model/answer.ts'
import { ANOTHER_IMAGE, type Claim, type Evidence } from '../model/evidence.ts'
import { isPredicate } from '../model/predicate.ts'
import { judgeCandidate, type Proof, shown, type Verify, type Worth } from './judge-candidate.ts'
import type { Opened } from './open.ts'
import type { TermsFor } from './terms.ts'

/** All that is known about one manifest when its claims are answered. */
export interface Case {
  readonly opened: readonly Opened[]
  readonly problems: readonly Problem[]
  readonly verify: Verify
}

/** From the nearest miss to the farthest: which one a claim is told about. */
const NEAREST_FIRST = ['disagreement', 'predicate-mismatch', 'untrusted', 'invalid', 'unsupported', 'unsigned', 'other'] as const
type Missed = Worth & { readonly kind: (typeof NEAREST_FIRST)[number] }

/**
 * Answers a claim from all candidates: one that proves it is enough, whatever the others are. Without a proof, a place that could
 * not be read leaves the answer open; only then do the candidates that were refused decide between *refuted* and *absent*.
 */
export function answerClaim(claim: Claim, found: Case, terms: TermsFor): Evidence {
  const bundles = bundlesIn(found.opened)
  return { ...answered(claim, found, terms), ...(bundles.length === 0 ? {} : { bundles }) }
}

/** What stands in Sigstore bundles with the image, each thing once: some verifiers look at nothing else as soon as there is one. */
function bundlesIn(opened: readonly Opened[]): readonly string[] {
  const bundles = opened.filter(({ format, candidate }) => format === 'sigstore-bundle' && candidate.store === 'referrer')
  const held = bundles.map(({ stated }) => {
    if (!stated.ok) return stated.rejection.reason === 'digest-mismatch' ? ANOTHER_IMAGE : 'something else'
    return stated.value.kind === 'signature' ? 'signature' : shown(stated.value.predicateType)
  })
  return [...new Set(held)]
}

function answered(claim: Claim, { opened, problems, verify }: Case, { terms, problems: missing }: TermsFor): Evidence {
  const worths = opened.flatMap((one) => worthOf(claim, one, terms, verify) ?? [])
  const misses = worths.filter((worth): worth is Missed => worth.kind !== 'proved')
  const [unread] = [...missingRoots({ terms, problems: missing }, misses), ...problems]
  const proofs = worths.filter((worth) => worth.kind === 'proved')
  const [first] = proofs
  if (first !== undefined) {
    const open = unread ?? misses.map(openQuestion).find((problem) => problem !== undefined)
    const signers = [...new Set(proofs.map(({ signer }) => signer))]
    const each = proofs.length === 1 ? {} : { each: proofs.map(({ facts }) => facts) }
    return { claim, status: 'proved', facts: first.facts, signers, ...each, ...(open === undefined ? {} : { open }) }
  }
  const [nearest] = misses.toSorted((a, b) => NEAREST_FIRST.indexOf(a.kind) - NEAREST_FIRST.indexOf(b.kind))
  if (unread !== undefined) return { claim, status: 'unknown', problem: unread, ...(nearest && { nearest: nearest.nearest }) }
  if (nearest === undefined) return { claim, status: 'absent' }
  return concluded(claim, nearest, misses)
}

/** Every candidate that proves a claim. */
export function proofsOf(claim: Claim, { opened, verify }: Case, { terms }: TermsFor): readonly Proof[] {
  return opened.flatMap((one) => {
    const worth = worthOf(claim, one, terms, verify)
    return worth?.kind === 'proved' ? [worth] : []
  })
}

/**
 * A trust root that cannot be had, or whose newest copy cannot be had, leaves a question open only if something was found that it
 * might have vouched for.
 */
function missingRoots({ terms, problems }: TermsFor, misses: readonly Missed[]): readonly Problem[] {
  if (terms.length === 0) return problems
  if (!misses.some(({ openTo }) => openTo !== undefined)) return []
  const stale = misses.some(({ openTo }) => openTo === 'newer')
    ? terms.flatMap((one) => (one.scheme === 'notation' ? [] : (one.root.stale ?? [])))
    : []
  return [...problems, ...stale]
}

function concluded(claim: Claim, miss: Missed, misses: readonly Missed[]): Evidence {
  const { kind, reason, nearest } = miss
  const problem = openQuestion(miss)
  const others = [...new Set(misses.flatMap((other) => (other === miss ? [] : other.reason)))]
  if (problem !== undefined) return { claim, status: 'unknown', problem }
  if (kind === 'predicate-mismatch' || kind === 'untrusted' || kind === 'invalid')
    return { claim, status: 'refuted', because: kind, reason, ...(others.length === 0 ? {} : { others }), nearest }
  return { claim, status: 'absent', nearest }
}

/** What cannot be judged, as the problem that it is; undefined for what was judged. */
function openQuestion({ kind, reason, nearest }: Missed): Problem | undefined {
  return kind === 'unsupported' || kind === 'disagreement' ? { kind, about: nearest.where, detail: reason } : undefined
}

/** The best that a candidate is worth under any of the terms; undefined when it does not speak to the claim at all. */
export function worthOf(claim: Claim, opened: Opened, terms: TermsFor['terms'], verify: Verify): Worth | undefined {
  const aside = asideFrom(claim, opened)
  if (aside !== undefined) return aside
  const worths = terms.map((one) => judgeCandidate(claim, opened, one, verify))
  const rank = (worth: Worth) => (worth.kind === 'proved' ? -1 : NEAREST_FIRST.indexOf(worth.kind))
  return worths.toSorted((a, b) => rank(a) - rank(b))[0]
}

/** A signature answers no question about attestations and the other way round; an attestation of another type is only named. */
function asideFrom(claim: Claim, { stated, candidate, format }: Opened): Worth | undefined {
  const { where } = candidate
  if ((format === 'notation') !== (claim.authority.kind === 'notation'))
    return other(`a signature that "${claim.authority.name}" can have made`, `something of format ${format}`, where)
  if (!stated.ok) return unreadable(stated.rejection.verdict, { where, format })
  const demand = claim.attestation
  if (claim.verifier === 'signature') {
    if (stated.value.kind === 'signature') return undefined
    return other('a signature', `an attestation of type ${stated.value.predicateType}`, where)
  }
  if (stated.value.kind === 'signature') return other(`an attestation of type ${demand?.type ?? ''}`, 'a signature', where)
  if (demand !== undefined && isPredicate(demand.type, stated.value.predicateType)) return undefined
  return other(`an attestation of type ${demand?.type ?? ''}`, `an attestation of type ${stated.value.predicateType}`, where)
}

/** What no scheme of ours reads is named and vouches for nothing: it neither proves nor refutes. */
function unreadable(verdict: string, { where, format }: { readonly where: string; readonly format: string }): Worth | undefined {
  return verdict === 'unsupported' && format.includes('/')
    ? other('a signature that this policy can verify', `something of format ${format}`, where)
    : undefined
}

function other(expected: string, got: string, where: string): Worth {
  return { kind: 'other', reason: `${got} is not ${expected}`, nearest: { expected, got, where } }
}
