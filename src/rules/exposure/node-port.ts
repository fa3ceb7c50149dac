import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { textAt, under } from '../../kubernetes/field.ts'
import { isService } from '../../kubernetes/services.ts'

export const nodePort: Rule = objectRule({
  id: 'exposure/node-port',
  level: 'warning',
  summary: 'A Service of type NodePort opens a port on every node.',
  why: 'Whoever reaches any node reaches the pods, past every ingress and its checks.',
  fix: 'Use type ClusterIP with an Ingress or a Gateway.',
  faults: (root, object) => {
    const type = under(root, 'spec', 'type')
    return isService(object) && textAt(type) === 'NodePort' ? [{ at: type, says: 'opens a port on every node (NodePort)' }] : []
  },
})
