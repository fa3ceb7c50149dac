import type { Rule } from '../../case/rule.ts'
import { under } from '../../kubernetes/field.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'
import { notAllowed, ownersOf } from '../../posture/pod-security/visit.ts'

const TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t']

/** The check that `pod-security/se-linux-options` speaks for. */
export const seLinuxOptionsCheck: PodCheck = {
  upstream: 'seLinuxOptions',
  level: 'baseline',
  since: 0,
  summary: 'The SELinux type stays one for containers, and user and role are not set.',
  why: 'A type such as spc_t takes the process out of the confinement that SELinux gives to containers.',
  check: (pod, minor) =>
    ownersOf(pod).flatMap(({ label, security }) => {
      const options = under(security, 'seLinuxOptions')
      const rest = { who: label, write: '""' }
      return [
        ...notAllowed(under(options, 'type'), (text) => TYPES.includes(text) || (minor >= 31 && text === 'container_engine_t'), {
          who: label,
          name: 'seLinuxOptions.type',
          write: 'container_t',
        }),
        ...notAllowed(under(options, 'user'), (text) => text === '', { ...rest, name: 'seLinuxOptions.user' }),
        ...notAllowed(under(options, 'role'), (text) => text === '', { ...rest, name: 'seLinuxOptions.role' }),
      ]
    }),
}

export const seLinuxOptions: Rule = podSecurityRule('se-linux-options', seLinuxOptionsCheck)
