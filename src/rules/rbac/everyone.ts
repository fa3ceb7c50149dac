import type { Rule } from '../../case/rule.ts'
import { grantsThrough } from '../../posture/rbac/roles.ts'
import { subjectRule } from '../../posture/rbac/subject-hits.ts'

const ALL = ['system:authenticated', 'system:serviceaccounts']
const READS = ['get', 'list', 'watch']

export const everyone: Rule = subjectRule({
  name: 'everyone',
  level: 'error',
  summary: 'Everybody, or every service account, is given a role.',
  why: 'Every pod of the cluster has a service account: one broken container is enough to use this role.',
  fix: 'Bind the role to the service account or group that needs it.',
  loudness: ({ kind, name }, binding, { facts }) => {
    if (kind !== 'Group' || !ALL.includes(name)) return undefined
    const given = grantsThrough(binding, facts, 'head')
    const readsOnly = given?.every(({ verbs }) => verbs.every((verb) => READS.includes(verb))) ?? false
    return readsOnly ? 'warning' : 'error'
  },
})
