import type { Rule } from '../../case/rule.ts'
import { itemFields, textAt, under } from '../../kubernetes/field.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { eachContainer, isZeroOrUnset } from '../../posture/pod-security/visit.ts'

/** The check that `pod-security/host-ports` speaks for. */
export const hostPortsCheck: PodCheck = {
  upstream: 'hostPorts',
  level: 'baseline',
  since: 0,
  summary: 'No container binds a port of its node.',
  why: 'A port of the node bypasses Services and network policies and ties the pod to a node.',
  check: (pod) =>
    eachContainer(pod, ({ field: container, label }) =>
      itemFields(under(container, 'ports'), 'containerPort')
        .map((port) => under(port, 'hostPort'))
        .filter((field) => !isZeroOrUnset(field))
        .map((field) => ({
          field,
          says: `${label} binds port ${textAt(field) ?? '(no number)'} of the node (hostPort)`,
          text: textAt(field) ?? '',
          remedy: { description: 'Remove hostPort and reach the pod through a Service.' },
        })),
    ),
}

export const hostPorts: Rule = podSecurityRule('host-ports', hostPortsCheck)
