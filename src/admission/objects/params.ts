import { groupOf } from '../../kubernetes/pods.ts'
import { isClusterScoped } from '../../kubernetes/resources.ts'
import { type Outcome, unknownBecause } from '../../languages/cel/value.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import type { Asked } from './match.ts'
import { labelled, labelsOf } from './match.ts'
import type { Binding, Deciding } from './read-deciding.ts'
import { valueOfOnce } from './to-value.ts'

/** One parameter to evaluate a policy with. `absent`: it is not among the files, and what the binding says of one that the cluster lacks. */
export interface Parameter {
  readonly value: Outcome | undefined
  readonly absent?: 'Deny' | 'Allow'
}

/**
 * The parameters with which a policy is evaluated, one after another: objects of the repository. A parameter that is not among its
 * files may be in the cluster, so it is unknown, and so is what `parameterNotFoundAction` would do.
 */
export function paramsFor(
  deciding: Deciding,
  binding: Binding,
  asked: Asked,
  beside: readonly ManifestObject[],
): readonly Parameter[] {
  const { paramKind } = deciding
  const { params } = binding
  if (params === undefined) {
    if (paramKind === undefined) return [{ value: undefined }]
    return [{ value: unknownBecause('params: the binding has no paramRef'), absent: 'Deny' }]
  }
  const open = (why: string): readonly Parameter[] => [
    { value: unknownBecause(why), absent: params.notFound === 'Allow' ? 'Allow' : 'Deny' },
  ]
  if (paramKind === undefined) return open('params: the policy has no paramKind')
  const { name, selector } = params
  if (paramKind.kind === 'Secret') return open('params: a Secret is not read as a parameter')
  const scope = isClusterScoped(groupOf(paramKind), paramKind.kind)
  const namespace = params.namespace ?? asked.admitted.namespace
  if (scope === 'Namespaced' && namespace === undefined)
    return open('params: they stand in the namespace of the object, which the manifest does not say')
  const found = beside
    .filter((object) => object.kind === paramKind.kind && groupOf(object) === groupOf(paramKind))
    .filter((object) => object.namespace === undefined || namespace === undefined || object.namespace === namespace)
    .filter((object) => name === undefined || object.name === name)
    .map((object) => ({ object, value: valueOfOnce(object) }))
    .map((one) => ({ ...one, selected: labelled(selector ?? [], labelsOf(one.value), 'parameter') }))
    .filter(({ selected }) => selected.value !== 'no')
  const what = `${paramKind.kind} ${name === undefined ? 'by its labels' : `"${name}"`}`
  if (found.length === 0)
    return open(`params: no ${what} is among the files of clusterPolicies (if the cluster has none either: ${params.notFound})`)
  if (name !== undefined && found.length > 1) return [{ value: unknownBecause(`params: ${what} stands in several files`) }]
  return found.map(({ value, selected }) => ({
    value: selected.value === 'open' ? unknownBecause(selected.why.join('; ')) : value,
  }))
}
