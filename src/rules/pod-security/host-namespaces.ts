import type { Rule } from '../../case/rule.ts'
import { under } from '../../kubernetes/field.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { notFalse } from '../../posture/pod-security/visit.ts'

/** The check that `pod-security/host-namespaces` speaks for. */
export const hostNamespacesCheck: PodCheck = {
  upstream: 'hostNamespaces',
  level: 'baseline',
  since: 0,
  summary: 'The pod does not share the network, process or IPC namespace of its node.',
  why: 'In a namespace of the node the pod sees and reaches what belongs to the node and to every other pod on it.',
  check: (pod) => ['hostNetwork', 'hostPID', 'hostIPC'].flatMap((name) => notFalse(under(pod.spec, name), 'the pod', name)),
}

export const hostNamespaces: Rule = podSecurityRule('host-namespaces', hostNamespacesCheck)
