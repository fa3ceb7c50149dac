import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { apiWrite as risk } from '../../posture/rbac/risks.ts'

export const apiWrite: Rule = riskRule(risk, {
  summary: 'A role may change what the API serves.',
  why: 'An API service sends requests, tokens and secrets in them to whoever it names; a changed or deleted custom resource definition takes its objects and their validation with it.',
  fix: 'Leave definitions and API services to the pipeline that is reviewed, or name them in resourceNames.',
})
