import type { ManifestObject } from '../model/manifest-object.ts'
import { folderOf } from './introduced.ts'

/** Whether two objects are in one namespace: by name, else by folder where one of them leaves it open. */
export function sameNamespace(a: ManifestObject, b: ManifestObject): boolean {
  if (a.namespace !== undefined && b.namespace !== undefined) return a.namespace === b.namespace
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
    if (object.namespace === undefined) add(open, folder, item)
    else add(named, placeKey(key, object.namespace), item)
  }
  const find = (key: string, object: ManifestObject): readonly T[] => {
    const folder = placeKey(key, folderOf(object.origin.file))
    if (object.namespace === undefined) return folders.get(folder) ?? []
    return [...(named.get(placeKey(key, object.namespace)) ?? []), ...(open.get(folder) ?? [])]
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
