import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { type Field, isSet, itemFields, textAt, under } from '../../kubernetes/field.ts'
import { typeOf } from '../../kubernetes/pods.ts'

const INGRESS = ['networking.k8s.io/Ingress', 'extensions/Ingress']
const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute'].map((kind) => `gateway.networking.k8s.io/${kind}`)

export const wildcardHost: Rule = objectRule({
  id: 'exposure/wildcard-host',
  level: 'warning',
  summary: 'An Ingress or a route takes the traffic of every host, or of every host of a domain.',
  why: 'It also takes names that belong to somebody else, now or later.',
  fix: 'Write the hosts that the service is meant for.',
  faults: (root, object) => {
    const type = typeOf(object)
    if (INGRESS.includes(type))
      return itemFields(under(root, 'spec', 'rules'), '').flatMap((rule) => wild(under(rule, 'host'), rule))
    if (type === 'gateway.networking.k8s.io/Gateway') {
      return itemFields(under(root, 'spec', 'listeners')).flatMap((listener) =>
        isSet(under(listener, 'hostname')) ? wild(under(listener, 'hostname'), listener) : [],
      )
    }
    if (!ROUTES.includes(type)) return []
    return itemFields(under(root, 'spec', 'hostnames'), '').flatMap((host) => wild(host, host))
  },
})

function wild(host: Field, rule: Field): readonly { readonly at: Field; readonly says: string; readonly text: string }[] {
  const text = textAt(host)
  if (text !== undefined && text !== '' && !text.startsWith('*')) return []
  const at = { ...(text === undefined ? rule : host), name: 'hosts' }
  return [
    {
      at,
      says: text === undefined || text === '' ? 'takes the traffic of every host' : `takes the traffic of ${text}`,
      text: text ?? '',
    },
  ]
}
