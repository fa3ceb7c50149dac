import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { isSet, under } from '../../kubernetes/field.ts'
import { podsOf, typeOf } from '../../kubernetes/pods.ts'
import { labelsUnder, selects } from '../../kubernetes/selector.ts'

const SELECTING = new Set(['apps/Deployment', 'apps/ReplicaSet', 'apps/DaemonSet', 'apps/StatefulSet'])

export const selectorMismatch: Rule = objectRule({
  id: 'object/selector-mismatch',
  level: 'warning',
  summary: 'The selector of a workload does not select its own pods.',
  why: 'The API server refuses it: the old version keeps running, or nothing does.',
  fix: 'Give the template the labels that spec.selector names.',
  faults: (root, object) => {
    if (!SELECTING.has(typeOf(object))) return []
    const selector = under(root, 'spec', 'selector')
    return podsOf(object).some((pod) => !pod.partial && isSet(selector) && !selects(selector, labelsUnder(pod.metadata)))
      ? [{ at: selector, says: 'has a selector that its template does not match' }]
      : []
  },
})
