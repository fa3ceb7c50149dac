import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { rbacWrite as risk } from '../../posture/rbac/risks.ts'

export const rbacWrite: Rule = riskRule(risk, {
  summary: 'A role may change who may do what.',
  why: 'Whoever writes bindings can pass on every power of the own, and more together with bind.',
  fix: 'Leave bindings to the pipeline that is reviewed; remove create, update and patch.',
})
