import { isolationOf } from '../../posture/network/isolation.ts'
import { objectRule } from '../../posture/object-rule.ts'
import { podsOf } from '../../posture/pods.ts'
import type { Rule } from '../../rule.ts'

export const notSelected: Rule = objectRule({
  id: 'network/not-selected',
  level: 'notice',
  summary: 'No network policy among the files of the change selects a new workload.',
  why: 'A pod that no policy selects takes traffic from everywhere and sends it everywhere. Policies may also stand in another repository.',
  fix: 'Add a NetworkPolicy that selects the labels of the pod, for ingress and for egress.',
  faults: (_, object, side) =>
    podsOf(object)
      .filter(({ partial }) => !partial)
      .flatMap((pod) => {
        const found = isolationOf(pod, side)
        if (found.kind === 'untold') return []
        return found.missing.map((direction) => ({
          at: pod.spec,
          says: `is selected by no network policy for ${direction}`,
          text: direction,
        }))
      }),
})
