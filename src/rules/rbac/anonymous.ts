import type { Rule } from '../../case/rule.ts'
import { subjectRule } from '../../posture/rbac/subject-hits.ts'

const NOBODY = ['system:anonymous', 'system:unauthenticated']

export const anonymous: Rule = subjectRule({
  name: 'anonymous',
  level: 'error',
  summary: 'People who did not log in are given a role.',
  why: 'Whoever reaches the API server has it, without any credential.',
  fix: 'Bind the role to the service account or group that needs it.',
  loudness: ({ name }) => (NOBODY.includes(name) ? 'error' : undefined),
})
