import type { Rule } from '../../case/rule.ts'
import { isSet, itemFields, textAt, under } from '../../kubernetes/field.ts'
import { forbiddenAdds } from '../../posture/pod-security/capabilities.ts'
import type { Owner, PodCheck, Violation } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { containerOwners, isWindows } from '../../posture/pod-security/visit.ts'
import { capabilitiesBaselineCheck } from './capabilities-baseline.ts'

const ALLOWED = new Set(['NET_BIND_SERVICE'])

/** The check that `pod-security/capabilities-restricted` speaks for. */
export const capabilitiesRestrictedCheck: PodCheck = {
  upstream: 'capabilities_restricted',
  level: 'restricted',
  since: 22,
  overrides: capabilitiesBaselineCheck,
  summary: 'Every container drops ALL capabilities and adds at most NET_BIND_SERVICE.',
  why: 'A default container keeps more than a dozen parts of root that hardly any program needs.',
  check: (pod, minor) =>
    isWindows(pod, minor)
      ? []
      : [...forbiddenAdds(pod, ALLOWED), ...containerOwners(pod).flatMap((owner) => keeping(owner, pod.partial))],
}

export const capabilitiesRestricted: Rule = podSecurityRule('capabilities-restricted', capabilitiesRestrictedCheck)

function keeping({ holder, label, security }: Owner, partial: boolean): readonly Violation[] {
  const field = under(security, 'capabilities', 'drop')
  if (itemFields(field).some((item) => textAt(item) === 'ALL') || (partial && !isSet(field))) return []
  const says = `${label} does not drop ALL capabilities`
  const description = 'Write drop: [ALL] under capabilities in the securityContext of the container.'
  const insert = { into: holder, keys: ['securityContext', 'capabilities', 'drop'], value: ['ALL'] }
  return [{ field, says, remedy: { description, insert } }]
}
