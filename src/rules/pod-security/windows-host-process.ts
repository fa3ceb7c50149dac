import type { Rule } from '../../case/rule.ts'
import { under } from '../../kubernetes/field.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { notFalse, ownersOf } from '../../posture/pod-security/visit.ts'

/** The check that `pod-security/windows-host-process` speaks for. */
export const windowsHostProcessCheck: PodCheck = {
  upstream: 'windowsHostProcess',
  level: 'baseline',
  since: 0,
  summary: 'No container is a Windows host process.',
  why: 'A host process runs outside any container, with the rights of the node.',
  check: (pod) =>
    ownersOf(pod).flatMap(({ label, security }) =>
      notFalse(under(security, 'windowsOptions', 'hostProcess'), label, 'securityContext.windowsOptions.hostProcess'),
    ),
}

export const windowsHostProcess: Rule = podSecurityRule('windows-host-process', windowsHostProcessCheck)
