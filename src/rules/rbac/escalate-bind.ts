import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { escalateBind as risk } from '../../posture/rbac/risks.ts'

export const escalateBind: Rule = riskRule(risk, {
  summary: 'A role may hand out more than its holder has.',
  why: 'With bind or escalate the holder can give itself every power of the cluster.',
  fix: 'Remove escalate and bind, or name the roles that may be bound in resourceNames.',
})
