import { ADMISSION_RULES, reasons, titleOf } from '../../admission/demands.ts'
import { type AdmissionResult, judgeClusterPolicies } from '../../admission/hold-against.ts'
import type { ReferenceCase } from '../../case/case.ts'
import { keyOf, type RuleContext, type RuleHit } from '../../case/rule.ts'
import { about, openHits, refutedHits, shown } from '../../case/sentence.ts'
import type { ClusterPolicyKind } from '../../model/cluster-policy.ts'

const DENIED = 'The cluster (or the node that pulls) would refuse it after the merge: better to hear it now.'
const OPEN = 'A policy that could not be evaluated proves nothing, so the image is not cleared.'
const MILDER = {
  warn: 'The policy warns and admits: nothing stops the image, and nobody may read the warning.',
  audit: 'The policy only records it.',
}

/** What the policies of one kind say about the images of a change: denied, left open, warned of, recorded. */
export function admissionHits(context: RuleContext, kind: ClusterPolicyKind): readonly RuleHit[] {
  const rule = ADMISSION_RULES[kind]
  const policies = (context.facts.clusterPolicies ?? []).filter((policy) => policy.kind === kind)
  const results = policies.length === 0 ? [] : judgeClusterPolicies(policies, context.facts)
  const cases = new Map(context.cases.map((one) => [one.fact, one]))
  return [
    ...refutedHits(context, rule, { why: DENIED }),
    ...openHits(context, rule, { why: OPEN, level: 'warning' }),
    ...(kind === 'other-policy' ? oncePerPolicy(results) : results).flatMap((result) =>
      milderHit(cases.get(result.fact), result),
    ),
    ...(context.facts.change.scope === 'all' ? matchedNothing(results) : []),
  ]
}

/** A policy that is only named says the same of every image: once is enough. */
function oncePerPolicy(results: readonly AdmissionResult[]): readonly AdmissionResult[] {
  return [...new Map(results.toReversed().map((result) => [result.policy, result])).values()]
}

function milderHit(one: ReferenceCase | undefined, { policy, outcome, mode, why }: AdmissionResult): readonly RuleHit[] {
  if (one === undefined || mode === 'enforce' || !['would-warn', 'would-audit', 'unverified'].includes(outcome)) return []
  const verb =
    outcome === 'unverified' ? 'could not be held against' : mode === 'warn' ? 'would be warned of by' : 'would be recorded by'
  const level = outcome === 'would-warn' ? 'warning' : 'notice'
  const message = `${shown(one)} ${verb} ${titleOf(policy)}: ${reasons(why)}`
  const { about: _, ...rest } = about(one)
  return [{ ...rest, message, why: MILDER[mode], level, evidence: [...why, ...policy.notes] }]
}

/** Said when everything was looked at: a policy that is about no image at all guards nothing. */
function matchedNothing(results: readonly AdmissionResult[]): readonly RuleHit[] {
  return [...Map.groupBy(results, ({ policy }) => policy)].flatMap(([policy, of]) =>
    of.every(({ outcome }) => outcome === 'does-not-apply')
      ? [
          {
            place: policy.place,
            key: keyOf([policy.name], 'matched nothing'),
            message: `${titleOf(policy)} matched 0 of ${of.length} images`,
            why: 'A policy that matches nothing guards nothing: a mirror prefix or a short name may keep its patterns from matching.',
            level: 'notice' as const,
          },
        ]
      : [],
  )
}
