import type { Rule } from '../../case/rule.ts'
import { under } from '../../kubernetes/field.ts'
import { truthOf } from '../../kubernetes/scalar.ts'
import type { Owner, PodCheck, Violation } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { containerOwners, isWindows } from '../../posture/pod-security/visit.ts'

/** The check that `pod-security/allow-privilege-escalation` speaks for. */
export const allowPrivilegeEscalationCheck: PodCheck = {
  upstream: 'allowPrivilegeEscalation',
  level: 'restricted',
  since: 8,
  summary: 'Every container says that it cannot gain privileges.',
  why: 'Unless this is false, a setuid program in the image can make its caller root.',
  check: (pod, minor) => (isWindows(pod, minor) ? [] : containerOwners(pod).flatMap((owner) => escalating(owner, pod.partial))),
}

export const allowPrivilegeEscalation: Rule = podSecurityRule('allow-privilege-escalation', allowPrivilegeEscalationCheck)

function escalating({ holder, label, security }: Owner, partial: boolean): readonly Violation[] {
  const field = under(security, 'allowPrivilegeEscalation')
  const truth = truthOf(field)
  if (truth === 'false' || (truth === 'unset' && partial)) return []
  const says = `${label} does not set securityContext.allowPrivilegeEscalation: false`
  const description = 'Write allowPrivilegeEscalation: false in the securityContext of the container.'
  const insert = { into: holder, keys: ['securityContext', 'allowPrivilegeEscalation'], value: false }
  return [{ field, says, remedy: { description, ...(truth === 'unset' ? { insert } : { replace: { field, text: 'false' } }) } }]
}
