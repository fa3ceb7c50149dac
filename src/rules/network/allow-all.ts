import type { Rule } from '../../case/rule.ts'
import { placeOf } from '../../kubernetes/field.ts'
import { labelOf } from '../../kubernetes/pods.ts'
import { directionsOf, isNetworkPolicy, openRules, specOf } from '../../posture/network/policies.ts'

export const allowAll: Rule = {
  id: 'network/allow-all',
  level: 'warning',
  summary: 'A new network policy lets everybody in, or everything out.',
  check: ({ facts }) =>
    facts.objects.flatMap(({ base, head }) => {
      if (head === undefined || base !== undefined || !isNetworkPolicy(head)) return []
      const object = labelOf(head)
      const open = openRules(specOf(head))
      const closesIngress =
        directionsOf(specOf(head)).includes('Ingress') && open.every(({ direction }) => direction === 'Egress')
      return open.map(({ at, says }) => ({
        // A wall against what comes in is one, also where everything may leave.
        ...(closesIngress ? { level: 'notice' as const } : {}),
        place: placeOf(at),
        key: `${object} ${says}`,
        message: `${object} ${says}`,
        why: 'It looks like a wall and is none: policies add up, so it also opens what other policies of the namespace close.',
        fix: { description: 'Name the peers: a podSelector, a namespaceSelector with labels, or an address range.', edits: [] },
        object,
        evidence: [`field: ${at.name}`],
      }))
    }),
}
