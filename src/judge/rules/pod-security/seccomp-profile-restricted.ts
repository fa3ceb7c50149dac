import { under } from '../../posture/field.ts'
import type { PodCheck, Violation } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { unconfined, withoutProfile } from '../../posture/pod-security/seccomp.ts'
import { isWindows } from '../../posture/pod-security/visit.ts'
import type { Pod } from '../../posture/pods.ts'
import type { Rule } from '../../rule.ts'
import { seccompProfileBaselineCheck } from './seccomp-profile-baseline.ts'

/** The check that `pod-security/seccomp-profile-restricted` speaks for. */
export const seccompProfileRestrictedCheck: PodCheck = {
  upstream: 'seccompProfile_restricted',
  level: 'restricted',
  since: 19,
  overrides: seccompProfileBaselineCheck,
  summary: 'Seccomp confines the pod or every container.',
  why: 'Without a profile most clusters let the process make every system call that the kernel of the node has.',
  check: (pod, minor) => (isWindows(pod, minor) ? [] : [...unconfined(pod), ...missing(pod)]),
}

export const seccompProfileRestricted: Rule = podSecurityRule('seccomp-profile-restricted', seccompProfileRestrictedCheck)

function missing(pod: Pod): readonly Violation[] {
  if (pod.partial) return []
  return withoutProfile(pod).map(({ holder, label, security }) => ({
    field: under(security, 'seccompProfile'),
    says: `${label} has no seccomp profile: neither it nor the pod sets securityContext.seccompProfile`,
    remedy: {
      description: 'Write seccompProfile: {type: RuntimeDefault} in the securityContext of the container, or of the pod.',
      insert: { into: holder, keys: ['securityContext', 'seccompProfile'], value: { type: 'RuntimeDefault' } },
    },
  }))
}
