import type { Rule } from '../../case/rule.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { unconfined, unconfinedByAnnotation } from '../../posture/pod-security/seccomp.ts'

/** The check that `pod-security/seccomp-profile-baseline` speaks for. */
export const seccompProfileBaselineCheck: PodCheck = {
  upstream: 'seccompProfile_baseline',
  level: 'baseline',
  since: 0,
  overriddenSince: 19,
  summary: 'Seccomp is not switched off.',
  why: 'Unconfined, the process may make every system call: the widest attack surface that the kernel of the node has.',
  check: (pod, minor) => (minor < 19 ? unconfinedByAnnotation(pod) : unconfined(pod)),
}

export const seccompProfileBaseline: Rule = podSecurityRule('seccomp-profile-baseline', seccompProfileBaselineCheck)
