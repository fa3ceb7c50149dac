import type { EntryOverlay } from '../../model/rendering.ts'
import type { MapNode, Node, ScalarNode } from '../../model/tree.ts'
import type { Kustomization, TextMap } from '../kustomize/kustomization.ts'
import { readKustomization } from '../kustomize/kustomization-file.ts'
import { folderOf } from '../paths.ts'
import type { SourceTree } from '../source-tree.ts'

/**
 * A kustomization as Flux and Argo CD edit it before they build: the namespace and the parts of names take the place of its own, patches and
 * components come after its own, an image takes the place of one with the same name. A folder without one becomes one of all manifests below it.
 */
export function withOverlay(
  read: Kustomization | undefined,
  { file, fields }: EntryOverlay,
  path: string,
  tree: SourceTree,
): Kustomization {
  const span = { start: 0, end: 0 }
  const text = (value: string): ScalarNode => ({ kind: 'scalar', text: value, plain: false, span })
  const list: Node = { kind: 'list', items: manifestsBelow(tree, path).map(text), span }
  const entries = Object.entries(read === undefined ? { ...fields, resources: list } : fields)
  const root: MapNode = { kind: 'map', entries: entries.map(([key, value]) => ({ key: text(key), value })), span }
  if (entries.length === 0 && read !== undefined) return read
  const own = readKustomization(root, file)
  if (read === undefined) return own
  const named = new Set(own.images.map(({ name }) => name?.text))
  return {
    ...read,
    namespace: own.namespace ?? read.namespace,
    commonLabels: both(read.commonLabels, own.commonLabels),
    commonAnnotations: both(read.commonAnnotations, own.commonAnnotations),
    replicas: [...read.replicas, ...own.replicas],
    namePrefix: own.namePrefix ?? read.namePrefix,
    nameSuffix: own.nameSuffix ?? read.nameSuffix,
    components: [...read.components, ...own.components],
    patches: [...read.patches, ...own.patches],
    images: [...read.images.filter(({ name }) => !named.has(name?.text)), ...own.images],
  }
}

function both(read: TextMap | undefined, own: TextMap | undefined): TextMap | undefined {
  return own === undefined ? read : new Map([...(read ?? []), ...own])
}

/** Every manifest below a folder, relative to it; a folder with a kustomization of its own stands for what is below it. */
function manifestsBelow(tree: SourceTree, folder: string): readonly string[] {
  const start = folder === '' ? 0 : folder.length + 1
  const all = tree.below(folder)
  const closed = all
    .filter((path) => /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path))
    .map(folderOf)
    .filter((one) => one !== folder)
  const outer = closed.filter((one) => !closed.some((other) => other !== one && one.startsWith(`${other}/`)))
  const files = all.filter((path) => /\.ya?ml$/.test(path) && !outer.some((one) => path.startsWith(`${one}/`)))
  return [...files, ...outer].map((path) => path.slice(start)).toSorted()
}
