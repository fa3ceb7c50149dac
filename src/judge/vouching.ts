import { claimOf, manifestsOf, type VouchDemand } from '../case/claims.ts'
import { canonicalJson, type Lookup } from '../case/lookup.ts'
import { type Problem, unknown } from '../model/answer.ts'
import type { Evidence } from '../model/evidence.ts'
import type { Digest, Repository } from '../model/image-name.ts'
import type { Authority, ImageEntry, Policy, SignedBy } from '../model/policy.ts'
import type { Subject } from '../model/subject.ts'
import { mostMatched } from './signer-matching.ts'

/** Whether a demand that others vouch is met, and what each authority's answer was. The lesser reasons are in `evidence`. */
export type Vouching =
  | { readonly status: 'proved' }
  | { readonly status: 'refuted'; readonly because: RefutedBecause; readonly evidence: readonly string[] }
  | { readonly status: 'unknown'; readonly problem: Problem; readonly evidence: readonly string[] }

/** Why nobody's word counts, the nearest to a proof first. */
export type RefutedBecause = (typeof NEAREST_FIRST)[number]

const NEAREST_FIRST = ['predicate-mismatch', 'too-few', 'untrusted', 'invalid', 'missing'] as const

/** What is needed to weigh a demand on one image. */
export interface Weighing {
  readonly policy: Policy
  readonly lookup: Lookup
  readonly repository: Repository
  readonly subject: Subject
}

/** Weighs a demand by the scope that its entry gives: on the manifest named, on every platform of it, or on either. */
export function weigh(weighing: Weighing, entry: ImageEntry, demand: VouchDemand): Vouching {
  const { whole, platforms } = manifestsOf(weighing.subject)
  const on = (digest: Digest): Vouching => weighManifest(weighing, digest, demand)
  if (entry.subject === 'index') return on(whole)
  const each = allOf(platforms.map(on))
  return entry.subject === 'each-platform' ? each : eitherOf(on(whole), each)
}

function weighManifest(weighing: Weighing, digest: Digest, demand: VouchDemand): Vouching {
  const answers = demand.signedBy.of.map((name) => answerOf(weighing, digest, demand, name))
  const evidence = answers.map((answer, at) => `${demand.signedBy.of[at]}: ${sentenceOf(answer)}`)
  const needed = neededBy(demand.signedBy)
  const proofs = answers.filter((answer) => answer.status === 'proved')
  if (differentSigners(proofs) >= needed) return { status: 'proved' }
  const open = answers.flatMap((answer) => openIn(answer) ?? [])
  const settled = differentSigners(proofs.filter((proof) => openIn(proof) === undefined))
  const [problem] = open
  if (problem !== undefined && settled + open.length >= needed) return { status: 'unknown', problem, evidence }
  return { status: 'refuted', because: nearest(answers), evidence }
}

/** Why an authority's word, or that of one more signer for it, may have been missed; undefined where nothing was left open. */
function openIn(answer: AuthorityAnswer): Problem | undefined {
  if (answer.status === 'unknown') return answer.problem
  return answer.status === 'proved' ? answer.open : undefined
}

/** How many distinct authorities must vouch, each by another signer; never none, and for `allOf` never fewer than are named. */
function neededBy({ quantifier, count, of }: SignedBy): number {
  if (quantifier === 'anyOf') return 1
  return quantifier === 'allOf' ? Math.max(1, of.length) : Math.max(1, count)
}

type AuthorityAnswer = Evidence | { readonly status: 'unknown'; readonly problem: Problem; readonly claim?: undefined }

function answerOf(weighing: Weighing, digest: Digest, demand: VouchDemand, name: string): AuthorityAnswer {
  const claim = claimOf(weighing.policy, { repository: weighing.repository, digest }, demand, name)
  if (claim === undefined) return unanswered(name, 'the policy names no such authority')
  const answers = weighing.lookup.evidence(claim)
  const doubtful = answers.find(({ status }) => status !== 'proved')
  return doubtful ?? answers[0] ?? unanswered(name, 'no verifier was asked')
}

function unanswered(about: string, detail: string): AuthorityAnswer {
  return { status: 'unknown', problem: unknown('unresolved', about, detail).problem }
}

type Proof = Extract<Evidence, { status: 'proved' }>

/**
 * How many different authorities were met by as many different signers: two names for one authority count once, and so does one
 * signer whom two authorities accept.
 */
function differentSigners(proofs: readonly Proof[]): number {
  const authorities = Map.groupBy(proofs, ({ claim }) => identityOf(claim.authority))
  return mostMatched([...authorities.values()].map((same) => same.flatMap(signersOf)))
}

function signersOf({ facts, signers }: Proof): readonly string[] {
  return signers ?? [JSON.stringify([facts.issuer ?? '', facts.signer])]
}

function identityOf(authority: Authority): string {
  return authority.kind === 'key'
    ? authority.pem.replaceAll(/-----[^-]+-----|\s/g, '')
    : canonicalJson({ ...authority, name: '' })
}

function nearest(answers: readonly AuthorityAnswer[]): RefutedBecause {
  const reasons = answers.map(reasonIn)
  return NEAREST_FIRST.find((reason) => reasons.includes(reason)) ?? 'missing'
}

/** A word that counts is too few where more are needed. */
function reasonIn(answer: AuthorityAnswer): RefutedBecause {
  if (answer.status === 'proved') return 'too-few'
  return answer.status === 'refuted' ? answer.because : 'missing'
}

function sentenceOf(answer: AuthorityAnswer): string {
  if (answer.status === 'proved') return `vouched for (${answer.facts.signer})`
  if (answer.status === 'absent') return 'nothing found'
  if (answer.status === 'unknown') return `could not be checked: ${answer.problem.detail}`
  const { nearest: miss } = answer
  return miss === undefined ? answer.reason : `${answer.reason}; expected ${miss.expected}, got ${miss.got} (${miss.where})`
}

/** Every one must be proved; none at all proves nothing. */
function allOf(parts: readonly Vouching[]): Vouching {
  if (parts.length === 0) return { status: 'unknown', problem: NO_PLATFORM, evidence: [] }
  return (
    parts.find(({ status }) => status === 'refuted') ?? parts.find(({ status }) => status === 'unknown') ?? { status: 'proved' }
  )
}

function eitherOf(whole: Vouching, each: Vouching): Vouching {
  return (
    [whole, each].find(({ status }) => status === 'proved') ?? [whole, each].find(({ status }) => status === 'unknown') ?? whole
  )
}

const NO_PLATFORM: Problem = { kind: 'unsupported', about: 'platforms', detail: 'the index lists no platform that can run' }
