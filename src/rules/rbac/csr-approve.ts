import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { csrApprove as risk } from '../../posture/rbac/risks.ts'

export const csrApprove: Rule = riskRule(risk, {
  summary: 'A role may have client certificates signed.',
  why: 'An approved certificate request makes its author any user or node of the cluster.',
  fix: 'Remove the approval of certificate requests, or name one signer in resourceNames.',
})
