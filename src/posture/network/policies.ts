import { type Field, isSet, itemFields, rootField, textAt, under } from '../../kubernetes/field.ts'
import { groupOf, typeOf } from '../../kubernetes/pods.ts'
import { isEmptySelector } from '../../kubernetes/selector.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'

/** A direction of traffic, as NetworkPolicy names it. */
export type Direction = 'Ingress' | 'Egress'

/** A rule of a network policy that does not isolate, and why. */
export interface OpenRule {
  readonly direction: Direction
  readonly at: Field
  readonly says: string
}

const OTHER_GROUPS = ['cilium.io', 'crd.projectcalico.org', 'projectcalico.org', 'policy.networking.k8s.io']

/** Whether an object is a Kubernetes NetworkPolicy. */
export function isNetworkPolicy(object: ManifestObject): boolean {
  return typeOf(object) === 'networking.k8s.io/NetworkPolicy' || typeOf(object) === 'extensions/NetworkPolicy'
}

/** Whether an object is a policy of another network engine, whose rules are not judged. */
export function isForeignPolicy(object: ManifestObject): boolean {
  return OTHER_GROUPS.includes(groupOf(object)) && object.kind.endsWith('NetworkPolicy')
}

/** The spec of a policy. */
export function specOf(policy: ManifestObject): Field {
  return under(rootField(policy.origin.file, policy.tree), 'spec')
}

/** The directions that a policy isolates: as written, else ingress always and egress only where there are egress rules. */
export function directionsOf(spec: Field): readonly Direction[] {
  const types = itemFields(under(spec, 'policyTypes'), '').map(textAt)
  if (types.length > 0) return (['Ingress', 'Egress'] as const).filter((direction) => types.includes(direction))
  return isSet(under(spec, 'egress')) ? ['Ingress', 'Egress'] : ['Ingress']
}

/** Rules that let everybody in or everything out, in the directions that the policy isolates. */
export function openRules(spec: Field): readonly OpenRule[] {
  return directionsOf(spec).flatMap((direction) => {
    const [list, peers] = direction === 'Ingress' ? ['ingress', 'from'] : ['egress', 'to']
    return itemFields(under(spec, list), '').flatMap((rule) => openings(rule, peers, direction))
  })
}

function openings(rule: Field, peers: string, direction: Direction): readonly OpenRule[] {
  const list = under(rule, peers)
  const whom = direction === 'Ingress' ? 'traffic from everywhere' : 'traffic to everywhere'
  if (itemFields(list, '').length === 0) {
    return [{ direction, at: isSet(list) ? list : rule, says: `allows ${whom}: a rule has no ${peers}` }]
  }
  return itemFields(list, '').flatMap((peer) => {
    const cidr = under(peer, 'ipBlock', 'cidr')
    const everything =
      /^(?:0\.0\.0\.0|::)\/0$/.test(textAt(cidr) ?? '') && itemFields(under(peer, 'ipBlock', 'except')).length === 0
    if (everything) return [{ direction, at: cidr, says: `allows ${whom}: ${textAt(cidr) ?? ''} without an exception` }]
    const spaces = under(peer, 'namespaceSelector')
    const pods = under(peer, 'podSelector')
    const all = isEmptySelector(spaces) && (!isSet(pods) || isEmptySelector(pods))
    return all
      ? [{ direction, at: spaces, says: `allows traffic ${direction === 'Ingress' ? 'from' : 'to'} every namespace` }]
      : []
  })
}
