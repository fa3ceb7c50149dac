import { type Deadline, never, OVERTIME } from '../model/deadline.ts'
import type { RemoteChart, RenderEntry, RenderedEntry, Rendering } from '../model/rendering.ts'
import { coversOf } from './covers.ts'
import { type EntrySettings, entriesOf } from './entries.ts'
import type { FetchedChart } from './remote-charts.ts'
import { type Listing, noted, type SourceTree } from './source-tree.ts'

/** One renderer per kind of entry: reads what it needs from the tree, and touches nothing else. */
export type Renderers = Readonly<Record<RenderEntry['kind'], (entry: RenderEntry, tree: SourceTree) => Rendering>>

/** What is known of one side: all names, contents as far as they were read, and what cannot be read. */
export interface SideContents {
  readonly listing: Listing
  readonly contents: ReadonlyMap<string, Uint8Array>
  readonly unreadable?: ReadonlySet<string>
  /** Entries that were rendered with all that they need, by their ids: they are not rendered again. Filled by `renderSide`. */
  readonly done?: Map<string, RenderedEntry>
  readonly deadline?: Deadline
  /** What became of charts that lie outside the repository, by their keys. */
  readonly charts?: ReadonlyMap<string, FetchedChart>
}

/** The entries of one side that a change reaches, rendered as far as the contents go, and the files that must be read to go on. */
export interface RenderedSide {
  readonly entries: readonly RenderedEntry[]
  readonly wanted: ReadonlySet<string>
  /** Charts outside the repository that must be fetched to go on, by their keys. */
  readonly wantedCharts?: ReadonlyMap<string, RemoteChart>
}

/** One entry's trouble is that entry's: what a renderer did not foresee, such as nesting that its stack does not hold, leaves it unknown. */
function attempt(render: () => Rendering): Rendering {
  try {
    return render()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { kind: 'unknown', why: `rendering it ended in an error of Preadmit itself: ${error.message}` }
  }
}

function unrendered({ unrendered: part }: RenderEntry): Rendering | undefined {
  return part === undefined ? undefined : { kind: 'unknown', why: part.why, at: part.at }
}

/**
 * Renders what a change reaches on one side. While `wanted` is not empty the renderings are not final: with those files read, ask again.
 * What needs a file that is there and cannot be read is unknown.
 */
export function renderSide(
  { listing, contents, unreadable = new Set(), done = new Map(), deadline = never, charts }: SideContents,
  changed: ReadonlySet<string>,
  renderers: Renderers,
  settings?: EntrySettings,
): RenderedSide {
  const definitions = noted(listing, contents)
  const found = entriesOf(definitions, changed, settings)
  const first = new Set([...definitions.wanted].filter((path) => !unreadable.has(path)))
  if (first.size > 0) return { entries: [], wanted: first }
  const wanted = new Set<string>()
  const wantedCharts = new Map<string, RemoteChart>()
  const entries = found.map((entry): RenderedEntry => {
    const known = done.get(entry.id)
    if (known !== undefined) return known
    if (deadline.passed()) return { entry, rendering: { kind: 'unknown', why: OVERTIME }, used: new Set(), covers: new Set() }
    const tree = noted(listing, contents, charts)
    const rendering = attempt(() => unrendered(entry) ?? renderers[entry.kind](entry, tree))
    const missing = [...tree.wanted].filter((path) => !unreadable.has(path))
    for (const path of missing) wanted.add(path)
    for (const [key, chart] of tree.wantedCharts) wantedCharts.set(key, chart)
    const lost = [...tree.wanted].find((path) => unreadable.has(path))
    const why = `${lost} could not be read`
    const used = new Set(tree.used)
    const rendered: RenderedEntry = {
      ...{ entry, used, covers: coversOf(used, entry, { tree, rendering }) },
      rendering: lost === undefined ? rendering : { kind: 'unknown', why },
      ...(tree.askedCharts.length === 0 ? {} : { charts: tree.askedCharts }),
    }
    if (missing.length === 0 && tree.wantedCharts.size === 0) done.set(entry.id, rendered)
    return rendered
  })
  return { entries, wanted, wantedCharts }
}
