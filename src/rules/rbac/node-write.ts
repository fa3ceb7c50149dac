import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { nodeWrite as risk } from '../../posture/rbac/risks.ts'

export const nodeWrite: Rule = riskRule(risk, {
  summary: 'A role may alter nodes.',
  why: 'Labels, taints and conditions of nodes decide which pods run where: workloads can be drawn to a node that somebody holds.',
  fix: 'Remove update and patch on nodes, or name the nodes in resourceNames.',
})
