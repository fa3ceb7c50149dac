import { groupOf } from '../kubernetes/pods.ts'
import { isClusterScoped } from '../kubernetes/resources.ts'
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
  (object) => key(placeOf(object), ...identity(object)),
  (object) => key(placeOf(object), ...withoutNamespace(object)),
  (object) => (object.name === undefined ? undefined : key(folderOf(object.origin.file), ...identity(object))),
  (object) => (object.name !== undefined && object.namespace !== undefined ? key(...identity(object)) : undefined),
  (object) => (object.name !== undefined && isClusterWide(object) ? key(...identity(object)) : undefined),
]
/** Custom resources of others that stand in no namespace, whatever their group. */
const CLUSTER_SCOPED = new Set(['ClusterPolicy', 'ValidatingPolicy', 'ImageValidatingPolicy', 'ClusterImagePolicy'])

/**
 * Pairs the objects of both sides by group, kind, namespace and name: within a file, then within a folder, then anywhere if
 * the object names its namespace or needs none. Objects without a name, and several of one identity, pair in their order.
 * What has no pair was created or removed.
 */
export function compareObjects(base: readonly ManifestObject[], head: readonly ManifestObject[]): readonly ObjectChange[] {
  const pairs = new Map<ManifestObject, ManifestObject>()
  const taken = new Set<ManifestObject>()
  for (const keyOf of SAME) {
    const free = base.filter((one) => !taken.has(one))
    const left = new Map([...Map.groupBy(free, keyOf)].map(([group, objects]) => [group, choiceOf(objects, taken)]))
    for (const object of head.filter((one) => !pairs.has(one))) {
      const group = keyOf(object)
      const match = group === undefined ? undefined : left.get(group)?.(object.namespace)
      if (match === undefined) continue
      pairs.set(object, match)
      taken.add(match)
    }
  }
  const removed = base.filter((object) => !taken.has(object)).map((object) => ({ base: object }))
  return [...head.map((object) => changeOf(pairs.get(object), object)), ...removed]
}

/** Gives the first object that is not taken and may be the one of a namespace. */
type Choice = (namespace: string | undefined) => ManifestObject | undefined

interface Placed {
  readonly object: ManifestObject
  readonly at: number
}

/** An object that begins to name its namespace, or ceases to, is still the same; one in another namespace is another. */
function choiceOf(objects: readonly ManifestObject[], taken: ReadonlySet<ManifestObject>): Choice {
  const placed = objects.map((object, at) => ({ object, at }))
  const byNamespace = Map.groupBy(placed, ({ object }) => object.namespace)
  const ofAny = firstFree(placed, taken)
  const queues = new Map([...byNamespace].map(([namespace, list]) => [namespace, firstFree(list, taken)]))
  return (namespace) => {
    if (namespace === undefined) return ofAny()?.object
    const [named, bare] = [queues.get(namespace)?.(), queues.get(undefined)?.()]
    return named === undefined || (bare !== undefined && bare.at < named.at) ? bare?.object : named.object
  }
}

/** What is taken is passed over once and for all, so that thousands of objects of one name take as many steps. */
function firstFree(list: readonly Placed[], taken: ReadonlySet<ManifestObject>): () => Placed | undefined {
  let at = 0
  return () => {
    for (let one = list[at]; one !== undefined && taken.has(one.object); one = list[at]) at++
    return list[at]
  }
}

function changeOf(base: ManifestObject | undefined, head: ManifestObject): ObjectChange {
  return base === undefined ? { head } : { base, head }
}

function identity(object: ManifestObject): readonly string[] {
  return [...withoutNamespace(object), object.namespace ?? '']
}

function withoutNamespace(object: ManifestObject): readonly string[] {
  const group = groupOf(object)
  const { kind, name } = object
  return [MOVED[`${group}/${kind}`] ?? group, kind, name ?? '']
}

/** The rendered entry or the file that holds an object. */
function placeOf({ origin }: ManifestObject): string {
  return origin.entry ?? origin.file
}

function isClusterWide(object: ManifestObject): boolean {
  return CLUSTER_SCOPED.has(object.kind) || isClusterScoped(groupOf(object), object.kind) === 'Cluster'
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function key(...parts: readonly string[]): string {
  return JSON.stringify(parts)
}
