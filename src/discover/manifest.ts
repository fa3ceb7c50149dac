import { MAX_LIST_NESTING } from '../model/limits.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import type { PathStep } from '../model/span.ts'
import { child, itemsOf, type MapNode, type Node, textOf } from '../model/tree.ts'

/** A Kubernetes object as found in a document, before it has an origin. */
export interface FoundObject extends Omit<ManifestObject, 'origin'> {
  readonly path: readonly PathStep[]
}

/** The objects of a document: itself, or the items of a `List`, lists in lists included. Something without apiVersion and kind is none. */
export function objectsOf(root: Node, nesting = 0): readonly FoundObject[] {
  const apiVersion = textOf(child(root, 'apiVersion'))
  const kind = textOf(child(root, 'kind'))
  if (root.kind !== 'map' || apiVersion === undefined || kind === undefined) return []
  const items = listed(root, kind)
  if (items === undefined || nesting >= MAX_LIST_NESTING) return [objectOf(root, apiVersion, kind)]
  const inner = items.flatMap((item) => objectsOf(item, nesting + 1))
  return isOnlyList(root) ? inner : [objectOf(root, apiVersion, kind), ...inner]
}

/** The documents that a document stands for: the items of a `List` one by one, anything else itself. */
export function unlisted(root: Node, nesting = 0): readonly Node[] {
  const items = child(root, 'apiVersion') === undefined ? undefined : listed(root, textOf(child(root, 'kind')) ?? '')
  if (root.kind !== 'map' || items === undefined || nesting >= MAX_LIST_NESTING || !isOnlyList(root)) return [root]
  return items.flatMap((item) => unlisted(item, nesting + 1))
}

/** Whether one of the documents of `unlisted` is a list itself, because too many lists stand around it. */
export function isUnopened(root: Node): boolean {
  return root.kind === 'map' && listed(root, textOf(child(root, 'kind')) ?? '') !== undefined && isOnlyList(root)
}

function listed(root: Node, kind: string): readonly Node[] | undefined {
  const items = child(root, 'items')
  return kind.endsWith('List') && items?.kind === 'list' ? itemsOf(items) : undefined
}

/** Whether a list has nothing of its own: a custom resource may be called `…List` and hold more. */
function isOnlyList(root: MapNode): boolean {
  return root.entries.every((entry) => ['apiVersion', 'kind', 'metadata', 'items'].includes(entry.key.text))
}

function objectOf(tree: MapNode, apiVersion: string, kind: string): FoundObject {
  const metadata = child(tree, 'metadata')
  const name = textOf(child(metadata, 'name')) ?? textOf(child(metadata, 'generateName'))
  const namespace = textOf(child(metadata, 'namespace'))
  const label = [namespace, name].filter((text) => text !== undefined).join('/')
  return {
    apiVersion,
    kind,
    tree,
    path: label === '' ? [kind] : [kind, label],
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
  }
}
