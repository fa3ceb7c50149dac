import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { itemFields, textAt, under } from '../../kubernetes/field.ts'
import { isInternal, isService } from '../../kubernetes/services.ts'

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
