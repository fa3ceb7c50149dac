import type { Rule } from '../../case/rule.ts'
import { itemFields, textAt, under } from '../../kubernetes/field.ts'
import type { PodCheck } from '../../posture/pod-security/check.ts'
import { podSecurityRule } from '../../posture/pod-security/rule.ts'

const SAFE: readonly (readonly [number, readonly string[]])[] = [
  [
    0,
    [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.tcp_syncookies',
      'net.ipv4.ping_group_range',
      'net.ipv4.ip_unprivileged_port_start',
    ],
  ],
  [27, ['net.ipv4.ip_local_reserved_ports']],
  [
    29,
    ['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_fin_timeout'],
  ],
  [32, ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
  [37, ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat']],
]

/** The check that `pod-security/sysctls` speaks for. */
export const sysctlsCheck: PodCheck = {
  upstream: 'sysctls',
  level: 'baseline',
  since: 0,
  summary: 'Only kernel parameters that are safe for the other pods of the node are set.',
  why: 'Other parameters reach beyond the pod: they disable protections or change every pod of the node.',
  check: (pod, minor) =>
    itemFields(under(pod.spec, 'securityContext', 'sysctls')).flatMap((sysctl) => {
      const field = under(sysctl, 'name')
      const name = textAt(field) ?? ''
      if (SAFE.some(([since, names]) => minor >= since && names.includes(name))) return []
      const says = `the pod sets the kernel parameter ${JSON.stringify(name)}`
      return [{ field, says, text: name, remedy: { description: `Remove ${name} from securityContext.sysctls.` } }]
    }),
}

export const sysctls: Rule = podSecurityRule('sysctls', sysctlsCheck)
