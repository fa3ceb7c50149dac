import { isSet, under } from '../../kubernetes/field.ts'
import { sameNamespace } from '../../kubernetes/namespaces.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import { truthOf } from '../../kubernetes/scalar.ts'
import { type Labels, labelsUnder, selection } from '../../kubernetes/selector.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
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
  const { policies, foreign } = policiesIn(objects)
  if (foreign) return { kind: 'untold', why: 'policies of another network engine are present, which are not judged' }
  const labels = labelsUnder(pod.metadata)
  const covered = new Set<Direction>()
  for (const { object, directions, selects } of policies) {
    const needed = directions.some((direction) => !covered.has(direction))
    if (needed && sameNamespace(object, pod.object) && selects(labels)) for (const direction of directions) covered.add(direction)
  }
  return { kind: 'known', missing: (['Ingress', 'Egress'] as const).filter((direction) => !covered.has(direction)) }
}

interface Policies {
  readonly foreign: boolean
  readonly policies: readonly {
    readonly object: ManifestObject
    readonly directions: readonly Direction[]
    readonly selects: (labels: Labels) => boolean
  }[]
}

const kept = new WeakMap<readonly ManifestObject[], Policies>()

// Read once per side, because every pod asks for them.
function policiesIn(side: readonly ManifestObject[]): Policies {
  const known = kept.get(side)
  if (known !== undefined) return known
  const policies = side.filter(isNetworkPolicy).flatMap((object) => {
    const spec = specOf(object)
    return isSet(spec) ? [{ object, directions: directionsOf(spec), selects: selection(under(spec, 'podSelector')) }] : []
  })
  const read = { foreign: side.some(isForeignPolicy), policies }
  kept.set(side, read)
  return read
}
