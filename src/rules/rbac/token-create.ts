import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { tokenCreate as risk } from '../../posture/rbac/risks.ts'

export const tokenCreate: Rule = riskRule(risk, {
  summary: 'A role may issue tokens for service accounts.',
  why: 'A token for a service account is that service account, wherever its holder takes it.',
  fix: 'Remove serviceaccounts/token, or name the service accounts in resourceNames.',
})
