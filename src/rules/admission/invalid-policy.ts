import { readDeciding } from '../../admission/objects/read-deciding.ts'
import { isKyvernoValidatingPolicy, isValidatingAdmissionPolicy } from '../../admission/objects/read-objects.ts'
import { readClusterPolicies } from '../../admission/read.ts'
import { keyOf, type Rule, type RuleHit } from '../../case/rule.ts'
import type { ClusterPolicy } from '../../model/cluster-policy.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'

const REFUSED = 'The cluster would refuse the policy, or keep the old one: what it was meant to guard stays as it is.'
const REMARK = 'The policy is valid, and may not mean what it looks like.'

export const invalidImagePolicy: Rule = {
  id: 'admission/invalid-policy',
  level: 'warning',
  summary:
    'An image policy, or a policy on objects, that the change adds or edits is not valid by the rules of its own project, or looser than it looks.',
  check: ({ facts }) => {
    const heads = facts.objects.flatMap(({ head }) => head ?? [])
    return heads.flatMap((object) =>
      hitsOn(object, [...readClusterPolicies([object]).filter(({ kind }) => kind !== 'other-policy'), ...decidingIn(object)]),
    )
  },
}

/** A policy on objects, whose bindings may be anywhere: its fields and expressions must be readable all the same. */
function decidingIn(object: ManifestObject): readonly Pick<ClusterPolicy, 'problems' | 'notes'>[] {
  if (!isValidatingAdmissionPolicy(object) && !isKyvernoValidatingPolicy(object)) return []
  return [{ problems: readDeciding({ policy: object, bindings: [], beside: [] }).problems, notes: [] }]
}

function hitsOn(object: ManifestObject, policies: readonly Pick<ClusterPolicy, 'problems' | 'notes'>[]): readonly RuleHit[] {
  const { origin, kind, name } = object
  const title = `${kind}/${name ?? ''}`
  const about = { place: { file: origin.file, span: origin.span }, object: title }
  return policies.flatMap(({ problems, notes }) => [
    ...problems.map((says) => ({
      ...about,
      key: keyOf(origin.path, says),
      message: `\`${title}\` is not valid: ${says}`,
      why: REFUSED,
    })),
    ...notes.map((says) => ({
      ...about,
      key: keyOf(origin.path, says),
      message: `\`${title}\`: ${says}`,
      why: REMARK,
      level: 'notice' as const,
    })),
  ])
}
