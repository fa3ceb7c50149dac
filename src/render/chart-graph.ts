import { parseYaml } from '../languages/yaml/yaml.ts'
import { child, itemsOf, textOf } from '../model/tree.ts'
import { folderOf, isWithin, resolved } from './paths.ts'
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
  const own = new Set(folders.filter((folder) => !folders.some((other) => isSubchart(other, folder))))
  const charts = [...own].map((folder) => readChart(tree, folder))
  const reached = new Set<string>(
    charts.map(({ folder }) => folder).filter((folder) => isReached(folder, changed, values.get(folder) ?? [])),
  )
  for (let grown = true; grown; ) {
    const more = charts.filter(({ folder, uses }) => !reached.has(folder) && uses.some((used) => reached.has(used)))
    for (const { folder } of more) reached.add(folder)
    grown = more.length > 0
  }
  return charts
    .filter(({ folder, library }) => reached.has(folder) && !library)
    .map(({ folder, file }) => ({ folder, file, valueFiles: valueFilesOf(tree, folder) }))
}

function isReached(folder: string, changed: ReadonlySet<string>, values: readonly string[]): boolean {
  return values.some((path) => changed.has(path)) || [...changed].some((path) => isWithin(folder, path))
}

function isSubchart(parent: string, folder: string): boolean {
  return folder.startsWith(parent === '' ? 'charts/' : `${parent}/charts/`)
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
