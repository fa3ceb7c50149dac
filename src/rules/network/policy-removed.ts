import type { Rule } from '../../case/rule.ts'
import { labelOf } from '../../kubernetes/pods.ts'
import { isForeignPolicy, isNetworkPolicy } from '../../posture/network/policies.ts'

export const policyRemoved: Rule = {
  id: 'network/policy-removed',
  level: 'warning',
  summary: 'A network policy is removed.',
  check: ({ facts }) =>
    facts.objects.flatMap(({ base, head }) => {
      if (base === undefined || head !== undefined || !(isNetworkPolicy(base) || isForeignPolicy(base))) return []
      const object = labelOf(base)
      return [
        {
          place: { file: base.origin.file, span: { start: 0, end: 0 } },
          key: object,
          message: `${object} is removed`,
          why: 'The pods that it isolated take traffic from everywhere again, unless another policy selects them.',
          fix: { description: 'Keep it, or say in the pull request which policy takes its place.', edits: [] },
          object,
          evidence: [],
        },
      ]
    }),
}
