import type { ObjectChange } from '../../../model/manifest-object.ts'
import { failsWhenWeaker, isImagePolicy, weakerImagePolicy } from '../../admission/weaker.ts'
import { keyOf, type Rule, type RuleHit } from '../../rule.ts'

const WHY =
  'An image policy is what keeps unsigned and foreign images out of the cluster: whoever can weaken it can run anything.'

export const weakenedImagePolicy: Rule = {
  id: 'weakened/image-policy',
  level: 'warning',
  summary: 'The change weakens an image policy of the cluster, or takes it away.',
  check: ({ facts }) => facts.objects.flatMap(hitsOn),
}

function hitsOn({ base, head }: ObjectChange): readonly RuleHit[] {
  if (base === undefined || !isImagePolicy(base)) return []
  const { origin, kind, name } = head ?? base
  const object = `${kind}/${name ?? ''}`
  return weakerImagePolicy(base, head).map((says) => ({
    place: { file: origin.file, span: origin.span },
    key: keyOf(origin.path, says),
    message: `\`${object}\` ${says}`,
    why: WHY,
    object,
    level: failsWhenWeaker(base) ? ('error' as const) : ('warning' as const),
  }))
}
