import { objectRule } from '../../case/object-rule.ts'
import type { Rule } from '../../case/rule.ts'
import { rootField, textAt, under } from '../../kubernetes/field.ts'
import { type ByNamespace, byNamespace } from '../../kubernetes/namespaces.ts'
import { podsOf, typeOf } from '../../kubernetes/pods.ts'
import { numberOf } from '../../kubernetes/scalar.ts'
import { isServed } from '../../kubernetes/services.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'

const SCALED = ['apps/Deployment', 'apps/StatefulSet', 'argoproj.io/Rollout']

export const singleReplica: Rule = objectRule({
  id: 'availability/single-replica',
  level: 'notice',
  summary: 'A workload behind a Service runs once.',
  why: 'With one replica every drain of a node and every rollout is an outage.',
  fix: 'Write replicas: 2 or more, or add a HorizontalPodAutoscaler.',
  faults: (root, object, side) => {
    const replicas = under(root, 'spec', 'replicas')
    const count = numberOf(replicas) ?? (textAt(replicas) === undefined ? 1 : 2)
    if (!SCALED.includes(typeOf(object)) || count !== 1) return []
    const served = podsOf(object).some((pod) => !pod.partial && isServed(pod, side))
    if (!served || scaledIn(side).find(targetKey(object.kind, object.name), object).length > 0) return []
    return [{ at: replicas, says: 'runs once, behind a Service' }]
  },
})

const known = new WeakMap<readonly ManifestObject[], ByNamespace<Scaler>>()

interface Scaler {
  readonly scaler: ManifestObject
  readonly target: string
}

// Read once per side, because every workload asks for it.
function scaledIn(side: readonly ManifestObject[]): ByNamespace<Scaler> {
  const before = known.get(side)
  if (before !== undefined) return before
  const scalers = side
    .filter(({ kind }) => kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject')
    .map((scaler) => ({ scaler, target: targetOf(scaler) }))
  const scaled = byNamespace(
    scalers,
    ({ target }) => target,
    ({ scaler }) => scaler,
  )
  known.set(side, scaled)
  return scaled
}

function targetOf(scaler: ManifestObject): string {
  const target = under(rootField(scaler.origin.file, scaler.tree), 'spec', 'scaleTargetRef')
  return targetKey(textAt(under(target, 'kind')), textAt(under(target, 'name')))
}

function targetKey(kind: string | undefined, name: string | undefined): string {
  return JSON.stringify([kind, name])
}
