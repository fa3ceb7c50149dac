import type { ClusterPolicy } from '../../../model/cluster-policy.ts'
import type { ManifestObject } from '../../../model/manifest-object.ts'
import { readClusterPolicies } from '../../admission/read.ts'
import { keyOf, type Rule, type RuleHit } from '../../rule.ts'

const REFUSED = 'The cluster would refuse the policy, or keep the old one: what it was meant to guard stays as it is.'
const REMARK = 'The policy is valid, and may not mean what it looks like.'

export const invalidImagePolicy: Rule = {
  id: 'admission/invalid-policy',
  level: 'warning',
  summary: 'An image policy that the change adds or edits is not valid by the rules of its own project, or looser than it looks.',
  check: ({ facts }) => {
    const heads = facts.objects.flatMap(({ head }) => head ?? [])
    return heads.flatMap((object) => hitsOn(object, readClusterPolicies([object])))
  },
}

function hitsOn(object: ManifestObject, policies: readonly ClusterPolicy[]): readonly RuleHit[] {
  const { origin, kind, name } = object
  const title = `${kind}/${name ?? ''}`
  const about = { place: { file: origin.file, span: origin.span }, object: title }
  return policies
    .filter((policy) => policy.kind !== 'other-policy')
    .flatMap(({ problems, notes }) => [
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
