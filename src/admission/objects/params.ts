import { groupOf } from '../../kubernetes/pods.ts'
import { isClusterScoped } from '../../kubernetes/resources.ts'
import { type Outcome, unknownBecause } from '../../languages/cel/value.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import type { Asked } from './match.ts'
import { labelled, labelsOf } from './match.ts'
import type { Binding, Deciding } from './read-deciding.ts'
import { valueOfOnce } from './to-value.ts'

/**
 * The parameters with which a policy is evaluated, one after another: objects of the repository. A parameter that is not among its
 * files may be in the cluster, so it is unknown, whatever `parameterNotFoundAction` says.
 */
export function paramsFor(
  { paramKind }: Deciding,
  { params }: Binding,
  asked: Asked,
  beside: readonly ManifestObject[],
): readonly (Outcome | undefined)[] {
  if (params === undefined) return [paramKind === undefined ? undefined : unknownBecause('params: the binding has no paramRef')]
  if (paramKind === undefined) return [unknownBecause('params: the policy has no paramKind')]
  const { name, selector } = params
  if (paramKind.kind === 'Secret') return [unknownBecause('params: a Secret is not read as a parameter')]
  const scope = isClusterScoped(groupOf(paramKind), paramKind.kind)
  const namespace = params.namespace ?? asked.admitted.namespace
  if (scope === 'Namespaced' && namespace === undefined)
    return [unknownBecause('params: they stand in the namespace of the object, which the manifest does not say')]
  const found = beside
    .filter((object) => object.kind === paramKind.kind && groupOf(object) === groupOf(paramKind))
    .filter((object) => object.namespace === undefined || namespace === undefined || object.namespace === namespace)
    .filter((object) => name === undefined || object.name === name)
    .map((object) => ({ object, value: valueOfOnce(object) }))
    .map((one) => ({ ...one, selected: labelled(selector ?? [], labelsOf(one.value), 'parameter') }))
    .filter(({ selected }) => selected.value !== 'no')
  const what = `${paramKind.kind} ${name === undefined ? 'by its labels' : `"${name}"`}`
  if (found.length === 0)
    return [
      unknownBecause(
        `params: no ${what} is among the files of clusterPolicies (if the cluster has none either: ${params.notFound})`,
      ),
    ]
  if (name !== undefined && found.length > 1) return [unknownBecause(`params: ${what} stands in several files`)]
  return found.map(({ value, selected }) => (selected.value === 'open' ? unknownBecause(selected.why.join('; ')) : value))
}
