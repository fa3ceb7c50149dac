import type { ClusterPolicyKind } from '../../../model/cluster-policy.ts'
import type { Facts } from '../../../model/facts.ts'
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
  const verb = isOpen ? 'could not be held against' : VERBS[verdict.mode]
  return {
    place,
    key: keyOf(object.origin.path, `${policy.name} ${verdict.index} ${verdict.value}`),
    message: `${subject} ${verb} ${titleOf(policy)}: ${withoutSecrets(reasons(verdict.says), object)}`,
    why: isOpen ? OPEN : WHY[verdict.mode],
    object: label,
    evidence: evidenceOf(result, facts),
    level: isOpen ? (verdict.mode === 'enforce' ? 'warning' : 'notice') : LEVELS[verdict.mode],
    ...(isOpen && verdict.mode === 'enforce' ? { open: true } : {}),
  }
}

function evidenceOf({ policy, object, operation, verdict }: ObjectResult, facts: Facts): readonly string[] {
  const edited = facts.objects.some(
    ({ base, head }) =>
      base !== undefined && base.name === policy.name && base.kind === policy.deciding?.policy.kind && base !== head,
  )
  return [
    ...(verdict.index < 0 ? [] : [`spec.validations[${verdict.index}]`]),
    ...(verdict.binding === '' ? [] : [`binding: ${verdict.binding}`]),
    `operation: ${operation}`,
    // The message has the first two.
    ...verdict.says.slice(2).map((says) => withoutSecrets(says, object)),
    ...(edited ? ['the change edits the policy: it is the one on the default branch that was evaluated'] : []),
  ]
}

/** A policy may quote any field in its message, and no report may quote a credential. */
function withoutSecrets(text: string, object: ObjectResult['object']): string {
  return sightingsOf(object).reduce((says, { value }) => (value.length < 4 ? says : says.replaceAll(value, '(hidden)')), text)
}
