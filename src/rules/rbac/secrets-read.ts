import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { secretsRead as risk } from '../../posture/rbac/risks.ts'

export const secretsRead: Rule = riskRule(risk, {
  summary: 'A role may read secrets.',
  why: 'Every secret that it reads, it has: list and watch show the content as well as get does.',
  fix: 'Name the secrets that are needed in resourceNames with the verb get, in a Role of one namespace.',
})
