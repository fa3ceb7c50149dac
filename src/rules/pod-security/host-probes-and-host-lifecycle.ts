import type { Rule } from '../../case/rule.ts'
import { type Field, isSet, textAt, under } from '../../kubernetes/field.ts'
import type { PodCheck, Violation } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { eachContainer } from '../../posture/pod-security/visit.ts'

const HANDLERS = [['livenessProbe'], ['readinessProbe'], ['startupProbe'], ['lifecycle', 'postStart'], ['lifecycle', 'preStop']]

/** The check that `pod-security/host-probes-and-host-lifecycle` speaks for. */
export const hostProbesAndHostLifecycleCheck: PodCheck = {
  upstream: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  since: 34,
  summary: 'Probes and lifecycle hooks do not name a host.',
  why: "The kubelet sends the request from the node: a host of the author's choice makes it a proxy into the node's network.",
  check: (pod) =>
    eachContainer(pod, ({ field: container, label }) =>
      HANDLERS.map((handler) => under(container, ...handler))
        .filter(isSet)
        .flatMap((handler) => ['httpGet', 'tcpSocket'].flatMap((action) => hostOf(under(handler, action, 'host'), label))),
    ),
}

export const hostProbesAndHostLifecycle: Rule = podSecurityRule('host-probes-and-host-lifecycle', hostProbesAndHostLifecycleCheck)

function hostOf(field: Field, label: string): readonly Violation[] {
  if (!isSet(field) || textAt(field) === '') return []
  const host = textAt(field) ?? ''
  const says = `${label} makes the node send its probe or hook to host ${JSON.stringify(host)}`
  return [{ field, says, text: host, remedy: { description: 'Remove host: without it the request goes to the pod itself.' } }]
}
