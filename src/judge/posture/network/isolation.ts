import type { ManifestObject } from '../../../model/manifest-object.ts'
import { isSet, under } from '../field.ts'
import type { Pod } from '../pods.ts'
import { truthOf } from '../scalar.ts'
import { labelsUnder, selects } from '../selector.ts'
import { sameNamespace } from '../services.ts'
import { type Direction, directionsOf, isForeignPolicy, isNetworkPolicy, specOf } from './policies.ts'

/** Whether network policies among the objects isolate a pod, or why that cannot be told from them. */
export type Isolation =
  | { readonly kind: 'known'; readonly missing: readonly Direction[] }
  | { readonly kind: 'untold'; readonly why: string }

/**
 * The directions in which no policy of the pod's namespace selects it. Policies whose namespace is not written count for pods
 * of the same folder. Pods on the network of their node, and clusters with another network engine, are not told.
 */
export function isolationOf(pod: Pod, objects: readonly ManifestObject[]): Isolation {
  if (truthOf(under(pod.spec, 'hostNetwork')) === 'true')
    return { kind: 'untold', why: 'it is on the network of its node, where no network policy applies' }
  const policies = policiesIn(objects)
  if (policies.some(isForeignPolicy))
    return { kind: 'untold', why: 'policies of another network engine are present, which are not judged' }
  const labels = labelsUnder(pod.metadata)
  const selecting = policies.filter(
    (one) => isNetworkPolicy(one) && sameNamespace(one, pod.object) && selects(under(specOf(one), 'podSelector'), labels),
  )
  const covered = selecting.flatMap((policy) => (isSet(specOf(policy)) ? directionsOf(specOf(policy)) : []))
  return { kind: 'known', missing: (['Ingress', 'Egress'] as const).filter((direction) => !covered.includes(direction)) }
}

const kept = new WeakMap<readonly ManifestObject[], readonly ManifestObject[]>()

// Kept per side, because every pod asks for them.
function policiesIn(side: readonly ManifestObject[]): readonly ManifestObject[] {
  const found = kept.get(side) ?? side.filter((one) => isNetworkPolicy(one) || isForeignPolicy(one))
  kept.set(side, found)
  return found
}
