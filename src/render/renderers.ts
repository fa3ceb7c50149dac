import type { RenderPolicy } from '../model/policy.ts'
import type { EntryValues, LackingChart, RemoteChart, RenderEntry, Rendering } from '../model/rendering.ts'
import { chartParts } from './chart-dependencies.ts'
import { chartRequest, inlineValues, releaseRequest } from './chart-request.ts'
import { renderDirectory } from './directory.ts'
import { withOverlay } from './gitops/overlay.ts'
import { postRendered } from './gitops/post-render.ts'
import { substituted } from './gitops/substitute.ts'
import { unpackChart } from './helm/archive.ts'
import { ChartError, type ChartFile, ChartLimit } from './helm/chart.ts'
import { renderChart } from './helm/render.ts'
import type { ChartRequest, ChartSource, ValueSet } from './helm/request.ts'
import type { Files, KustomizeOptions } from './kustomize/build.ts'
import { renderKustomization } from './kustomize/render.ts'
import { inflate } from './kustomize-charts.ts'
import { tableOf } from './node-values.ts'
import { atVersion, atVersions, remotePath } from './remote-charts.ts'
import type { Renderers } from './render.ts'
import type { SourceTree } from './source-tree.ts'

/** How every kind of entry is rendered, with what the policy says of the cluster. */
export function renderersFor(policy: RenderPolicy | undefined): Renderers {
  return {
    chart: (entry, tree) => renderChartEntry(entry, tree, policy),
    directory: renderDirectory,
    kustomization: (entry, tree) => renderKustomizationEntry(entry, tree, policy),
  }
}

/** What Helm 4 would install. A chart that is not all there is rendered without what it lacks, which stays unknown. */
function renderChartEntry(entry: RenderEntry, tree: SourceTree, policy: RenderPolicy | undefined): Rendering {
  const { remote } = entry
  if (remote !== undefined) return renderRemote(entry, remote, { tree, policy })
  const values = entry.values.flatMap((one) => valueSet(one, tree) ?? [])
  if (values.length < entry.values.length) return valuesMissing(entry)
  const { files, charts, why, deeper } = chartParts(tree, entry.path)
  const rendering = wholeOrRest({ ...chartRequest(entry, tree, policy, files), values, whyMissing: why })
  return afterwards(atVersions(lackingToo(rendering, deeper), charts), entry, tree)
}

/** A rendering that lacks these charts as well, unless what would hold them is left out. */
function lackingToo(rendering: Rendering, deeper: readonly LackingChart[]): Rendering {
  if (rendering.kind !== 'rendered') return rendering
  const there = deeper.filter(({ keys }) => !keys.some((key) => rendering.off?.includes(key)))
  if (there.length === 0) return rendering
  const unknowns = [...rendering.unknowns, ...there.map(({ why }) => ({ why }))]
  return { ...rendering, unknowns, lacking: [...(rendering.lacking ?? []), ...there] }
}

function afterwards(rendering: Rendering, { postRendering }: RenderEntry, tree: SourceTree): Rendering {
  return postRendering === undefined ? rendering : postRendered(rendering, postRendering, tree)
}

function valuesMissing({ at }: RenderEntry): Rendering {
  return { kind: 'failed', failure: 'missing-file', why: 'a values file is not there', at }
}

/** A chart that was fetched; one that was not, or not yet, is unknown where its version is written. */
function renderRemote(
  entry: RenderEntry,
  remote: RemoteChart,
  { tree, policy }: { readonly tree: SourceTree; readonly policy: RenderPolicy | undefined },
): Rendering {
  const sets = entry.values.map((one) => (one.kind === 'chart-file' ? one : valueSet(one, tree)))
  const fetched = tree.chart(remote)
  if (fetched === undefined || 'why' in fetched)
    return { kind: 'unknown', why: fetched?.why ?? `the chart ${remote.name} was not fetched`, at: remote.at }
  const path = remotePath(remote)
  const files = sets.some((one) => one?.kind === 'chart-file') ? filesOfArchive(fetched.bytes, path) : []
  const values = sets.flatMap((one) => (one?.kind === 'chart-file' ? fileIn(files, one) : (one ?? 'missing')))
  if (values.includes('missing')) return valuesMissing(entry)
  const chart: ChartSource = { kind: 'archive', path, bytes: fetched.bytes }
  const known = values.filter((one) => one !== 'missing')
  return atVersion(afterwards(wholeOrRest({ ...releaseRequest(entry, policy), chart, values: known }), entry, tree), remote)
}

/** The files of a packed chart; of one that cannot be unpacked none, which rendering it then says. */
function filesOfArchive(bytes: Uint8Array, path: string): readonly ChartFile[] {
  try {
    return unpackChart(bytes, path)
  } catch (error) {
    if (error instanceof ChartError || error instanceof ChartLimit) return []
    throw error
  }
}

function fileIn(
  files: readonly ChartFile[],
  { name, optional }: Extract<EntryValues, { readonly kind: 'chart-file' }>,
): readonly (ValueSet | 'missing')[] {
  const file = files.findLast((one) => one.name === name)
  return file === undefined ? (optional ? [] : ['missing']) : [{ kind: 'file', file }]
}

function wholeOrRest(request: ChartRequest): Rendering {
  const whole = renderChart(request)
  if (whole.kind !== 'failed' || whole.failure !== 'missing-dependency') return whole
  const rest = renderChart({ ...request, missing: 'leave-out' })
  return rest.kind === 'failed' ? { kind: 'unknown', why: whole.why, ...(whole.at === undefined ? {} : { at: whole.at }) } : rest
}

/** One layer of values with its text; undefined for a file that is not there. */
function valueSet(values: EntryValues, tree: SourceTree): ValueSet | undefined {
  if (values.kind === 'chart-file') return undefined
  if (values.kind === 'set' || values.kind === 'unknown') return values
  if (values.kind === 'tree') return { kind: 'table', table: tableOf(values.root, values.file) }
  if (values.kind === 'inline') {
    const text = tree.text(values.file)
    return text === undefined ? undefined : inlineValues(values.file, text, values)
  }
  const bytes = tree.bytes(values.path)
  return bytes === undefined ? undefined : { kind: 'file', file: { name: values.path, path: values.path, bytes } }
}

/** What `kustomize build` prints, with charts inflated as with `--enable-helm`; as Flux and Argo CD build it where they do. */
function renderKustomizationEntry(entry: RenderEntry, tree: SourceTree, policy: RenderPolicy | undefined): Rendering {
  const { overlay, substitution } = entry
  const files: Files = { text: tree.text, bytes: tree.bytes, folder: (path) => path === '' || tree.below(path).length > 0 }
  const options: KustomizeOptions = {
    helm: (request) => inflate(request, tree, policy),
    ...(overlay === undefined
      ? {}
      : { order: 'fifo', loadRestriction: 'none', top: (read) => withOverlay(read, overlay, entry.path, tree) }),
  }
  const { rendering } = renderKustomization({ files, path: entry.path, options })
  return substitution === undefined ? rendering : substituted(rendering, substitution)
}
