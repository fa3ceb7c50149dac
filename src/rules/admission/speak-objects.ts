import { reasons, titleOf } from '../../admission/demands.ts'
import { judgeObjects, type ObjectResult } from '../../admission/objects/hold-objects.ts'
import { differs } from '../../admission/unheld.ts'
import { keyOf, type RuleContext, type RuleHit } from '../../case/rule.ts'
import { labelOf } from '../../kubernetes/pods.ts'
import type { ClusterPolicy, ClusterPolicyKind } from '../../model/cluster-policy.ts'
import type { Facts } from '../../model/facts.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { type Sighting, sightingsOf } from '../../posture/secrets/sightings.ts'

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
  const results = judgeObjects(policies, facts)
  if (results.length === 0) return []
  const bases = new Map(facts.objects.map(({ base, head }) => [head, base]))
  const asides = new Map(policies.map((policy) => [policy, asideOf(policy, facts)]))
  return results.map((result) =>
    hitOf(result, { base: bases.get(result.object), ...(asides.get(result.policy) ?? asideOf(result.policy, facts)) }),
  )
}

/** What the results of a policy have in common: the parts of it that the change edits, and the credentials beside it. */
interface Aside {
  readonly edited: readonly string[]
  readonly secrets: readonly Sighting[]
}

function asideOf({ deciding }: ClusterPolicy, { objects }: Facts): Aside {
  if (deciding === undefined) return { edited: [], secrets: [] }
  const parts = new Set([deciding.policy, ...deciding.bindings, ...deciding.beside].map(identityOf))
  const edited = objects.flatMap(({ base, head }) =>
    base !== undefined && parts.has(identityOf(base)) && differs(base, head) ? [labelOf(base)] : [],
  )
  return { edited, secrets: deciding.beside.flatMap(sightingsOf) }
}

function identityOf({ kind, name, namespace }: ManifestObject): string {
  return JSON.stringify([kind, name, namespace])
}

function hitOf(result: ObjectResult, aside: Aside & { readonly base: ManifestObject | undefined }): RuleHit {
  const { policy, object, admitted, verdict, place } = result
  const label = labelOf(object)
  const subject = admitted.madeFrom === undefined ? label : `${label}: the ${admitted.kind} that it makes`
  const isOpen = verdict.value === 'open'
  const says = shownIn(result, aside)
  const verb = isOpen ? 'could not be held against' : VERBS[verdict.mode]
  return {
    place,
    key: keyOf(object.origin.path, `${policy.name} ${verdict.index} ${verdict.value}`),
    message: `${subject} ${verb} ${titleOf(policy)}: ${reasons(says)}`,
    why: isOpen ? OPEN : WHY[verdict.mode],
    object: label,
    evidence: evidenceOf(result, says, aside.edited),
    level: isOpen ? (verdict.mode === 'enforce' ? 'warning' : 'notice') : LEVELS[verdict.mode],
    ...(isOpen && verdict.mode === 'enforce' ? { open: true } : {}),
  }
}

function evidenceOf({ operation, verdict }: ObjectResult, says: readonly string[], edited: readonly string[]): readonly string[] {
  return [
    ...(verdict.index < 0 ? [] : [`spec.validations[${verdict.index}]`]),
    ...(verdict.binding === '' ? [] : [`binding: ${verdict.binding}`]),
    `operation: ${operation}`,
    // The message has the first two.
    ...says.slice(2),
    ...edited.map((label) => `the change edits ${label}: what stands on the default branch was evaluated`),
  ]
}

const SHOWN_CHARACTERS = 300

/** What a verdict says, for a reader. A policy may quote any field in its message, and no report may quote a credential. */
function shownIn(
  { object, verdict }: ObjectResult,
  { base, secrets: beside }: { readonly base: ManifestObject | undefined; readonly secrets: readonly Sighting[] },
): readonly string[] {
  const own = [object, ...(base === undefined ? [] : [base])].flatMap(sightingsOf)
  const secrets = [...own, ...beside].filter(({ value }) => value.length >= 4)
  const hidden = (text: string): string => secrets.reduce((says, { value }) => says.replaceAll(value, '(hidden)'), text)
  return verdict.says.map((says) => hidden(says).slice(0, SHOWN_CHARACTERS))
}
