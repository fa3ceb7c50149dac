import { type MapValue, mapOf, type Value } from '../../languages/cel/value.ts'
import type { LabelDemand } from '../../model/cluster-policy.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { allOf, anyOf, no, notOf, openBecause, type Truth, yes } from '../truth.ts'
import type { Admitted } from './admission-request.ts'
import { namespaceOf } from './namespaces.ts'
import type { Constraints, ResourceRule } from './read-deciding.ts'

/** What the API server is asked about one object: to admit it as new, or in the place of another. */
export interface Asked {
  readonly admitted: Admitted
  readonly operation: 'CREATE' | 'UPDATE'
  /** What stood there before; undefined for something new. */
  readonly old: Value | undefined
  /** The manifests of namespaces that the repository holds. */
  readonly namespaces: readonly ManifestObject[]
}

/** Whether a request is one that the constraints are about. Open where a manifest does not say. */
export function matchesConstraints(constraints: Constraints, asked: Asked): Truth {
  const { rules, excluded, exact, namespaceSelector, objectSelector } = constraints
  if (isPolicy(asked.admitted)) return no('the API server holds no policy against policies')
  const matching = rules.length === 0 ? yes : anyOf(rules.map((rule) => matchesRule(rule, exact, asked)))
  return allOf([
    matching,
    notOf(anyOf(excluded.map((rule) => matchesRule(rule, exact, asked)))),
    inNamespace(namespaceSelector, asked),
    ofLabels(objectSelector, asked),
  ])
}

function isPolicy({ group, kind }: Admitted): boolean {
  return group === 'admissionregistration.k8s.io' && /^(?:Validating|Mutating)AdmissionPolicy(?:Binding)?$/.test(kind)
}

function matchesRule(rule: ResourceRule, exact: boolean, { admitted, operation }: Asked): Truth {
  const { group, resources, version, scope, name } = admitted
  if (!among(rule.operations, [operation])) return no(`the policy is not about ${operation}`)
  if (!among(rule.groups, [group, ...movedFrom(group, exact)]) || !serves(rule, resources))
    return no('the policy is about other resources')
  const versioned = among(rule.versions, [version])
    ? yes
    : exact
      ? no('the policy is about other versions')
      : openBecause(`the policy is about ${rule.versions.join(', ')} of the resource, the manifest is ${version}`)
  return allOf([versioned, ofScope(rule.scope, scope), ofNames(rule.names, name)])
}

/**
 * Whether the API server would first convert the object to another version, because a rule names only others: what the expressions
 * then see is not known here.
 */
export function isConverted({ rules, exact }: Constraints, { admitted: { group, resources, version } }: Asked): boolean {
  const about = rules.filter((rule) => serves(rule, resources) && among(rule.groups, [group, ...movedFrom(group, exact)]))
  return !exact && about.length > 0 && !about.some((rule) => among(rule.versions, [version]) && among(rule.groups, [group]))
}

/** A list that is empty is about everything: Kyverno takes it so, and the API server refuses it. */
function among(wanted: readonly string[], own: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((one) => one === '*' || own.includes(one))
}

function serves(rule: ResourceRule, resources: readonly string[]): boolean {
  // The API server takes `pods/*` for pods, too, whatever its documentation says.
  return among(rule.resources, ['*/*', ...resources, ...resources.map((one) => `${one}/*`)])
}

/** Groups that the API server takes for the same resource unless it is told to match exactly. */
function movedFrom(group: string, exact: boolean): readonly string[] {
  return exact
    ? []
    : group === 'apps' || group === 'networking.k8s.io'
      ? ['extensions']
      : group === 'extensions'
        ? ['apps', 'networking.k8s.io']
        : []
}

function ofScope(wanted: string, scope: Admitted['scope']): Truth {
  if (wanted === '*' || wanted === scope) return yes
  return scope === 'unknown'
    ? openBecause('whether the custom resource stands in a namespace is not known here')
    : no('of another scope')
}

function ofNames(names: readonly string[], name: string | undefined): Truth {
  if (names.length === 0) return yes
  if (name === undefined) return openBecause('the manifest does not say the name')
  return names.includes(name) ? yes : no('the policy is about other names')
}

/** Cluster-scoped objects are not held against a namespace selector, except namespaces themselves. */
function inNamespace(wanted: readonly LabelDemand[], asked: Asked): Truth {
  const { admitted } = asked
  if (wanted.length === 0) return yes
  if (admitted.kind === 'Namespace' && admitted.group === '') return labelled(wanted, labelsOf(admitted.value), 'namespace')
  if (admitted.scope === 'Cluster') return yes
  return labelled(wanted, labelsOf(namespaceOf(asked)), 'namespace')
}

/** Either side of an update may carry the labels. */
function ofLabels(wanted: readonly LabelDemand[], { admitted, old }: Asked): Truth {
  if (wanted.length === 0) return yes
  const sides = [admitted.value, ...(old === undefined ? [] : [old])]
  return anyOf(sides.map((side) => labelled(wanted, labelsOf(side), 'object')))
}

/** The labels of an object; none when it has none. */
export function labelsOf(value: Value): MapValue {
  const metadata = value.kind === 'map' ? value.entries.get('smetadata')?.value : undefined
  if (metadata?.kind !== 'map') return mapOf([], value.kind === 'map' ? value.open : undefined)
  const labels = metadata.entries.get('slabels')?.value
  return labels?.kind === 'map' ? labels : mapOf([], labels?.kind === 'unknown' ? labels.why : metadata.open)
}

/** Whether labels meet all demands of a selector. */
export function labelled(wanted: readonly LabelDemand[], labels: MapValue, whose: string): Truth {
  return allOf(wanted.map((demand) => labelMeets(demand, labels, whose)))
}

function labelMeets({ key, operator, values }: LabelDemand, { entries, open }: MapValue, whose: string): Truth {
  const value = entries.get(`s${key}`)?.value
  const unsure = value?.kind === 'unknown' ? value.why : value === undefined ? open : undefined
  if (unsure !== undefined) return openBecause(`the label "${key}" of the ${whose}: ${unsure}`)
  const among = value?.kind === 'string' && values.includes(value.value)
  const holds = { In: among, NotIn: !among, Exists: value !== undefined, DoesNotExist: value === undefined }[operator]
  return holds ? yes : no(`the policy is about a ${whose} with other labels`)
}
