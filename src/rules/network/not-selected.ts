import { objectRule } from '../../case/object-rule.ts'
import type { Rule, RuleHit } from '../../case/rule.ts'
import { podsOf } from '../../kubernetes/pods.ts'
import { isolationOf } from '../../posture/network/isolation.ts'

const byDirection: Rule = objectRule({
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

export const notSelected: Rule = {
  ...byDirection,
  check: (context) => [...Map.groupBy(byDirection.check(context), placeOf).values()].flatMap(together),
}

function placeOf({ place, object }: RuleHit): string {
  return `${place.file} ${place.span.start} ${object ?? ''}`
}

// One sentence for a pod that is open in both directions.
function together(hits: readonly RuleHit[]): readonly RuleHit[] {
  const [first, ...others] = hits
  if (first === undefined || others.length === 0) return hits
  return [{ ...first, message: `${first.message} and Egress` }]
}
