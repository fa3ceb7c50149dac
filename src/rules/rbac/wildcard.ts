import type { Rule } from '../../case/rule.ts'
import { isAllPowers, itemAt } from '../../posture/rbac/grants.ts'
import { grantRule } from '../../posture/rbac/role-hits.ts'

export const wildcard: Rule = grantRule({
  name: 'wildcard',
  level: 'warning',
  summary: 'A role uses a wildcard for resources or verbs.',
  why: 'A wildcard also grants what does not exist yet, and what nobody thought of: secrets, exec, impersonation.',
  fix: 'List the resources and verbs that are needed.',
  fault: (grant, field) => {
    const list = (['resources', 'verbs'] as const).find((name) =>
      grant[name].some((text) => text === '*' || text.startsWith('*/')),
    )
    if (list === undefined || isAllPowers(grant)) return undefined
    return { at: itemAt(field, list, '*'), says: `uses a wildcard in ${list}` }
  },
})
