import type { Rule } from '../../case/rule.ts'
import { subjectRule } from '../../posture/rbac/subject-hits.ts'

export const masters: Rule = subjectRule({
  name: 'masters',
  level: 'error',
  summary: 'The group system:masters is used.',
  why: 'Its members pass every authorisation check, and no change of RBAC can take that away from them.',
  fix: 'Bind the role to a group of your own.',
  loudness: ({ name }) => (name === 'system:masters' ? 'error' : undefined),
})
