import type { RenderPolicy } from '../model/policy.ts'
import type { RemoteChart } from '../model/rendering.ts'
import type { Place } from '../model/span.ts'
import { child, type Node, textOf } from '../model/tree.ts'
import { chartRequest, inlineValues, releaseRequest } from './chart-request.ts'
import { renderChart } from './helm/render.ts'
import type { ChartRequest as HelmRequest, ValueSet } from './helm/request.ts'
import type { ChartRendering, ChartRequest } from './kustomize/build.ts'
import { resolved } from './paths.ts'
import { atVersion, remotePath } from './remote-charts.ts'
import type { SourceTree } from './source-tree.ts'

/**
 * An entry of `helmCharts` as `kustomize build --enable-helm` 5.8 inflates it: a chart of the repository with its values files and inline
 * values, or one that kustomize would pull: what that decides stands where its version is written.
 */
export function inflate(request: ChartRequest, tree: SourceTree, policy: RenderPolicy | undefined): ChartRendering {
  const { chart, place } = request
  const text = (key: string): string | undefined => (typeof chart[key] === 'string' && chart[key] !== '' ? chart[key] : undefined)
  const [name = '', version] = [text('name'), text('version')]
  const homes = [`${request.chartHome}/${name}`, `${request.chartHome}/${name}-${version ?? ''}/${name}`]
  const path = homes.find((home) => tree.has(`${home}/Chart.yaml`))
  const remote = path === undefined ? pulledChart(request) : undefined
  if (path === undefined && remote === undefined) {
    const why = `the chart ${name} (${version ?? 'of any version'}) is nowhere in this repository`
    return { kind: 'unknown', why, at: place }
  }
  if (text('nameTemplate') !== undefined) return { kind: 'unknown', why: 'nameTemplate is not evaluated', at: place }
  const files = [text('valuesFile'), ...textsIn(chart.additionalValuesFiles)].flatMap((file) => file ?? [])
  const sets = files.map((file): ValueSet => valuesAt(tree, request.folder, file, place))
  const inline = inlineSets(tree, request)
  const release = { path: path ?? '', releaseName: text('releaseName') ?? name, ...namespaceIn(request.namespace) }
  const base =
    remote === undefined ? chartRequest(release, tree, policy) : pulledRequest(remote, tree, releaseRequest(release, policy))
  if ('why' in base) return { kind: 'unknown', why: base.why, at: remote?.at ?? place }
  const merged = text('valuesMerge')
  const values =
    merged === 'merge' ? [...inline, ...sets] : merged === 'replace' && inline.length > 0 ? inline : [...sets, ...inline]
  const made = renderChart({ ...base, values, includeCrds: chart.includeCRDs === true || chart.includeCRDs === 'true' })
  const rendering = remote === undefined ? made : atVersion(made, remote)
  if (rendering.kind !== 'rendered' || rendering.unknowns.length === 0) return rendering
  return { kind: 'unknown', why: rendering.unknowns.map(({ why }) => why).join('; '), at: place }
}

/** The chart that kustomize would pull: from a repository, or from a registry. */
function pulledChart({ node, file }: ChartRequest): RemoteChart | undefined {
  const [name, repo, version] = ['name', 'repo', 'version'].map((key) => child(node, key))
  const [text, url] = [textOf(name), textOf(repo)?.replace(/\/+$/, '')]
  if (name === undefined || repo === undefined || text === undefined || url === undefined || url === '') return undefined
  const place = ({ span }: Node): Place => ({ file: span.file ?? file, span: { start: span.start, end: span.end } })
  const whole = { name: text, version: textOf(version) ?? '', at: place(version ?? name), named: [place(name), place(repo)] }
  return url.startsWith('oci://')
    ? { ...whole, kind: 'oci', url: `${url}/${text}`, source: file }
    : { ...whole, kind: 'http', url, source: file }
}

/** A request for a chart that was fetched; or why it was not. */
function pulledRequest(
  remote: RemoteChart,
  tree: SourceTree,
  release: Omit<HelmRequest, 'chart'>,
): HelmRequest | { readonly why: string } {
  const fetched = tree.chart(remote)
  if (fetched === undefined || 'why' in fetched) return { why: fetched?.why ?? `the chart ${remote.name} was not fetched` }
  return { ...release, chart: { kind: 'archive', path: remotePath(remote), bytes: fetched.bytes } }
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
