import { type Fault, objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { entryFields, type Field, isSet, itemFields, textAt, under } from '../../kubernetes/field.ts'
import { typeOf } from '../../kubernetes/pods.ts'

export const ingressWithoutTls: Rule = objectRule({
  id: 'exposure/ingress-without-tls',
  level: 'warning',
  summary: 'A host of an Ingress, or a listener of a Gateway, is served without TLS.',
  why: 'Everybody on the way reads and alters the traffic, cookies and passwords included.',
  fix: 'List the host under spec.tls with a secretName; for a Gateway use protocol HTTPS, and HTTP only to redirect.',
  faults: (root, object) => {
    if (isIngress(typeOf(object))) return plainHosts(root)
    return typeOf(object) === 'gateway.networking.k8s.io/Gateway' ? plainListeners(root) : []
  },
})

function isIngress(type: string): boolean {
  return type === 'networking.k8s.io/Ingress' || type === 'extensions/Ingress'
}

function plainHosts(root: Field): readonly Fault[] {
  const entries = itemFields(under(root, 'spec', 'tls'), '')
  const covered = entries.flatMap((entry) => itemFields(under(entry, 'hosts'), '').map((host) => textAt(host) ?? ''))
  const all = entries.some((entry) => itemFields(under(entry, 'hosts'), '').length === 0)
  const rules = itemFields(under(root, 'spec', 'rules'), '')
  const backend = under(root, 'spec', 'defaultBackend')
  if (rules.length === 0)
    return isSet(backend) && entries.length === 0 ? [{ at: backend, says: 'serves every host without TLS' }] : []
  return rules.flatMap((rule) => {
    const host = under(rule, 'host')
    const name = textAt(host)
    if (all || (name === undefined ? entries.length > 0 : covered.some((one) => covers(one, name)))) return []
    const at = { ...(name === undefined ? rule : host), name: 'spec.rules' }
    return [{ at, says: `serves ${name ?? 'every host'} without TLS`, text: name ?? '' }]
  })
}

function covers(pattern: string, host: string): boolean {
  if (pattern === host) return true
  return pattern.startsWith('*.') && host.slice(host.indexOf('.')) === pattern.slice(1)
}

// A Gateway may redirect its plain listener to the one with TLS; one that has only plain listeners does not.
function plainListeners(root: Field): readonly Fault[] {
  const listeners = itemFields(under(root, 'spec', 'listeners'))
  const secure = listeners.some((listener) => /^(?:HTTPS|TLS)$/.test(textAt(under(listener, 'protocol')) ?? ''))
  const plain = listeners.filter((listener) => textAt(under(listener, 'protocol')) === 'HTTP')
  const redirects = entryFields(under(root, 'metadata', 'annotations')).some((field) => /redirect/i.test(String(field.step)))
  if (secure || redirects) return []
  return plain.map((listener) => ({
    at: under(listener, 'protocol'),
    says: `listens without TLS (${textAt(under(listener, 'name')) ?? ''})`,
  }))
}
