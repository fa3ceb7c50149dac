import { parseYaml } from '../languages/yaml/yaml.ts'
import { child, type Node, textOf } from '../model/tree.ts'
import { folderOf, foldersAround, resolved } from './paths.ts'
import type { SourceTree } from './source-tree.ts'

const NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/

/** One kustomization file: its folder, whether it is a component, and what it names in the repository. */
interface Kustomization {
  readonly folder: string
  readonly file: string
  readonly component: boolean
  readonly charts: boolean
  readonly files: ReadonlySet<string>
  readonly folders: ReadonlySet<string>
}

/** A kustomization that a change reaches; a root is used by no other one. */
export interface ReachedKustomization {
  readonly folder: string
  readonly file: string
  readonly root: boolean
}

/**
 * The kustomizations that a change reaches: through any path that they or what they use name. A file that cannot be parsed names nothing;
 * rendering it then says so. Components are applied by nobody alone.
 */
export function reachedKustomizations(tree: SourceTree, changed: ReadonlySet<string>): readonly ReachedKustomization[] {
  const all = tree.paths.filter((path) => NAME.test(path)).map((path) => readKustomization(tree, path))
  const byFolder = new Set(all.map(({ folder }) => folder))
  const users = new Map<string, Kustomization[]>()
  for (const one of all)
    for (const folder of one.folders) {
      const known = users.get(folder)
      if (known !== undefined) known.push(one)
      else if (byFolder.has(folder)) users.set(folder, [one])
    }
  const reached = new Set<Kustomization>()
  const climb = (one: Kustomization): void => {
    if (reached.has(one)) return
    reached.add(one)
    for (const user of users.get(one.folder) ?? []) climb(user)
  }
  const touched = foldersAround(changed)
  for (const one of all) if (isTouched(one, changed, touched)) climb(one)
  return [...reached]
    .filter(({ component }) => !component)
    .map(({ folder, file }) => ({ folder, file, root: (users.get(folder) ?? []).length === 0 }))
}

function isTouched(one: Kustomization, changed: ReadonlySet<string>, touched: ReadonlySet<string>): boolean {
  if (changed.has(one.file) || (one.charts && touched.has(one.folder))) return true
  for (const path of one.files) if (changed.has(path)) return true
  return false
}

function readKustomization(tree: SourceTree, file: string): Kustomization {
  const folder = folderOf(file)
  const documents = parseYaml(tree.text(file) ?? '').documents
  const named = documents.flatMap((document) => [...textsIn(document)])
  const paths = named.flatMap((text) => {
    const path = text.length > 1_024 ? undefined : resolved(folder, text)
    return path === undefined || path === folder ? [] : [path]
  })
  return {
    ...{ folder, file },
    component: documents.some((document) => textOf(child(document, 'kind')) === 'Component'),
    charts: documents.some((document) => child(document, 'helmCharts') !== undefined),
    files: new Set(paths.filter(tree.has)),
    folders: new Set(paths.filter((path) => !tree.has(path))),
  }
}

/** Every text of a document; of `name=path` both the whole and the path. */
function* textsIn(node: Node): Generator<string> {
  if (node.kind === 'scalar') {
    yield node.text
    const equals = node.text.indexOf('=')
    if (equals >= 0) yield node.text.slice(equals + 1)
  } else if (node.kind === 'list') for (const item of node.items) yield* textsIn(item)
  else for (const { value } of node.entries) yield* textsIn(value)
}
