import type { Rule } from '../../case/rule.ts'
import { riskRule } from '../../posture/rbac/risk-rule.ts'
import { eventsDelete as risk } from '../../posture/rbac/risks.ts'

export const eventsDelete: Rule = riskRule(risk, {
  summary: 'A role may delete events.',
  why: 'Events are the first trace of what was done in a cluster; who deletes them hides it.',
  fix: 'Remove delete and deletecollection on events: they expire by themselves.',
})
