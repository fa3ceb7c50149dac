import type { Rule } from '../../case/rule.ts'
import { textAt, under } from '../../kubernetes/field.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import type { PodCheck, Violation } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { confines, unconfined, withoutProfile } from '../../posture/pod-security/seccomp.ts'
import { isWindows, unprotected } from '../../posture/pod-security/visit.ts'
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
  return unprotected(pod, withoutProfile(pod), {
    keys: ['seccompProfile', 'type'],
    protects: ({ security }) => confines(textAt(under(security, 'seccompProfile', 'type'))),
    says: 'neither the pod nor the container sets a seccompProfile, so none confines',
    written: 'seccompProfile: {type: RuntimeDefault}',
    value: { type: 'RuntimeDefault' },
  })
}
