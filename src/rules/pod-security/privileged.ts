import type { Rule } from '../../case/rule.ts'
import { under } from '../../kubernetes/field.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { eachContainer, notFalse } from '../../posture/pod-security/visit.ts'

/** The check that `pod-security/privileged` speaks for. */
export const privilegedCheck: PodCheck = {
  upstream: 'privileged',
  level: 'baseline',
  since: 0,
  summary: 'No container runs privileged.',
  why: 'A privileged container has every capability and every device of the node: whoever breaks into it owns the node.',
  check: (pod) =>
    eachContainer(pod, ({ field, label }) =>
      notFalse(under(field, 'securityContext', 'privileged'), label, 'securityContext.privileged'),
    ),
}

export const privileged: Rule = podSecurityRule('privileged', privilegedCheck)
