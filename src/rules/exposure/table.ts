import type { Rule } from '../../case/rule.ts'
import { externalIps } from './external-ips.ts'
import { ingressWithoutTls } from './ingress-without-tls.ts'
import { loadBalancer } from './load-balancer.ts'
import { nodePort } from './node-port.ts'
import { snippetAnnotation } from './snippet-annotation.ts'
import { wildcardHost } from './wildcard-host.ts'

/** The rules of group `exposure`, in the order of the documentation. */
export const exposureRules: readonly Rule[] = [
  loadBalancer,
  nodePort,
  externalIps,
  ingressWithoutTls,
  wildcardHost,
  snippetAnnotation,
]
