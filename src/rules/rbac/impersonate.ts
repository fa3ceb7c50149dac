import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { impersonate as risk } from '../../posture/rbac/risks.ts'

export const impersonate: Rule = riskRule(risk, {
  summary: 'A role may act as somebody else.',
  why: 'Whoever can impersonate has the powers of everybody that can be impersonated, cluster-admin included.',
  fix: 'Remove impersonate, or name in resourceNames who may be impersonated.',
})
