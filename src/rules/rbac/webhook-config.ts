import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { webhookConfig as risk } from '../../posture/rbac/risks.ts'

export const webhookConfig: Rule = riskRule(risk, {
  summary: 'A role may change admission control.',
  why: 'Whoever writes admission webhooks or policies can switch the gate of the cluster off, or read and alter everything that passes it.',
  fix: 'Leave admission configuration to the pipeline that is reviewed.',
})
