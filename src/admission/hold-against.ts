import { claimKey, lookupIn } from '../case/lookup.ts'
import type { ClusterPolicy, PolicyCheck } from '../model/cluster-policy.ts'
import type { Claim, Evidence } from '../model/evidence.ts'
import type { Facts, ReferenceFact } from '../model/facts.ts'
import type { ImageName, Repository } from '../model/image-name.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import type { Authority } from '../model/policy.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Subject } from '../model/subject.ts'
import { matchesImage } from './image-match.ts'
import { matchesObject } from './object-match.ts'
import { mayMeetPods } from './objects/read-objects.ts'
import { allOf, openBecause, type Truth, yes } from './truth.ts'
import { clusterClaim, judgedManifests, vouchedDemandsIn, weighManifests } from './weigh.ts'

/** What a policy of the cluster would do with one image of the change. */
export interface AdmissionResult {
  readonly policy: ClusterPolicy
  readonly fact: ReferenceFact
  readonly outcome: 'would-admit' | 'would-deny' | 'would-warn' | 'would-audit' | 'unverified' | 'does-not-apply'
  /** For `unverified`: what the policy would do if the answer were no. */
  readonly mode: ClusterPolicy['mode']
  readonly why: readonly string[]
  readonly lasting: boolean
}

type Seen = Pick<Facts, 'references' | 'resolutions' | 'objects'>

/** Holds every touched image against every policy of the cluster, in the order of the facts, then of the policies. */
export function judgeClusterPolicies(policies: readonly ClusterPolicy[], facts: Facts): readonly AdmissionResult[] {
  const hold = holderOf(policies, facts, lookupIn(facts).evidence)
  return facts.references.flatMap((fact) => (fact.touched ? hold(fact) : []))
}

/** Holds one reference after another against the policies; what is shared between references is prepared once. */
export function holderOf(
  policies: readonly ClusterPolicy[],
  facts: Seen,
  evidence: (claim: Claim) => readonly Evidence[],
): (fact: ReferenceFact) => readonly AdmissionResult[] {
  const { subject } = lookupIn({ ...facts, evidence: [], inventories: [] })
  const objectOf = objectFinder(facts)
  return (fact) => {
    const { reference } = fact
    if (reference.kind !== 'static') return []
    const answer = subject(reference.name)
    const found = answer.kind === 'found' ? answer.value : undefined
    const object = objectOf(reference)
    return policies.map((policy) => {
      const applying = checksOn(policy, { reference, name: reference.name, object })
      return resultOf(
        policy,
        fact,
        applying.map(({ check, applies }) => ({
          check,
          truth: truthOf(policy, applies, () =>
            weighManifests(policy, check.demand, { name: reference.name, subject: found, evidence }),
          ),
        })),
      )
    })
  }
}

/** Every question that the policies of the cluster ask a verifier about the touched references, each distinct one once. */
export function clusterClaims(policies: readonly ClusterPolicy[], facts: Seen): readonly Claim[] {
  const { subject } = lookupIn({ ...facts, evidence: [], inventories: [] })
  const objectOf = objectFinder(facts)
  const claims = new Map<string, Claim>()
  for (const { reference, touched } of facts.references) {
    if (!touched || reference.kind !== 'static') continue
    const answer = subject(reference.name)
    if (answer.kind !== 'found') continue
    const seen = { reference, name: reference.name, object: objectOf(reference) }
    for (const claim of claimsOn(policies, seen, answer.value)) claims.set(claimKey(claim), claim)
  }
  return [...claims.values()]
}

/** Everybody whose word the policies of the cluster ask for, whichever image it is about. */
export function clusterAuthorities(policies: readonly ClusterPolicy[]): readonly Authority[] {
  return policies.flatMap(({ checks }) =>
    checks.flatMap(({ demand }) => vouchedDemandsIn(demand).map(({ authority }) => authority)),
  )
}

/** The repositories other than an image's own in which the policies of the cluster look for signatures. */
export function clusterRepositories(policies: readonly ClusterPolicy[]): readonly Repository[] {
  return policies.flatMap(({ checks }) =>
    checks.flatMap(({ demand }) => vouchedDemandsIn(demand).flatMap(({ repository }) => repository ?? [])),
  )
}

interface SeenReference {
  readonly reference: ImageReference
  readonly name: ImageName
  readonly object: ManifestObject | undefined
}

function claimsOn(policies: readonly ClusterPolicy[], seen: SeenReference, subject: Subject): readonly Claim[] {
  return policies.flatMap((policy) =>
    checksOn(policy, seen).flatMap(({ check }) =>
      policy.problems.length > 0
        ? []
        : vouchedDemandsIn(check.demand).flatMap((demand) =>
            judgedManifests(policy, subject).map((manifest) => clusterClaim(demand, seen.name, manifest)),
          ),
    ),
  )
}

