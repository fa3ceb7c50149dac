import { judgeClusterPolicies } from '../../admission/hold-against.ts'
import { readClusterPolicies } from '../../admission/read.ts'
import { failsWhenWeaker, isImagePolicy, weakerImagePolicy } from '../../admission/weaker.ts'
import { keyOf, type Rule, type RuleHit } from '../../case/rule.ts'
import type { Facts } from '../../model/facts.ts'
import type { ManifestObject, ObjectChange } from '../../model/manifest-object.ts'

const WHY =
  'An image policy is what keeps unsigned and foreign images out of the cluster: whoever can weaken it can run anything.'

export const weakenedImagePolicy: Rule = {
  id: 'weakened/image-policy',
  level: 'warning',
  summary: 'The change weakens an image policy of the cluster, or takes it away.',
  check: ({ facts }) => facts.objects.flatMap((change) => hitsOn(change, facts)),
}

function hitsOn({ base, head }: ObjectChange, facts: Facts): readonly RuleHit[] {
  if (base === undefined || !isImagePolicy(base)) return []
  const { origin, kind, name } = head ?? base
  const object = `${kind}/${name ?? ''}`
  const evidence = leftOut(base, head, facts)
  return weakerImagePolicy(base, head).map((says) => ({
    place: { file: origin.file, span: origin.span },
    key: keyOf(origin.path, says),
    message: `\`${object}\` ${says}`,
    why: WHY,
    object,
    evidence,
    level: failsWhenWeaker(base) ? ('error' as const) : ('warning' as const),
  }))
}

/** The images in the files of the change that the policy was about and is not any more. */
function leftOut(base: ManifestObject, head: ManifestObject | undefined, facts: Facts): readonly string[] {
  const all: Facts = {
    ...facts,
    references: facts.references.map(({ reference }) => ({ reference, touched: true })),
    evidence: [],
  }
  const about = (object: ManifestObject | undefined): readonly string[] =>
    object === undefined
      ? []
      : judgeClusterPolicies(readClusterPolicies([object]), all)
          .filter(({ outcome }) => outcome !== 'does-not-apply')
          .map(({ fact }) => fact.reference.text)
  const still = new Set(about(head))
  const lost = [...new Set(about(base))].filter((text) => !still.has(text))
  return lost.length === 0 ? [] : [`no longer about these images in the files of the change: ${lost.join(', ')}`]
}
