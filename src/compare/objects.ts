import type { ManifestObject, ObjectChange } from '../model/manifest-object.ts'

/** Groups that objects have moved out of, by kind: the same object under both names. */
const MOVED: Readonly<Record<string, string>> = {
  'extensions/Deployment': 'apps',
  'extensions/DaemonSet': 'apps',
  'extensions/ReplicaSet': 'apps',
  'extensions/Ingress': 'networking.k8s.io',
  'extensions/NetworkPolicy': 'networking.k8s.io',
}

/** Ways in which two objects may be the same, the surest first. Undefined: this way says nothing about the object. */
const SAME: readonly ((object: ManifestObject) => string | undefined)[] = [
  (object) => key(object.origin.file, ...identity(object)),
  (object) => key(object.origin.file, ...withoutNamespace(object)),
  (object) => (object.name === undefined ? undefined : key(folderOf(object.origin.file), ...identity(object))),
  (object) => (object.name !== undefined && object.namespace !== undefined ? key(...identity(object)) : undefined),
  (object) => (object.name !== undefined && CLUSTER_SCOPED.has(object.kind) ? key(...identity(object)) : undefined),
]
const CLUSTER_SCOPED = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'PersistentVolume',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ClusterPolicy',
  'ValidatingPolicy',
  'ImageValidatingPolicy',
  'ClusterImagePolicy',
])

/**
 * Pairs the objects of both sides by group, kind, namespace and name: within a file, then within a folder, then anywhere if
 * the object names its namespace or needs none. Objects without a name, and several of one identity, pair in their order.
 * What has no pair was created or removed.
 */
export function compareObjects(base: readonly ManifestObject[], head: readonly ManifestObject[]): readonly ObjectChange[] {
  const pairs = new Map<ManifestObject, ManifestObject>()
  const taken = new Set<ManifestObject>()
  for (const keyOf of SAME) {
    const left = byKey(base, taken, keyOf)
    for (const object of head.filter((one) => !pairs.has(one))) {
      const match = left.get(keyOf(object))?.find((one) => !taken.has(one) && namespacesAgree(one, object))
      if (match === undefined) continue
      pairs.set(object, match)
      taken.add(match)
    }
  }
  const removed = base.filter((object) => !taken.has(object)).map((object) => ({ base: object }))
  return [...head.map((object) => changeOf(pairs.get(object), object)), ...removed]
}

function byKey(
  base: readonly ManifestObject[],
  taken: ReadonlySet<ManifestObject>,
  keyOf: (object: ManifestObject) => string | undefined,
): ReadonlyMap<string | undefined, readonly ManifestObject[]> {
  const groups = Map.groupBy(
    base.filter((object) => !taken.has(object)),
    keyOf,
  )
  groups.delete(undefined)
  return groups
}

/** An object that begins to name its namespace is still the same; one in another namespace is another. */
function namespacesAgree(a: ManifestObject, b: ManifestObject): boolean {
  return a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace
}

function changeOf(base: ManifestObject | undefined, head: ManifestObject): ObjectChange {
  return base === undefined ? { head } : { base, head }
}

function identity(object: ManifestObject): readonly string[] {
  return [...withoutNamespace(object), object.namespace ?? '']
}

function withoutNamespace({ apiVersion, kind, name }: ManifestObject): readonly string[] {
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  return [MOVED[`${group}/${kind}`] ?? group, kind, name ?? '']
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function key(...parts: readonly string[]): string {
  return JSON.stringify(parts)
}
