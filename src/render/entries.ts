import { matchesGlob } from '../model/glob.ts'
import type { RenderedChart } from '../model/policy.ts'
import type { EntryValues, RenderEntry } from '../model/rendering.ts'
import { type RootChart, reachedCharts } from './chart-graph.ts'
import { argoEntries } from './gitops/argo.ts'
import { fleetEntries } from './gitops/fleet.ts'
import { fluxEntries } from './gitops/flux.ts'
import { helmfileEntries } from './gitops/helmfile.ts'
import { gitopsObjects } from './gitops/objects.ts'
import { skaffoldEntries } from './gitops/skaffold.ts'
import { terraformEntries } from './gitops/terraform.ts'
import { type ReachedKustomization, reachedKustomizations } from './kustomization-graph.ts'
import { foldersAround, isKustomizationIn } from './paths.ts'
import type { SourceTree } from './source-tree.ts'

const START = { start: 0, end: 0 }

/** What is said outside the tree of how it is deployed: by the policy, and which repository it is. */
export interface EntrySettings {
  readonly charts: readonly RenderedChart[]
  readonly ignore: readonly string[]
  readonly repository: string
}

const NO_SETTINGS: EntrySettings = { charts: [], ignore: [], repository: '' }

/** The entries of a side that a change reaches; which files they need beyond the definitions is found by rendering them. */
export function entriesOf(
  tree: SourceTree,
  changed: ReadonlySet<string>,
  settings: EntrySettings = NO_SETTINGS,
): readonly RenderEntry[] {
  const kustomizations = reachedKustomizations(tree, changed)
  const scene = { tree, objects: gitopsObjects(tree, changed), repository: settings.repository }
  const beside = [helmfileEntries, skaffoldEntries, fleetEntries, terraformEntries].flatMap((find) => find(tree, changed))
  const declared = numbered(withDistinctIds([...fluxEntries(scene), ...argoEntries(scene), ...beside]))
  const named = declared.filter(({ kind }) => kind === 'chart')
  const charts = reachedCharts(tree, changed, valuesOf([...settings.charts.map(chosenFiles), ...named.map(filesOf)]))
  const reached = {
    folders: new Set(kustomizations.map(({ folder }) => folder)),
    charts: new Set(charts.map(({ folder }) => folder)),
    touched: foldersAround(changed),
  }
  const deployed = declared.filter((entry) => isReached(entry, tree, changed, reached))
  // Such a file may be an example beside a chart that others install: the chart is still rendered by itself.
  const own = new Set(beside.map(({ at }) => at.file))
  const taken = new Set(
    declared
      .filter(({ unrendered, at }) => unrendered === undefined && !own.has(at.file))
      .map(({ kind, path }) => `${kind} ${path}`),
  )
  const roots = kustomizations.filter(({ folder, root }) => root && !taken.has(`kustomization ${folder}`)).map(rootEntry)
  const others = charts.flatMap((chart) => {
    const said = settings.charts.filter((one) => one.chart === chart.folder)
    if (said.length > 0) return said.map((one) => chosenChart(chart, one))
    return taken.has(`chart ${chart.folder}`) ? [] : guessedCharts(chart)
  })
  const all = [...deployed, ...roots, ...others].filter(({ path }) => !settings.ignore.some((glob) => matchesGlob(glob, path)))
  return numbered(all)
}

interface Reached {
  readonly folders: ReadonlySet<string>
  readonly charts: ReadonlySet<string>
  /** Folders that something changed in. */
  readonly touched: ReadonlySet<string>
}

/** By its own object, by what it renders, or by a file whose values or variables it takes. */
function isReached(
  entry: RenderEntry,
  tree: SourceTree,
  changed: ReadonlySet<string>,
  { folders, charts, touched }: Reached,
): boolean {
  const { kind, path, at, values, substitution, from = [], madeBy } = entry
  const files = values.map(fileOf)
  const variables = [...(substitution?.variables.values() ?? [])].map((variable) => variable.at.file)
  if ([at.file, ...from, ...(madeBy === undefined ? [] : [madeBy]), ...files, ...variables].some((file) => changed.has(file)))
    return true
  if (entry.unrendered !== undefined && path === '') return false
  if (kind === 'chart') return charts.has(path)
  return folders.has(path) || (!isKustomizationIn(tree, path) && touched.has(path))
}

/** The file that a layer of values is written in. */
function fileOf(values: EntryValues): string {
  if (values.kind === 'file') return values.path
  return values.kind === 'inline' || values.kind === 'tree' ? values.file : values.at.file
}

/** Several clusters of one repository often have objects of one name: each entry is told apart by its file. */
function withDistinctIds(entries: readonly RenderEntry[]): readonly RenderEntry[] {
  const counts = Map.groupBy(entries, ({ id }) => id)
  return entries.map((entry) =>
    (counts.get(entry.id)?.length ?? 0) > 1 ? { ...entry, id: `${entry.id} in ${entry.at.file}` } : entry,
  )
}

function rootEntry({ folder, file }: ReachedKustomization): RenderEntry {
  const id = `kustomization ${folder === '' ? '.' : folder}`
  return { ...{ id, kind: 'kustomization', path: folder, sure: true, values: [] }, at: { file, span: START } }
}

/** Entries that are still of one name, such as two objects of one file or a chart that the policy installs twice, by their order. */
function numbered(entries: readonly RenderEntry[]): readonly RenderEntry[] {
  const seen = new Map<string, number>()
  return entries.map((entry) => {
    const count = (seen.get(entry.id) ?? 0) + 1
    seen.set(entry.id, count)
    return count === 1 ? entry : { ...entry, id: `${entry.id} (${count})` }
  })
}

interface ChartFiles {
  readonly folder: string
  readonly files: readonly string[]
}

function chosenFiles({ chart, values }: RenderedChart): ChartFiles {
  return { folder: chart, files: values }
}

function filesOf({ path, values }: RenderEntry): ChartFiles {
  return { folder: path, files: values.flatMap((one) => (one.kind === 'file' ? [one.path] : [])) }
}

function valuesOf(charts: readonly ChartFiles[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...Map.groupBy(charts, ({ folder }) => folder)].map(([folder, some]) => [folder, some.flatMap(({ files }) => files)]),
  )
}

/** A chart with the values that the policy says. */
function chosenChart({ folder, file }: RootChart, { values, releaseName, namespace }: RenderedChart): RenderEntry {
  return {
    ...{ id: chartId(folder, values), kind: 'chart', path: folder, sure: true, at: { file, span: START } },
    values: values.map((path) => ({ kind: 'file', path })),
    ...(releaseName === undefined ? {} : { releaseName }),
    ...(namespace === undefined ? {} : { namespace }),
  }
}

/** A chart with its own values, and with each file that is one of values by its name. */
function guessedCharts({ folder, file, valueFiles }: RootChart): readonly RenderEntry[] {
  return [[], ...valueFiles.map((path) => [path])].map(
    (values): RenderEntry => ({
      ...{ id: chartId(folder, values), kind: 'chart', path: folder, sure: false, at: { file, span: START } },
      values: values.map((path) => ({ kind: 'file', path })),
    }),
  )
}

function chartId(folder: string, values: readonly string[]): string {
  const name = `chart ${folder === '' ? '.' : folder}`
  const inside = values.map((path) => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path))
  return inside.length === 0 ? name : `${name} with ${inside.join(' and ')}`
}
