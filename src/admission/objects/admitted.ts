import { type Field, isSet, itemFields, rootField, under } from '../../kubernetes/field.ts'
import { groupOf, podsOf, typeOf } from '../../kubernetes/pods.ts'
import { isBuiltIn, isClusterScoped, pluralsOf } from '../../kubernetes/resources.ts'
import { string, unknownBecause, type Value } from '../../languages/cel/value.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import type { PathStep } from '../../model/span.ts'
import { withDefaults } from './defaults.ts'
import { madeBy } from './made.ts'
import { objectValue, type Reading } from './to-value.ts'

/** One object that the API server would be asked to admit: the one in the file, or one that a controller makes from it. */
export interface Admitted {
  readonly group: string
  readonly version: string
  readonly kind: string
  /** The names under which its kind may be served: one that is sure, or guesses. */
  readonly resources: readonly string[]
  readonly scope: 'Cluster' | 'Namespaced' | 'unknown'
  readonly name: string | undefined
  readonly namespace: string | undefined
  readonly value: Value
  /** Set for what a controller makes: from what. */
  readonly madeFrom?: string
  /** Where a part of the object stands in the file. */
  readonly at: (path: readonly PathStep[]) => Field
}

/** Why what a patch does not write is open. */
export const PATCH = 'the manifest is a patch: what it does not say may be said elsewhere'

/** Everything that applying a manifest asks the API server to admit, the object itself first. */
export function admittedFrom(object: ManifestObject): readonly Admitted[] {
  const builtIn = isBuiltIn(groupOf(object))
  const reading: Reading = isPatch(object) ? { partial: PATCH, builtIn } : { builtIn }
  return [own(object, reading), ...madeBy(object, reading)]
}

function own(object: ManifestObject, reading: Reading): Admitted {
  const root = rootField(object.origin.file, object.tree)
  const group = groupOf(object)
  const scope = isClusterScoped(group, object.kind)
  return {
    ...{ group, version: object.apiVersion.slice(object.apiVersion.indexOf('/') + 1), kind: object.kind, scope },
    resources: pluralsOf(group, object.kind),
    name: object.name,
    namespace: scope === 'Cluster' ? undefined : object.namespace,
    value: inNamespace(withDefaults(objectValue(object, reading), typeOf(object)), object, scope),
    at: (path) => stepsUnder(root, path),
  }
}

/** The field at a path of keys and positions. */
export function stepsUnder(root: Field, path: readonly PathStep[]): Field {
  return path.reduce<Field>((at, step) => (typeof step === 'string' ? under(at, step) : (itemFields(at)[step] ?? at)), root)
}

function inNamespace(value: Value, object: ManifestObject, scope: Admitted['scope']): Value {
  const metadata = value.kind === 'map' ? value.entries.get('smetadata') : undefined
  if (value.kind !== 'map' || metadata?.value.kind !== 'map' || scope === 'Cluster' || object.namespace !== undefined)
    return value
  const entry = { key: string('namespace'), value: unknownBecause('the manifest does not say its namespace') }
  const filled = { ...metadata.value, entries: new Map(metadata.value.entries).set('snamespace', entry) }
  return { ...value, entries: new Map(value.entries).set('smetadata', { ...metadata, value: filled }) }
}

const NEEDS_SELECTOR = new Set(['apps/Deployment', 'apps/ReplicaSet', 'apps/DaemonSet', 'apps/StatefulSet'])

/** Whether a manifest says only a part of an object, for Kustomize to merge. */
function isPatch(object: ManifestObject): boolean {
  const root = rootField(object.origin.file, object.tree)
  const unselected = NEEDS_SELECTOR.has(typeOf(object)) && !isSet(under(root, 'spec', 'selector'))
  const named = /(?:^|[-_.])(?:json)?patch(?:es)?(?:[-_.\d]|$)/i.test(
    object.origin.file.slice(object.origin.file.lastIndexOf('/') + 1),
  )
  return unselected || named || isSet(under(root, '$patch')) || podsOf(object).some(({ partial }) => partial)
}
