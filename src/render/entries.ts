import { matchesGlob } from '../model/glob.ts'
import type { RenderedChart, RenderPolicy } from '../model/policy.ts'
import type { RenderEntry } from '../model/rendering.ts'
import { type RootChart, reachedCharts } from './chart-graph.ts'
import { reachedRoots } from './kustomization-graph.ts'
import type { SourceTree } from './source-tree.ts'

const START = { start: 0, end: 0 }

/** The entries of a side that a change reaches; which files they need beyond the definitions is found by rendering them. */
export function entriesOf(
  tree: SourceTree,
  changed: ReadonlySet<string>,
  settings: Pick<RenderPolicy, 'charts' | 'ignore'> = NO_SETTINGS,
): readonly RenderEntry[] {
  const kustomizations = reachedRoots(tree, changed).map(
    ({ folder, file }): RenderEntry => ({
      ...{ id: `kustomization ${folder === '' ? '.' : folder}`, kind: 'kustomization', path: folder, sure: true, values: [] },
      at: { file, span: START },
    }),
  )
  const charts = reachedCharts(tree, changed, valuesOf(settings.charts)).flatMap((chart) => {
    const said = settings.charts.filter((one) => one.chart === chart.folder)
    return said.length > 0 ? said.map((one) => chosenChart(chart, one)) : guessedCharts(chart)
  })
  return [...kustomizations, ...charts].filter(({ path }) => !settings.ignore.some((glob) => matchesGlob(glob, path)))
}

function valuesOf(charts: readonly RenderedChart[]): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(charts, ({ chart }) => chart)
  return new Map([...groups].map(([folder, some]) => [folder, some.flatMap(({ values }) => values)]))
}

const NO_SETTINGS = { charts: [], ignore: [] }

/** A chart with the values that the policy says. */
function chosenChart({ folder, file }: RootChart, { values, releaseName, namespace }: RenderedChart): RenderEntry {
  return {
    ...{ id: chartId(folder, values), kind: 'chart', path: folder, sure: true, values, at: { file, span: START } },
    ...(releaseName === undefined ? {} : { releaseName }),
    ...(namespace === undefined ? {} : { namespace }),
  }
}

/** A chart with its own values, and with each file that is one of values by its name. */
function guessedCharts({ folder, file, valueFiles }: RootChart): readonly RenderEntry[] {
  return [[], ...valueFiles.map((path) => [path])].map(
    (values): RenderEntry => ({
      ...{ id: chartId(folder, values), kind: 'chart', path: folder, sure: false, values, at: { file, span: START } },
    }),
  )
}

function chartId(folder: string, values: readonly string[]): string {
  const name = `chart ${folder === '' ? '.' : folder}`
  const inside = values.map((path) => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path))
  return inside.length === 0 ? name : `${name} with ${inside.join(' and ')}`
}
