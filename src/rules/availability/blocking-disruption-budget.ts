import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { rootField, textAt, under } from '../../kubernetes/field.ts'
import { sameNamespace } from '../../kubernetes/namespaces.ts'
import { podsOf, typeOf } from '../../kubernetes/pods.ts'
import { numberOf } from '../../kubernetes/scalar.ts'
import { labelsUnder, selects } from '../../kubernetes/selector.ts'

export const blockingDisruptionBudget: Rule = objectRule({
  id: 'availability/blocking-disruption-budget',
  level: 'notice',
  summary: 'A PodDisruptionBudget allows no disruption at all.',
  why: 'No node that runs such a pod can be drained: upgrades of the cluster hang until somebody deletes the budget.',
  fix: 'Write maxUnavailable: 1, or a minAvailable below the number of replicas.',
  faults: (root, object, side) => {
    if (typeOf(object) !== 'policy/PodDisruptionBudget') return []
    const [most, least] = [under(root, 'spec', 'maxUnavailable'), under(root, 'spec', 'minAvailable')]
    if (/^0%?$/.test(textAt(most) ?? '')) return [{ at: most, says: 'allows no disruption: maxUnavailable is 0' }]
    if (textAt(least) === '100%') return [{ at: least, says: 'allows no disruption: minAvailable is 100%' }]
    const wanted = numberOf(least)
    const selected = side.filter(
      (one) =>
        sameNamespace(one, object) &&
        podsOf(one).some((pod) => selects(under(root, 'spec', 'selector'), labelsUnder(pod.metadata))),
    )
    const replicas = selected.map((one) => numberOf(under(rootField(one.origin.file, one.tree), 'spec', 'replicas')) ?? 1)
    const total = replicas.reduce((sum, count) => sum + count, 0)
    if (wanted === undefined || selected.length === 0 || wanted < total) return []
    return [{ at: least, says: `allows no disruption: minAvailable is ${wanted} of ${total} replicas` }]
  },
})
