import { parseYaml } from '../../languages/yaml/yaml.ts'
import { MAX_GITOPS_FILES } from '../../model/limits.ts'
import { child, type MapNode, type Node, nodeAt, textOf } from '../../model/tree.ts'
import { folderOf } from '../paths.ts'
import type { SourceTree } from '../source-tree.ts'

/** An object of a repository that tells a deployer what to apply, or that such an object names. */
export interface GitopsObject {
  readonly group: string
  readonly kind: string
  readonly name: string
  readonly namespace: string | undefined
  readonly file: string
  readonly tree: MapNode
  /** Of an object that no file holds: the name of what makes it, and the files that its parameters come from. */
  readonly made?: { readonly by: string; readonly files: readonly string[] }
}

const GROUPS = /(?:^|\.)(?:toolkit\.fluxcd\.io|argoproj\.io)$/
/** How files that hold such objects are usually called, or where they stand. */
const NAMED =
  /(?:^|\/)(?:ks|(?:flux-?)?kustomizations?|helm-?releases?|hr|releases?|(?:helm|oci|git)-?repo(?:sitory|sitories|s)?|sources?|app|apps|applications?|application-?sets?|app-?sets?|gotk-sync|sync|[^/]*(?:settings|vars|variables)[^/]*)\.ya?ml$|(?:^|\/)(?:clusters?|flux(?:-system)?|argo(?:-?cd|-apps)?|applications?(?:ets)?)\/[^.]+\.ya?ml$|(?:^|\/)(?:[\w-]+-)?(?:apps|bootstrap)\/[^/.]+\.ya?ml$/i

/** A file that is called as its folder: `web/web.yaml`, as many repositories keep the release of an application. */
const AS_FOLDER = /(?:^|\/)([^/]+)\/\1\.ya?ml$/

/**
 * The objects of Flux and Argo CD, and the ConfigMaps beside them, in files that a change reaches, that stand beside or above those, or that are called as such
 * files usually are. Of more than MAX_GITOPS_FILES only the nearest are looked at, and `gitopsFilesLeft` tells how many are not.
 */
export function gitopsObjects(tree: SourceTree, changed: ReadonlySet<string>): readonly GitopsObject[] {
  return candidates(tree, changed)
    .slice(0, MAX_GITOPS_FILES)
    .flatMap((file) => {
      const text = tree.text(file)
      if (text === undefined || !/fluxcd\.io|argoproj\.io|ConfigMap/.test(text)) return []
      return parseYaml(text).documents.flatMap((root) => objectIn(root, file) ?? [])
    })
}

/** How many files that may hold such objects are not looked at. */
export function gitopsFilesLeft(tree: Pick<SourceTree, 'paths'>, changed: ReadonlySet<string>): number {
  return Math.max(0, candidates(tree, changed).length - MAX_GITOPS_FILES)
}

function candidates(tree: Pick<SourceTree, 'paths'>, changed: ReadonlySet<string>): readonly string[] {
  const folders = new Set<string>()
  for (const path of changed) {
    for (let folder = folderOf(path); !folders.has(folder); folder = folderOf(folder)) folders.add(folder)
  }
  const documents = tree.paths.filter((path) => /\.ya?ml$/.test(path))
  const near = documents.filter((path) => changed.has(path) || folders.has(folderOf(path)))
  const others = documents.filter((path) => !changed.has(path) && !folders.has(folderOf(path)))
  return [
    ...near,
    ...others.filter((path) => NAMED.test(path)),
    ...others.filter((path) => !NAMED.test(path) && AS_FOLDER.test(path)),
  ]
}

function objectIn(root: Node, file: string): GitopsObject | undefined {
  const [apiVersion = '', kind = ''] = ['apiVersion', 'kind'].map((key) => textOf(child(root, key)))
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  if (root.kind !== 'map' || !(GROUPS.test(group) || (kind === 'ConfigMap' && apiVersion === 'v1'))) return undefined
  const namespace = textOf(nodeAt(root, ['metadata', 'namespace']))
  return { group, kind, name: textOf(nodeAt(root, ['metadata', 'name'])) ?? '', namespace, file, tree: root }
}

/** The ConfigMap of a name that stands nearest to an object: clusters of one repository call theirs alike. Of two that are as near, none. */
export function configMapOf(objects: readonly GitopsObject[], { file }: GitopsObject, name: string): GitopsObject | undefined {
  const steps = file.split('/')
  const shared = (one: GitopsObject): number => {
    const others = one.file.split('/')
    const first = steps.findIndex((step, index) => step !== others[index])
    return first < 0 ? steps.length : first
  }
  const ranked = objects
    .filter((one) => one.kind === 'ConfigMap' && one.name === name)
    .map((one) => ({ one, near: shared(one) }))
    .toSorted((a, b) => b.near - a.near)
  const [best, second] = ranked
  return best === undefined || best.near === second?.near ? undefined : best.one
}
