import { isSet, rootField, under } from '../../kubernetes/field.ts'
import { groupOf, podsOf, typeOf } from '../../kubernetes/pods.ts'
import { isBuiltIn, isClusterScoped, pluralsOf, type Scope } from '../../kubernetes/resources.ts'
import { string, unknownBecause, type Value } from '../../languages/cel/value.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { type Admitted, PATCH, stepsUnder } from './admission-request.ts'
import { withDefaults } from './defaults.ts'
import { madeBy } from './made.ts'
import { valueBySchema } from './structural-schema.ts'
import { objectValue } from './to-value.ts'
import type { Reading } from './untyped-value.ts'

/**
 * Everything that applying a manifest asks the API server to admit, the object itself first. A custom resource is completed by its
 * definition where that is among `definitions`.
 */
export function admittedFrom(object: ManifestObject, definitions: readonly ManifestObject[] = []): readonly Admitted[] {
  const builtIn = isBuiltIn(groupOf(object))
  const reading: Reading = isPatch(object) ? { partial: PATCH, builtIn } : { builtIn }
  const defined = builtIn || reading.partial !== undefined ? undefined : valueBySchema(object, definitions)
  return [own(object, defined ?? objectValue(object, reading)), ...madeBy(object, reading)]
}

function own(object: ManifestObject, written: Value): Admitted {
  const root = rootField(object.origin.file, object.tree)
  const group = groupOf(object)
  const scope = isClusterScoped(group, object.kind)
  return {
    ...{ group, version: object.apiVersion.slice(object.apiVersion.indexOf('/') + 1), kind: object.kind, scope },
    resources: pluralsOf(group, object.kind),
    name: object.name,
    namespace: scope === 'Cluster' ? undefined : object.namespace,
    value: inNamespace(withDefaults(written, typeOf(object)), object, scope),
    at: (path) => stepsUnder(root, path),
  }
}

function inNamespace(value: Value, object: ManifestObject, scope: Scope): Value {
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
