import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { workloadCreate as risk } from '../../posture/rbac/risks.ts'

export const workloadCreate: Rule = riskRule(risk, {
  summary: 'A role may create or alter workloads.',
  why: 'A pod can use every service account, secret and config map of its namespace; an altered template is as good as a new one.',
  fix: 'Grant it only where its holder may have everything in the namespace.',
})
