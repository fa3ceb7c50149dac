import type { DemandOutcome } from '../case/case.ts'
import type { Problem } from '../model/answer.ts'
import type { ClusterPolicy, ClusterPolicyKind } from '../model/cluster-policy.ts'
import type { Claim, Evidence } from '../model/evidence.ts'
import type { Facts, ReferenceFact } from '../model/facts.ts'
import type { Policy } from '../model/policy.ts'
import { type AdmissionResult, holderOf } from './hold-against.ts'

/** The rule that speaks for the policies of each kind. */
export const ADMISSION_RULES: Readonly<Record<ClusterPolicyKind, string>> = {
  'cluster-image-policy': 'admission/cluster-image-policy',
  'kyverno-image-validating-policy': 'admission/kyverno-image-validating-policy',
  'kyverno-verify-images': 'admission/kyverno-verify-images',
  'containers-policy': 'admission/containers-policy',
  'notation-trust-policy': 'admission/notation-trust-policy',
  'validating-admission-policy': 'admission/validating-admission-policy',
  'kyverno-validating-policy': 'admission/kyverno-validating-policy',
  'other-policy': 'admission/not-evaluated',
}

const NAMES: Readonly<Record<ClusterPolicyKind, string>> = {
  'cluster-image-policy': 'ClusterImagePolicy',
  'kyverno-image-validating-policy': 'ImageValidatingPolicy',
  'kyverno-verify-images': 'Kyverno policy',
  'containers-policy': 'policy.json',
  'notation-trust-policy': 'notation trust policy',
  'validating-admission-policy': 'ValidatingAdmissionPolicy',
  'kyverno-validating-policy': 'Kyverno ValidatingPolicy',
  'other-policy': 'policy',
}

/**
 * What becomes of the policies of the cluster on one reference: one outcome per enforcing policy that is about it. Policies
 * that were named and not read leave every reference open.
 */
export function admissionDemands(
  policy: Policy,
  facts: Pick<Facts, 'references' | 'resolutions' | 'objects' | 'clusterPolicies'>,
  evidence: (claim: Claim) => readonly Evidence[],
): (fact: ReferenceFact) => readonly DemandOutcome[] {
  if (facts.clusterPolicies === undefined && policy.clusterPolicies.length > 0) return () => [unread(policy)]
  const hold = holderOf(facts.clusterPolicies ?? [], facts, evidence)
  return (fact) => hold(fact).flatMap(outcomeOf)
}

/** The words for a policy in a sentence: its kind, its name and its file. */
export function titleOf({ kind, name, place }: ClusterPolicy): string {
  return `${NAMES[kind]} "${name}" (${place.file})`
}

function outcomeOf(result: AdmissionResult): readonly DemandOutcome[] {
  const { policy, outcome, mode, why, lasting } = result
  const demand = 'admission'
  const rule = ADMISSION_RULES[policy.kind]
  if (outcome === 'would-admit') return [{ demand, status: 'proved' }]
  const evidence = [...why, ...policy.notes.map((note) => `note: ${note}`)]
  if (outcome === 'would-deny')
    return [{ demand, status: 'refuted', rule, says: `would be denied by ${titleOf(policy)}: ${reasons(why)}`, evidence }]
  if (outcome !== 'unverified' || mode !== 'enforce') return []
  const problem: Problem = { kind: lasting ? 'unsupported' : 'unresolved', about: titleOf(policy), detail: reasons(why) }
  const says = `could not be held against ${titleOf(policy)}: ${reasons(why)}`
  return [{ demand, status: 'unknown', rule, says, problem, lasting, evidence }]
}

/** The first reasons in one line; the rest is in the evidence. */
export function reasons(why: readonly string[]): string {
  const shown = why.slice(0, 2).join('; ')
  return why.length > 2 ? `${shown}; and ${why.length - 2} more` : shown
}

function unread(policy: Policy): DemandOutcome {
  const detail = `${policy.clusterPolicies.join(', ')} could not be read from the default branch`
  const problem: Problem = { kind: 'unresolved', about: 'clusterPolicies', detail }
  const says = `could not be held against the policies of the cluster: ${detail}`
  return { demand: 'admission', status: 'unknown', rule: 'admission/unread', says, problem, lasting: false, evidence: [] }
}