/** Whether it is unclear which images a policy is about: it has no check that could be read, or what selects them is broken. */
function isBlurred({ checks, problems }: ClusterPolicy): boolean {
  const selecting = /\bmatch\b|\bexclude\b|matchConstraints|mageReferences|spec\.images|\bglob\b|scope/
  return problems.length > 0 && (checks.length === 0 || problems.some((problem) => selecting.test(problem)))
}

/** The mode in which a policy that is not evaluated counts: that of its loudest check. */
function loudestMode({ mode, checks }: ClusterPolicy): ClusterPolicy['mode'] {
  const modes = [mode, ...checks.flatMap((check) => check.mode ?? [])]
  return (['enforce', 'warn'] as const).find((one) => modes.includes(one)) ?? 'audit'
}

/** Stands for the checks of a policy of which none could be read: it may be about every image. */
const UNREAD: PolicyCheck = {
  name: '',
  images: { kind: 'every' },
  objects: { kind: 'all', of: [] },
  demand: { kind: 'open', why: 'the policy could not be read' },
}

/** Stands for a policy on objects where the file does not show the object: it is held against objects, and may be about this one. */
const UNSEEN: PolicyCheck = {
  ...UNREAD,
  demand: { kind: 'open', why: 'the policy is about objects, and the file does not show the object that will run the image' },
}

/** The checks of a policy that are about an image, or may be. */
function checksOn(
  policy: ClusterPolicy,
  seen: SeenReference,
): readonly { readonly check: PolicyCheck; readonly applies: Truth }[] {
  const pullers = policy.kind === 'containers-policy' || policy.kind === 'notation-trust-policy'
  if (
    !pullers &&
    (seen.reference.artifact === true || (seen.object === undefined && seen.reference.origin.applied === 'elsewhere'))
  )
    return []
  if (policy.deciding !== undefined)
    return seen.object === undefined && mayMeetPods(policy.deciding)
      ? [{ check: { ...UNSEEN, mode: policy.mode }, applies: yes }]
      : []
  if (isBlurred(policy)) return [{ check: { ...UNREAD, mode: loudestMode(policy) }, applies: yes }]
  return policy.checks.flatMap((check) => {
    const image = matchesImage(check.images, { name: seen.name, text: seen.reference.text })
    const object = pullers ? [] : [matchesObject(check.objects, { object: seen.object, reference: seen.reference })]
    const applies = allOf([image, ...object])
    return applies.value === 'no' ? [] : [{ check, applies }]
  })
}

function truthOf(policy: ClusterPolicy, applies: Truth, weigh: () => Truth): Truth {
  if (policy.problems.length > 0) return allOf(policy.problems.map(openBecause))
  const met = weigh()
  if (applies.value === 'yes' || met.value === 'yes') return met
  return { value: 'open', why: [...applies.why, ...met.why], lasting: applies.lasting && met.lasting }
}

const REFUSALS = { enforce: 'would-deny', warn: 'would-warn', audit: 'would-audit' } as const

/** The worst of the checks, the enforcing ones first: what only records never hides what enforces and stays open. */
function resultOf(
  policy: ClusterPolicy,
  fact: ReferenceFact,
  parts: readonly { readonly check: PolicyCheck; readonly truth: Truth }[],
): AdmissionResult {
  const common = { policy, fact, mode: policy.mode }
  if (parts.length === 0) return { ...common, outcome: 'does-not-apply', why: [], lasting: true }
  for (const mode of ['enforce', 'warn', 'audit'] as const)
    for (const value of ['no', 'open'] as const) {
      const those = parts.filter(({ check, truth }) => truth.value === value && (check.mode ?? policy.mode) === mode)
      if (those.length === 0) continue
      const outcome = value === 'open' ? 'unverified' : REFUSALS[mode]
      return { policy, fact, mode, outcome, ...explained(those) }
    }
  return { ...common, outcome: 'would-admit', ...explained(parts) }
}

function explained(
  parts: readonly { readonly check: PolicyCheck; readonly truth: Truth }[],
): Pick<AdmissionResult, 'why' | 'lasting'> {
  const why = parts.flatMap(({ check, truth }) => truth.why.map((one) => (check.name === '' ? one : `${check.name}: ${one}`)))
  return { why, lasting: parts.every(({ truth }) => truth.lasting) }
}

function objectFinder({ objects }: Pick<Facts, 'objects'>): (reference: ImageReference) => ManifestObject | undefined {
  const byFile = Map.groupBy(
    objects.flatMap(({ head }) => (head === undefined ? [] : [head])),
    ({ origin }) => origin.file,
  )
  return ({ origin }) =>
    byFile
      .get(origin.file)
      ?.filter(({ tree }) => tree.span.start <= origin.span.start && origin.span.end <= tree.span.end)
      .toSorted((a, b) => a.tree.span.end - a.tree.span.start - (b.tree.span.end - b.tree.span.start))[0]
}
