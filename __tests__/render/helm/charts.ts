import type { Rendering } from '../../../src/model/rendering.ts'
import type { Node } from '../../../src/model/tree.ts'
import type { ChartFile } from '../../../src/render/helm/chart.ts'
import { renderChart } from '../../../src/render/helm/render.ts'
import type { ChartRequest } from '../../../src/render/helm/request.ts'

export const CHART = 'apiVersion: v2\nname: web\nversion: 1.0.0\n'

/** Files of a chart by name. */
export function filesOf(files: Readonly<Record<string, string | Uint8Array>>): readonly ChartFile[] {
  return Object.entries(files).map(([name, content]) => ({
    name,
    path: `charts/web/${name}`,
    bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  }))
}

/** A chart rendered as `helm template shop . --namespace ns --kube-version v1.34.0 --include-crds`. */
export function render(files: Readonly<Record<string, string | Uint8Array>>, more: Partial<ChartRequest> = {}): Rendering {
  return renderChart({
    chart: { kind: 'folder', path: 'charts/web', files: filesOf(files) },
    release: { name: 'shop', namespace: 'ns', installing: 'first' },
    values: [],
    helm: 3,
    kubeVersion: 'v1.34.0',
    apiVersions: [],
    includeCrds: true,
    lookup: 'empty',
    ...more,
  })
}

/** A rendered node as plain JavaScript, `?` for what is not known. */
export function plain(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind === 'map') return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]))
  if (node.unknown !== undefined) return '?'
  return node.plain ? JSON.parse(node.text) : node.text
}

/** The documents of a rendering, or why there are none. */
export function documents(rendering: Rendering): unknown {
  return rendering.kind === 'rendered'
    ? rendering.documents.map(({ root }) => plain(root))
    : `${rendering.kind}: ${rendering.why}`
}

/** What one template prints over one values file, as documents. */
export function printed(template: string, values = '', more: Partial<ChartRequest> = {}): unknown {
  return documents(render({ 'Chart.yaml': CHART, 'values.yaml': values, 'templates/a.yaml': template }, more))
}
