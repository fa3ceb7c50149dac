import type { RenderPolicy } from '../model/policy.ts'
import type { RenderEntry, Rendering } from '../model/rendering.ts'
import { chartRequest } from './chart-request.ts'
import { renderChart } from './helm/render.ts'
import type { ValueSet } from './helm/request.ts'
import type { Files } from './kustomize/build.ts'
import { renderKustomization } from './kustomize/render.ts'
import { inflate } from './kustomize-charts.ts'
import type { Renderers } from './render.ts'
import type { SourceTree } from './source-tree.ts'

/** How every kind of entry is rendered, with what the policy says of the cluster. */
export function renderersFor(policy: RenderPolicy | undefined): Renderers {
  return {
    chart: (entry, tree) => renderChartEntry(entry, tree, policy),
    kustomization: (entry, tree) => renderKustomizationEntry(entry, tree, policy),
  }
}

/** What Helm 4 would install. A chart that is not all there is rendered without what it lacks, which stays unknown. */
function renderChartEntry(entry: RenderEntry, tree: SourceTree, policy: RenderPolicy | undefined): Rendering {
  const values = entry.values.flatMap((path): readonly ValueSet[] => {
    const bytes = tree.bytes(path)
    return bytes === undefined ? [] : [{ kind: 'file', file: { name: path, path, bytes } }]
  })
  if (values.length < entry.values.length)
    return { kind: 'failed', failure: 'missing-file', why: 'a values file is not there', at: entry.at }
  const request = chartRequest(entry, tree, policy)
  const whole = renderChart({ ...request, values })
  if (whole.kind !== 'failed' || whole.failure !== 'missing-dependency') return whole
  const rest = renderChart({ ...request, values, missing: 'leave-out' })
  return rest.kind === 'failed' ? { kind: 'unknown', why: whole.why, ...(whole.at === undefined ? {} : { at: whole.at }) } : rest
}

/** What `kustomize build` prints, with charts inflated as with `--enable-helm`. */
function renderKustomizationEntry(entry: RenderEntry, tree: SourceTree, policy: RenderPolicy | undefined): Rendering {
  const files: Files = {
    text: tree.text,
    bytes: tree.bytes,
    folder: (path) => path === '' || tree.below(path).length > 0,
  }
  return renderKustomization({ files, path: entry.path, options: { helm: (request) => inflate(request, tree, policy) } })
    .rendering
}
