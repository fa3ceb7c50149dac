import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { rootField, textAt, under } from '../../kubernetes/field.ts'
import { podsOf, typeOf } from '../../kubernetes/pods.ts'
import { numberOf } from '../../kubernetes/scalar.ts'
import { isServed, sameNamespace } from '../../kubernetes/services.ts'

const SCALED = ['apps/Deployment', 'apps/StatefulSet', 'argoproj.io/Rollout']

export const singleReplica: Rule = objectRule({
  id: 'availability/single-replica',
  level: 'notice',
  summary: 'A workload behind a Service runs once.',
  why: 'With one replica every drain of a node and every rollout is an outage.',
  fix: 'Write replicas: 2 or more, or add a HorizontalPodAutoscaler.',
  faults: (root, object, side) => {
    const replicas = under(root, 'spec', 'replicas')
    const count = numberOf(replicas) ?? (textAt(replicas) === undefined ? 1 : 2)
    if (!SCALED.includes(typeOf(object)) || count !== 1) return []
    const served = podsOf(object).some((pod) => !pod.partial && isServed(pod, side))
    const scaled = side.some((one) => {
      const target = under(rootField(one.origin.file, one.tree), 'spec', 'scaleTargetRef')
      const same = textAt(under(target, 'kind')) === object.kind && textAt(under(target, 'name')) === object.name
      return (one.kind === 'HorizontalPodAutoscaler' || one.kind === 'ScaledObject') && same && sameNamespace(one, object)
    })
    return served && !scaled ? [{ at: replicas, says: 'runs once, behind a Service' }] : []
  },
})
