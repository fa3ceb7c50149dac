import type { Rule } from '../../case/rule.ts'
import { entryFields, under } from '../../kubernetes/field.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import type { PodCheck, Violation } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { notAllowed, ownersOf } from '../../posture/pod-security/visit.ts'

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/'

/** The check that `pod-security/app-armor-profile` speaks for. */
export const appArmorProfileCheck: PodCheck = {
  upstream: 'appArmorProfile',
  level: 'baseline',
  since: 0,
  summary: 'The AppArmor profile of the container runtime is not switched off.',
  why: 'AppArmor confines what a process may do on its node even as root; without a profile that wall is gone.',
  check: (pod) => [...annotated(pod), ...fields(pod)],
}

export const appArmorProfile: Rule = podSecurityRule('app-armor-profile', appArmorProfileCheck)

function fields(pod: Pod): readonly Violation[] {
  return ownersOf(pod).flatMap(({ label, security }) =>
    notAllowed(under(security, 'appArmorProfile', 'type'), (type) => type === 'RuntimeDefault' || type === 'Localhost', {
      who: label,
      name: 'securityContext.appArmorProfile.type',
      write: 'RuntimeDefault',
    }),
  )
}

function annotated(pod: Pod): readonly Violation[] {
  return entryFields(under(pod.metadata, 'annotations'))
    .filter((field) => String(field.step).startsWith(ANNOTATION))
    .flatMap((field) =>
      notAllowed(field, (profile) => profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/'), {
        who: 'the pod',
        name: `annotation ${String(field.step)}`,
        write: 'runtime/default',
      }),
    )
}
