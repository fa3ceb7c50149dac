import type { Rule } from '../../case/rule.ts'
import { isSet, textAt, under } from '../../kubernetes/field.ts'
import { numberOf } from '../../kubernetes/scalar.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { inUserNamespace, ownersOf } from '../../posture/pod-security/visit.ts'

/** The check that `pod-security/run-as-user` speaks for. */
export const runAsUserCheck: PodCheck = {
  upstream: 'runAsUser',
  level: 'restricted',
  since: 23,
  summary: 'No user id is 0.',
  why: 'User id 0 is root for everything that the container can reach.',
  check: (pod, minor) =>
    inUserNamespace(pod, minor)
      ? []
      : ownersOf(pod).flatMap(({ label, security }) => {
          const field = under(security, 'runAsUser')
          if (!isSet(field) || (numberOf(field) ?? 0) !== 0) return []
          const says = `${label} runs as user ${textAt(field) ?? '(no number)'}, which is root or cannot be known`
          return [{ field, says, remedy: { description: 'Write the user id, other than 0, that the image is built for.' } }]
        }),
}

export const runAsUser: Rule = podSecurityRule('run-as-user', runAsUserCheck)
