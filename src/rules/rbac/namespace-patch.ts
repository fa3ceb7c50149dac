import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { namespacePatch as risk } from '../../posture/rbac/risks.ts'

export const namespacePatch: Rule = riskRule(risk, {
  summary: 'A role may change namespaces.',
  why: 'The labels of a namespace decide its pod security level: who changes them can switch it off.',
  fix: 'Remove patch and update on namespaces.',
})
