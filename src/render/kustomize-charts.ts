import type { RenderPolicy } from '../model/policy.ts'
import { child } from '../model/tree.ts'
import { chartRequest, inlineValues } from './chart-request.ts'
import { renderChart } from './helm/render.ts'
import type { ValueSet } from './helm/request.ts'
import type { ChartRendering, ChartRequest } from './kustomize/build.ts'
import { resolved } from './paths.ts'
import type { SourceTree } from './source-tree.ts'

/**
 * An entry of `helmCharts` as `kustomize build --enable-helm` 5.8 inflates it: a chart of the repository with its values files and inline
 * values. A chart that would be pulled is not known.
 */
export function inflate(request: ChartRequest, tree: SourceTree, policy: RenderPolicy | undefined): ChartRendering {
  const { chart, place } = request
  const text = (key: string): string | undefined => (typeof chart[key] === 'string' && chart[key] !== '' ? chart[key] : undefined)
  const [name = '', version] = [text('name'), text('version')]
  const homes = [`${request.chartHome}/${name}`, `${request.chartHome}/${name}-${version ?? ''}/${name}`]
  const path = homes.find((home) => tree.has(`${home}/Chart.yaml`))
  if (path === undefined) {
    const where = text('repo') ?? 'nowhere in this repository'
    return { kind: 'unknown', why: `the chart ${name} (${version ?? 'of any version'}) is from ${where}`, at: place }
  }
  if (text('nameTemplate') !== undefined) return { kind: 'unknown', why: 'nameTemplate is not evaluated', at: place }
  const files = [text('valuesFile'), ...textsIn(chart.additionalValuesFiles)].flatMap((file) => file ?? [])
  const sets = files.map((file): ValueSet => valuesAt(tree, request.folder, file, place))
  const inline = inlineSets(tree, request)
  const base = chartRequest({ path, releaseName: text('releaseName') ?? name, ...namespaceIn(request.namespace) }, tree, policy)
  const merged = text('valuesMerge')
  const values =
    merged === 'merge' ? [...inline, ...sets] : merged === 'replace' && inline.length > 0 ? inline : [...sets, ...inline]
  const rendering = renderChart({ ...base, values, includeCrds: chart.includeCRDs === true || chart.includeCRDs === 'true' })
  if (rendering.kind !== 'rendered' || rendering.unknowns.length === 0) return rendering
  return { kind: 'unknown', why: rendering.unknowns.map(({ why }) => why).join('; '), at: place }
}

function namespaceIn(namespace: string | undefined): { readonly namespace?: string } {
  return namespace === undefined ? {} : { namespace }
}

function valuesAt(tree: SourceTree, folder: string, file: string, at: ChartRequest['place']): ValueSet {
  const path = resolved(folder, file)
  const bytes = path === undefined ? undefined : tree.bytes(path)
  return path === undefined || bytes === undefined
    ? { kind: 'unknown', why: `the values file ${file} is not in this repository`, at }
    : { kind: 'file', file: { name: file, path, bytes } }
}

function inlineSets(tree: SourceTree, { node, file, place }: ChartRequest): readonly ValueSet[] {
  const inline = child(node, 'valuesInline')
  if (inline === undefined || (inline.kind === 'map' && inline.entries.length === 0)) return []
  const text = tree.text(file)
  return [
    text === undefined
      ? { kind: 'unknown', why: `${file} is not there`, at: place }
      : inlineValues(file, text, { span: inline.span }),
  ]
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
