import type { Rule } from '../../case/rule.ts'
import { itemAt } from '../../posture/rbac/grants.ts'
import { grantRule } from '../../posture/rbac/role-hits.ts'

export const ineffectiveWildcard: Rule = grantRule({
  name: 'ineffective-wildcard',
  level: 'notice',
  summary: 'A role names a resource with a star after the slash, which grants nothing.',
  why: 'RBAC knows "*" and "*/subresource" only. This matches no request, so either the role is broken or more was meant than is seen.',
  fix: 'Write each subresource, such as pods/exec, or remove the entry.',
  fault: (grant, field) => {
    const resource = grant.resources.find((text) => text.endsWith('/*'))
    return resource === undefined
      ? undefined
      : { at: itemAt(field, 'resources', resource), says: `names ${resource}, which matches no resource` }
  },
})
