import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { portForward as risk } from '../../posture/rbac/risks.ts'

export const portForward: Rule = riskRule(risk, {
  summary: 'A role may reach the ports of pods and services through the API server, past every network policy.',
  why: 'A forwarded port and a proxied request go through the API server and the kubelet, where no network policy applies.',
  fix: 'Remove pods/portforward, pods/proxy and services/proxy.',
})
