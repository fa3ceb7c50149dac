import type { Rule } from '../../case/rule.ts'
import { subjectRule } from '../../posture/rbac/subject-hits.ts'

export const defaultSa: Rule = subjectRule({
  name: 'default-sa',
  level: 'notice',
  summary: 'The default service account is given a role.',
  why: 'Every pod of the namespace that names no service account runs as this one.',
  fix: 'Create a service account for the workload that needs the role.',
  loudness: ({ kind, name }) => (kind === 'ServiceAccount' && name === 'default' ? 'notice' : undefined),
})
