import type { Rule } from '../../case/rule.ts'
import { isAllPowers, itemAt } from '../../posture/rbac/grants.ts'
import { grantRule } from '../../posture/rbac/role-hits.ts'

export const allPowers: Rule = grantRule({
  name: 'all-powers',
  level: 'error',
  summary: 'A role grants everything.',
  why: 'Whoever holds it owns what it reaches: a stolen token of it is the whole cluster or the whole namespace.',
  fix: 'List the resources and verbs that are needed.',
  fault: (grant, field) => {
    if (!isAllPowers(grant)) return undefined
    const list = grant.urls.includes('*') ? 'nonResourceURLs' : 'resources'
    return { at: itemAt(field, list, '*'), says: `grants everything: ${list} is "*"` }
  },
})
