import { parseYaml } from '../languages/yaml/yaml.ts'
import { child, itemsOf, textOf } from '../model/tree.ts'
import { folderOf, foldersAround, resolved } from './paths.ts'
import type { SourceTree } from './source-tree.ts'

const NAME = /(?:^|\/)Chart\.yaml$/
/** Files beside a chart that are values by their name: each is taken for a set over the chart's own. */
const VALUES =
  /^(?:values[-_.][^/]*|[^/]*[-_.]values|ci\/[^/]*values|values\/[^/]*|env(?:s|ironments)?\/(?:[^/]*\/)*[^/]*)\.ya?ml$/

/** A chart of the repository that is installed as it is, and the files that may be values for it. */
export interface RootChart {
  readonly folder: string
  readonly file: string
  readonly valueFiles: readonly string[]
}

interface Chart {
  readonly folder: string
  readonly file: string
  readonly library: boolean
  /** Folders that its dependencies name by `file://`. */
  readonly uses: readonly string[]
}

/**
 * The charts that a change reaches and that are no part of another one: by any file below them, by one of the values files that are known to
 * be laid over them (`values`, by folder), or below a chart that they depend on by `file://`.
 */
export function reachedCharts(
  tree: SourceTree,
  changed: ReadonlySet<string>,
  values: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly RootChart[] {
  const folders = tree.paths.filter((path) => NAME.test(path)).map(folderOf)
  const all = new Set(folders)
  const own = new Set(folders.filter((folder) => !isSubchart(folder, all)))
  const charts = [...own].map((folder) => readChart(tree, folder))
  const touched = foldersAround(changed)
  const reached = withUsers(
    charts,
    charts
      .map(({ folder }) => folder)
      .filter((folder) => touched.has(folder) || (values.get(folder) ?? []).some((path) => changed.has(path))),
  )
  return charts
    .filter(({ folder, library }) => reached.has(folder) && !library)
    .map(({ folder, file }) => ({ folder, file, valueFiles: valueFilesOf(tree, folder) }))
}

/** Those charts and all that depend on them, over any number of steps. */
function withUsers(charts: readonly Chart[], start: readonly string[]): ReadonlySet<string> {
  const users = new Map<string, string[]>()
  for (const { folder, uses } of charts) {
    for (const used of uses) {
      const known = users.get(used)
      if (known === undefined) users.set(used, [folder])
      else known.push(folder)
    }
  }
  const reached = new Set(start)
  for (const folder of reached) for (const user of users.get(folder) ?? []) reached.add(user)
  return reached
}

/** Whether a folder lies below the `charts` of a chart. */
function isSubchart(folder: string, charts: ReadonlySet<string>): boolean {
  for (const { index } of `/${folder}`.matchAll(/\/charts(?=\/)/g))
    if (charts.has(folder.slice(0, Math.max(0, index - 1)))) return true
  return false
}

function readChart(tree: SourceTree, folder: string): Chart {
  const file = folder === '' ? 'Chart.yaml' : `${folder}/Chart.yaml`
  const [document] = parseYaml(tree.text(file) ?? '').documents
  const uses = itemsOf(child(document, 'dependencies')).flatMap((dependency) => {
    const repository = textOf(child(dependency, 'repository')) ?? ''
    return repository.startsWith('file://') ? (resolved(folder, repository.slice('file://'.length)) ?? []) : []
  })
  return { folder, file, library: textOf(child(document, 'type')) === 'library', uses }
}

function valueFilesOf(tree: SourceTree, folder: string): readonly string[] {
  const start = folder === '' ? 0 : folder.length + 1
  return tree.below(folder).filter((path) => VALUES.test(path.slice(start)) && !path.slice(start).startsWith('templates/'))
}
