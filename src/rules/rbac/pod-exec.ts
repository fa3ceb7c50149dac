import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { podExec as risk } from '../../posture/rbac/risks.ts'

export const podExec: Rule = riskRule(risk, {
  summary: 'A role may run commands in running containers.',
  why: 'A command in a container has the identity, the network and the secrets of that container.',
  fix: 'Remove pods/exec and pods/attach; get is enough to use them over a websocket.',
})
