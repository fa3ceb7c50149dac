import type { RenderPolicy } from '../model/policy.ts'
import type { EntryValues, RenderEntry } from '../model/rendering.ts'
import type { Span } from '../model/span.ts'
import { chartParts } from './chart-dependencies.ts'
import type { ChartFile } from './helm/chart.ts'
import type { ChartRequest, ValueSet } from './helm/request.ts'
import type { SourceTree } from './source-tree.ts'

/** The newest Kubernetes that is known here: charts are rendered for it where the policy names none. */
export const KUBE_VERSION = 'v1.34.0'

/** The request for a chart of the repository with what it depends on, without values of its own. */
export function chartRequest(
  entry: Pick<RenderEntry, 'path' | 'releaseName' | 'namespace' | 'lookup'>,
  tree: SourceTree,
  policy: RenderPolicy | undefined,
  parts: readonly ChartFile[] = chartParts(tree, entry.path).files,
): ChartRequest {
  const files = [...filesOf(tree, entry.path), ...parts]
  return { ...releaseRequest(entry, policy), chart: { kind: 'folder', path: entry.path, files } }
}

/** All of a request but the chart. */
export function releaseRequest(
  entry: Pick<RenderEntry, 'releaseName' | 'namespace' | 'lookup'>,
  policy: RenderPolicy | undefined,
): Omit<ChartRequest, 'chart'> {
  return {
    release: { name: entry.releaseName ?? 'release-name', namespace: entry.namespace ?? 'default', installing: 'unknown' },
    values: [],
    helm: 4,
    kubeVersion: policy?.kubeVersion ?? KUBE_VERSION,
    apiVersions: policy?.apiVersions ?? [],
    includeCrds: true,
    lookup: entry.lookup ?? 'unknown',
    remoteSchemas: 'unknown',
  }
}

/** The files below a folder, named from it. */
export function filesOf(tree: SourceTree, folder: string): readonly ChartFile[] {
  const start = folder === '' ? 0 : folder.length + 1
  return tree.below(folder).flatMap((path) => {
    const bytes = tree.bytes(path)
    return bytes === undefined ? [] : [{ name: path.slice(start), path, bytes }]
  })
}

/**
 * Values that stand inside another document, as a values file of their own: all around them is blanked, so that every value keeps its place.
 */
export function inlineValues(
  path: string,
  text: string,
  { span, text: quoted }: Pick<Extract<EntryValues, { readonly kind: 'inline' }>, 'span' | 'text'>,
): ValueSet {
  if (quoted !== undefined) {
    // What a quoted text comes to is no longer than how it is written: empty lines before it keep its places inside the quotes.
    return { kind: 'file', file: { name: path, path, bytes: new TextEncoder().encode('\n'.repeat(span.start) + quoted) } }
  }
  const blank = (part: string): string => part.replace(/[^\r\n]/g, ' ')
  const end = closedAt(text, span)
  const alone = blank(text.slice(0, span.start)) + text.slice(span.start, end) + blank(text.slice(end))
  return { kind: 'file', file: { name: path, path, bytes: new TextEncoder().encode(alone) } }
}

/** The end of a mapping with the quote and the brackets that close what it opens: a node ends with the last text in it. */
function closedAt(text: string, { start, end }: Span): number {
  // Nothing but the end of a quoted text can be followed by a quote at once.
  const quoted = text[end] === '"' || text[end] === "'"
  const bare = text.slice(start, quoted ? end + 1 : end).replace(QUOTED, '$1')
  const opened = bare.replace(/[^{[]/g, '').length - bare.replace(/[^}\]]/g, '').length
  let at = quoted ? end + 1 : end
  for (let left = opened; left > 0; left--) {
    const closing = /^[\s,]*[}\]]/.exec(text.slice(at, at + 1_000))
    if (closing === null) break
    at += closing[0].length
  }
  return at
}

/** A quoted text begins where a value or a key may begin: the apostrophe of a word opens none. */
const QUOTED = /(^|[\s,[{:])(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*')/g
