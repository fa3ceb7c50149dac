import type { Rule } from '../../case/rule.ts'
import { under } from '../../kubernetes/field.ts'
import { introduced } from '../../kubernetes/introduced.ts'
import { directionsOf, isNetworkPolicy, openRules } from '../../posture/network/policies.ts'
import { selectsLess } from '../../posture/weakening/scope.ts'
import { weakeningRule } from '../../posture/weakening/weakening-rule.ts'

export const weakenedNetworkPolicy: Rule = weakeningRule({
  name: 'network-policy',
  level: 'warning',
  summary: 'A network policy selects fewer pods, isolates fewer directions, or lets everything through.',
  why: 'Who broke into one pod reaches from there whatever the network lets it reach.',
  fix: 'Keep the policy and add a rule that names the new peer.',
  concerns: isNetworkPolicy,
  weaker: (base, head) => {
    if (base === undefined || head === undefined) return []
    const [old, now] = [under(base, 'spec'), under(head, 'spec')]
    const lost = directionsOf(old).filter((direction) => !directionsOf(now).includes(direction))
    const selector = under(now, 'podSelector')
    const open = introduced(openRules(old), openRules(now), ({ direction, says }) => `${direction} ${says}`)
    return [
      ...(selectsLess(under(old, 'podSelector'), selector)
        ? [{ says: 'selects fewer pods than before', level: 'warning' as const, at: selector }]
        : []),
      ...lost.map((direction) => ({
        says: `no longer isolates ${direction}`,
        level: 'warning' as const,
        at: under(now, 'policyTypes'),
      })),
      ...open.map(({ at, says }) => ({ says: `now ${says}`, level: 'warning' as const, at })),
    ]
  },
})
