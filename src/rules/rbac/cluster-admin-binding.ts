import type { Rule } from '../../case/rule.ts'
import { isSystem } from '../../posture/rbac/bindings.ts'
import { subjectRule } from '../../posture/rbac/subject-hits.ts'

export const clusterAdminBinding: Rule = subjectRule({
  name: 'cluster-admin-binding',
  level: 'error',
  summary: 'Somebody becomes cluster-admin.',
  why: 'cluster-admin may do everything: in the whole cluster, or with a RoleBinding in the whole namespace.',
  fix: 'Bind a role that lists what is needed.',
  loudness: (subject, { roleKind, roleName, scope }) => {
    if (roleKind !== 'ClusterRole' || roleName !== 'cluster-admin' || isSystem(subject)) return undefined
    return scope === '*' ? 'error' : 'warning'
  },
})
