import { itemFields, textAt, under } from '../../posture/field.ts'
import { objectRule } from '../../posture/object-rule.ts'
import { isInternal, isService } from '../../posture/services.ts'
import type { Rule } from '../../rule.ts'

export const loadBalancer: Rule = objectRule({
  id: 'exposure/load-balancer',
  level: 'warning',
  summary: 'A Service of type LoadBalancer takes traffic from everywhere.',
  why: 'A load balancer usually has a public address: from the merge on the whole internet may speak to the pods.',
  fix: 'List who may connect in loadBalancerSourceRanges, or make it internal with the annotation of your provider.',
  faults: (root, object) => {
    const type = under(root, 'spec', 'type')
    if (!isService(object) || textAt(type) !== 'LoadBalancer' || isInternal(root)) return []
    const ranges = itemFields(under(root, 'spec', 'loadBalancerSourceRanges'), '').map(textAt)
    const open = ranges.length === 0 || ranges.some((range) => /^(?:0\.0\.0\.0|::)\/0$/.test(range ?? ''))
    return open ? [{ at: type, says: 'is a load balancer that takes traffic from everywhere' }] : []
  },
})
