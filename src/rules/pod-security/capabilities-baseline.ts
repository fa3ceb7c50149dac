import type { Rule } from '../../case/rule.ts'
import { forbiddenAdds } from '../../posture/pod-security/capabilities.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'

const ALLOWED = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
])

/** The check that `pod-security/capabilities-baseline` speaks for. */
export const capabilitiesBaselineCheck: PodCheck = {
  upstream: 'capabilities_baseline',
  level: 'baseline',
  since: 0,
  overriddenSince: 22,
  summary: 'Containers add no capability beyond those of a default container.',
  why: 'Each of these capabilities is a part of root on the node: SYS_ADMIN alone is nearly all of it.',
  check: (pod) => forbiddenAdds(pod, ALLOWED),
}

export const capabilitiesBaseline: Rule = podSecurityRule('capabilities-baseline', capabilitiesBaselineCheck)
