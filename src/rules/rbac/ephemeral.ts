import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { ephemeral as risk } from '../../posture/rbac/risks.ts'

export const ephemeral: Rule = riskRule(risk, {
  summary: 'A role may add containers to running pods.',
  why: 'A debug container has the identity and the volumes of the pod that it joins.',
  fix: 'Remove pods/ephemeralcontainers.',
})
