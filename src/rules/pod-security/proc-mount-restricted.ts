import type { Rule } from '../../case/rule.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { procMountCheck, unmasked } from './proc-mount.ts'

/** The check that `pod-security/proc-mount-restricted` speaks for. */
export const procMountRestrictedCheck: PodCheck = {
  upstream: 'procMount_restricted',
  level: 'restricted',
  since: 35,
  overrides: procMountCheck,
  summary: 'The masks over /proc stay in place, in a user namespace as well.',
  why: 'An unmasked /proc shows and changes settings of the whole node.',
  check: (pod) => unmasked(pod),
}

export const procMountRestricted: Rule = podSecurityRule('proc-mount-restricted', procMountRestrictedCheck)
