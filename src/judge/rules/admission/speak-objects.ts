import type { ClusterPolicyKind } from '../../../model/cluster-policy.ts'
import type { Facts } from '../../../model/facts.ts'
import type { ManifestObject } from '../../../model/manifest-object.ts'
import { reasons, titleOf } from '../../admission/demands.ts'
import { judgeObjects, type ObjectResult } from '../../admission/objects/hold-objects.ts'
import { labelOf } from '../../posture/pods.ts'
import { sightingsOf } from '../../posture/secrets/sightings.ts'
import { keyOf, type RuleContext, type RuleHit } from '../../rule.ts'

const WHY = {
  enforce: 'The cluster would refuse it after the merge: better to hear it now.',
  warn: 'The policy warns and admits: nothing stops the object, and nobody may read the warning.',
  audit: 'The policy only records it.',
}
const OPEN = 'A policy that could not be evaluated proves nothing: whether the cluster takes the object is not known.'
const VERBS = { enforce: 'would be denied by', warn: 'would be warned of by', audit: 'would be recorded by' }
const LEVELS = { enforce: 'error', warn: 'warning', audit: 'notice' } as const

/** What the policies on objects of one kind say about the objects of a change: denied, left open, warned of, recorded. */
export function objectHits({ facts }: RuleContext, kind: ClusterPolicyKind): readonly RuleHit[] {
  const policies = (facts.clusterPolicies ?? []).filter((policy) => policy.kind === kind)
  return judgeObjects(policies, facts).map((result) => hitOf(result, facts))
}

function hitOf(result: ObjectResult, facts: Facts): RuleHit {
  const { policy, object, admitted, verdict, place } = result
  const label = labelOf(object)
  const subject = admitted.madeFrom === undefined ? label : `${label}: the ${admitted.kind} that it makes`
  const isOpen = verdict.value === 'open'
  const says = shownIn(result, facts)
  const verb = isOpen ? 'could not be held against' : VERBS[verdict.mode]
  return {
    place,
    key: keyOf(object.origin.path, `${policy.name} ${verdict.index} ${verdict.value}`),
    message: `${subject} ${verb} ${titleOf(policy)}: ${reasons(says)}`,
    why: isOpen ? OPEN : WHY[verdict.mode],
    object: label,
    evidence: evidenceOf(result, says, facts),
    level: isOpen ? (verdict.mode === 'enforce' ? 'warning' : 'notice') : LEVELS[verdict.mode],
    ...(isOpen && verdict.mode === 'enforce' ? { open: true } : {}),
  }
}

function evidenceOf({ policy, operation, verdict }: ObjectResult, says: readonly string[], facts: Facts): readonly string[] {
  const { deciding } = policy
  const parts = deciding === undefined ? [] : [deciding.policy, ...deciding.bindings, ...deciding.beside]
  const edited = facts.objects.flatMap(({ base, head }) =>
    base !== undefined && parts.some((part) => isSame(part, base)) && differs(base, head) ? [labelOf(base)] : [],
  )
  return [
    ...(verdict.index < 0 ? [] : [`spec.validations[${verdict.index}]`]),
    ...(verdict.binding === '' ? [] : [`binding: ${verdict.binding}`]),
    `operation: ${operation}`,
    // The message has the first two.
    ...says.slice(2),
    ...edited.map((label) => `the change edits ${label}: what stands on the default branch was evaluated`),
  ]
}

function isSame(a: ManifestObject, b: ManifestObject): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace
}

function differs(base: ManifestObject, head: ManifestObject | undefined): boolean {
  const [before, now] = [base, head].map((one) =>
    JSON.stringify(one?.tree, (key, value: unknown) => (key === 'span' ? undefined : value)),
  )
  return before !== now
}

const MAX_SHOWN = 300

/** What a verdict says, for a reader. A policy may quote any field in its message, and no report may quote a credential. */
function shownIn({ policy, object, verdict }: ObjectResult, { objects }: Facts): readonly string[] {
  const base = objects.find(({ head }) => head === object)?.base
  const quoted = [object, ...(base === undefined ? [] : [base]), ...(policy.deciding?.beside ?? [])]
  const secrets = quoted.flatMap(sightingsOf).filter(({ value }) => value.length >= 4)
  const hidden = (text: string): string => secrets.reduce((says, { value }) => says.replaceAll(value, '(hidden)'), text)
  return verdict.says.map((says) => hidden(says).slice(0, MAX_SHOWN))
}
