import type { Rule } from '../../case/rule.ts'
import { under } from '../../kubernetes/field.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import type { PodCheck, Violation } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { eachContainer, inUserNamespace, notAllowed } from '../../posture/pod-security/visit.ts'

/** The check that `pod-security/proc-mount` speaks for. */
export const procMountCheck: PodCheck = {
  upstream: 'procMount',
  level: 'baseline',
  since: 0,
  overriddenSince: 35,
  summary: 'The masks over /proc stay in place.',
  why: 'An unmasked /proc shows and changes settings of the whole node.',
  check: (pod, minor) => (inUserNamespace(pod, minor) ? [] : unmasked(pod)),
}

export const procMount: Rule = podSecurityRule('proc-mount', procMountCheck)

/** A violation for every container whose /proc is not the default one. */
export function unmasked(pod: Pod): readonly Violation[] {
  return eachContainer(pod, ({ field, label }) =>
    notAllowed(under(field, 'securityContext', 'procMount'), (text) => text === 'Default', {
      who: label,
      name: 'securityContext.procMount',
      write: 'Default',
    }),
  )
}
