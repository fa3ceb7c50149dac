import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { itemFields, textAt, under } from '../../kubernetes/field.ts'
import { isService } from '../../kubernetes/services.ts'

export const externalIps: Rule = objectRule({
  id: 'exposure/external-ips',
  level: 'warning',
  summary: 'A Service claims addresses outside of the cluster.',
  why: 'A Service with externalIPs takes over the traffic of the cluster to these addresses (CVE-2020-8554).',
  fix: 'Remove externalIPs, and let a load balancer assign the address.',
  faults: (root, object) =>
    isService(object)
      ? itemFields(under(root, 'spec', 'externalIPs'), '').map((at) => ({
          at: { ...at, name: 'spec.externalIPs' },
          says: `claims the external address ${textAt(at) ?? ''}`,
          text: textAt(at) ?? '',
        }))
      : [],
})
