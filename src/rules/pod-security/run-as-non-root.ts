import type { Rule } from '../../case/rule.ts'
import { isSet, under } from '../../kubernetes/field.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import { truthOf } from '../../kubernetes/scalar.ts'
import type { PodCheck, Violation } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { containerOwners, inUserNamespace, ownersOf, podOwner, unprotected } from '../../posture/pod-security/visit.ts'

/** The check that `pod-security/run-as-non-root` speaks for. */
export const runAsNonRootCheck: PodCheck = {
  upstream: 'runAsNonRoot',
  level: 'restricted',
  since: 0,
  summary: 'The pod or every container says that it must not run as root.',
  why: 'Root in a container is root for everything that the container can reach; with this set the kubelet refuses to start it.',
  check: (pod, minor) => (inUserNamespace(pod, minor) ? [] : [...explicit(pod), ...implicit(pod)]),
}

export const runAsNonRoot: Rule = podSecurityRule('run-as-non-root', runAsNonRootCheck)

function explicit(pod: Pod): readonly Violation[] {
  return ownersOf(pod).flatMap(({ label, security }) => {
    const field = under(security, 'runAsNonRoot')
    const truth = truthOf(field)
    if (truth === 'true' || truth === 'unset') return []
    const says = `${label} sets securityContext.runAsNonRoot to something else than true`
    return [{ field, says, remedy: { description: 'Write runAsNonRoot: true.', replace: { field, text: 'true' } } }]
  })
}

function implicit(pod: Pod): readonly Violation[] {
  if (pod.partial || truthOf(under(podOwner(pod).security, 'runAsNonRoot')) === 'true') return []
  const exposed = containerOwners(pod).filter(({ security }) => !isSet(under(security, 'runAsNonRoot')))
  return unprotected(pod, exposed, {
    keys: ['runAsNonRoot'],
    protects: ({ security }) => truthOf(under(security, 'runAsNonRoot')) === 'true',
    says: 'neither the pod nor the container says runAsNonRoot: true, so root is not ruled out for',
    written: 'runAsNonRoot: true',
    value: true,
  })
}
