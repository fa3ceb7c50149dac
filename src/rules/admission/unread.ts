import type { Rule } from '../../case/rule.ts'
import { openHits } from '../../case/sentence.ts'

const WHY = 'The policy asks to hold every image against them: without them, nothing is cleared.'

export const clusterPoliciesUnread: Rule = {
  id: 'admission/unread',
  level: 'warning',
  summary: 'The policies of the cluster that `clusterPolicies` names could not be read.',
  check: (context) => openHits(context, 'admission/unread', { why: WHY, level: 'warning' }),
}
