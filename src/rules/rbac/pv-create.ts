import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { pvCreate as risk } from '../../posture/rbac/risks.ts'

export const pvCreate: Rule = riskRule(risk, {
  summary: 'A role may create persistent volumes.',
  why: 'A persistent volume of kind hostPath is a directory of the node, past pod security.',
  fix: 'Let a storage class provision volumes; remove create on persistentvolumes.',
})
