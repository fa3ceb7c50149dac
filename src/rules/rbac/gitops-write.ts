import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { gitopsWrite as risk } from '../../posture/rbac/risks.ts'

export const gitopsWrite: Rule = riskRule(risk, {
  summary: 'A role may write the objects that Flux, Argo CD, Fleet or a Helm controller carries out.',
  why: 'The controller applies what these objects name with its own powers, mostly those of the whole cluster: writing one is deploying as the controller.',
  fix: 'Leave these objects to the reviewed repository, or name the ones that are meant in resourceNames.',
})
