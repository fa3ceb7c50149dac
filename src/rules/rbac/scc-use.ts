import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { sccUse as risk } from '../../posture/rbac/risks.ts'

export const sccUse: Rule = riskRule(risk, {
  summary: 'A role may use a security context constraint of OpenShift.',
  why: 'A security context constraint decides whether a pod may be privileged, run as root or use the host; a role that allows its use hands that to every service account that is bound to it.',
  fix: 'Name the narrowest constraint in resourceNames; `restricted-v2` needs no role.',
})
