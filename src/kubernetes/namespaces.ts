import type { ManifestObject } from '../model/manifest-object.ts'
import { folderOf } from './introduced.ts'

/** The namespace of an object: its own, else the one that its deployer puts it into. */
function namespaceOf({ namespace, origin }: ManifestObject): string | undefined {
  return namespace ?? origin.namespace
}

/** Whether two objects may be in one cluster: not where deployers apply them to two that are known. */
function mayShareCluster(a: ManifestObject, b: ManifestObject): boolean {
  return a.origin.root === undefined || b.origin.root === undefined || a.origin.root === b.origin.root
}

/** Whether two objects are in one namespace: by name, else by folder where one of them leaves it open. What is applied to two clusters is not. */
export function sameNamespace(a: ManifestObject, b: ManifestObject): boolean {
  if (!mayShareCluster(a, b)) return false
  const [one, other] = [namespaceOf(a), namespaceOf(b)]
  if (one !== undefined && other !== undefined) return one === other
  return folderOf(a.origin.file) === folderOf(b.origin.file)
}

/** Finds what is kept under a key for the namespace of an object, as `sameNamespace` tells it, without walking the others. */
export interface ByNamespace<T> {
  readonly find: (key: string, object: ManifestObject) => readonly T[]
}

/** Keeps items by a key and the namespace of the object that each belongs to. */
export function byNamespace<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  objectOf: (item: T) => ManifestObject,
): ByNamespace<T> {
  const named = new Map<string, T[]>()
  const open = new Map<string, T[]>()
  const folders = new Map<string, T[]>()
  for (const item of items) {
    const [key, object] = [keyOf(item), objectOf(item)]
    const folder = placeKey(key, folderOf(object.origin.file))
    add(folders, folder, item)
    const namespace = namespaceOf(object)
    if (namespace === undefined) add(open, folder, item)
    else add(named, placeKey(key, namespace), item)
  }
  const find = (key: string, object: ManifestObject): readonly T[] => {
    const folder = placeKey(key, folderOf(object.origin.file))
    const namespace = namespaceOf(object)
    const near =
      namespace === undefined
        ? (folders.get(folder) ?? [])
        : [...(named.get(placeKey(key, namespace)) ?? []), ...(open.get(folder) ?? [])]
    return near.filter((item) => mayShareCluster(objectOf(item), object))
  }
  return { find }
}

function placeKey(key: string, place: string): string {
  return JSON.stringify([key, place])
}

function add<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [item])
  else group.push(item)
}
