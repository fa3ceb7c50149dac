import type { RemoteChart, RenderedDocument, Rendering } from '../model/rendering.ts'
import type { Place, Span } from '../model/span.ts'
import type { Node, Unknown } from '../model/tree.ts'

/** What became of a chart that lies outside the repository: its archive, or why there is none. */
export type FetchedChart = { readonly bytes: Uint8Array } | { readonly why: string }

/** The name under which a remote chart was fetched: charts of one name are one. */
export function chartKey({ kind, url, name, version }: RemoteChart): string {
  return JSON.stringify([kind, url, name, version])
}

/** The path that the files of a remote chart are told apart by: no file of a repository is called so. */
export function remotePath({ url, name, version }: RemoteChart): string {
  return `${url}#${name}@${version}`
}

/** A rendering of a remote chart in which everything that came from it stands where the repository names its version: that is the line to edit. */
export function atVersion(rendering: Rendering, chart: RemoteChart): Rendering {
  const placed = rendering.kind === 'rendered' || rendering.at !== undefined ? rendering : { ...rendering, at: chart.at }
  return atVersions(placed, [chart])
}

/** A rendering in which everything that came from remote charts stands where the repository names their versions. */
export function atVersions(rendering: Rendering, charts: readonly RemoteChart[]): Rendering {
  if (charts.length === 0) return rendering
  const prefixes = charts.map((chart) => ({ chart, prefix: remotePath(chart) }))
  const remoteOf = (file: string): RemoteChart | undefined =>
    prefixes.find(({ prefix }) => file === prefix || file.startsWith(`${prefix}/`))?.chart
  const place = (one: Place): Place => remoteOf(one.file)?.at ?? one
  if (rendering.kind !== 'rendered') return rendering.at === undefined ? rendering : { ...rendering, at: place(rendering.at) }
  return {
    ...rendering,
    documents: rendering.documents.map((one): RenderedDocument => {
      const source = remoteOf(one.source)?.at.file ?? one.source
      return { ...one, source, root: moved(one.root, { place, source: one.source }) }
    }),
    unknowns: rendering.unknowns.map((one) => unknownAt(one, place)),
  }
}

interface Move {
  readonly place: (one: Place) => Place
  readonly source: string
}

function moved<T extends Node>(node: T, move: Move): T
function moved(node: Node, move: Move): Node {
  const span = spanOf(node.span, move)
  if (node.kind === 'list') return { ...node, span, items: node.items.map((one) => moved(one, move)) }
  if (node.kind === 'map') {
    const entries = node.entries.map(({ key, value }) => ({ key: moved(key, move), value: moved(value, move) }))
    return { ...node, span, entries }
  }
  const { sources, unknown } = node
  return {
    ...node,
    span,
    ...(sources === undefined ? {} : { sources: distinct(sources.map(move.place)) }),
    ...(unknown === undefined ? {} : { unknown: unknownAt(unknown, move.place) }),
  }
}

function spanOf(span: Span, { place, source }: Move): Span {
  const { file, span: at } = place({ file: span.file ?? source, span })
  return { start: at.start, end: at.end, file }
}

function unknownAt(unknown: Unknown, place: (one: Place) => Place): Unknown {
  return unknown.at === undefined ? unknown : { ...unknown, at: place(unknown.at) }
}

function distinct(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((one) => [`${one.span.start} ${one.span.end} ${one.file}`, one])).values()]
}
