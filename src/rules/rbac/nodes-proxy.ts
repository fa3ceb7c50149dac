import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { nodesProxy as risk } from '../../posture/rbac/risks.ts'

export const nodesProxy: Rule = riskRule(risk, {
  summary: 'A role may reach the kubelet API of nodes.',
  why: 'The kubelet runs commands in every pod of its node, by a GET as well, and admission and audit see nothing of it.',
  fix: 'Remove nodes/proxy. For metrics, nodes/metrics is enough.',
})
