import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { portForward as risk } from '../../posture/rbac/risks.ts'

export const portForward: Rule = riskRule(risk, {
  summary: 'A role may reach the ports of pods past every Service and network policy.',
  why: 'Port forwarding goes through the API server and the kubelet, where no network policy applies.',
  fix: 'Remove pods/portforward.',
})
