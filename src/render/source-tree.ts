import type { RemoteChart } from '../model/rendering.ts'
import { readUtf8 } from '../model/utf8.ts'
import { chartKey, type FetchedChart } from './remote-charts.ts'

/** The files of one side, as far as they were read, and the names of all. */
export interface SourceTree {
  /** Every path of the side, in code unit order. */
  readonly paths: readonly string[]
  readonly has: (path: string) => boolean
  /** The paths below a folder (`a/b`, or empty for the root), whatever their depth. */
  readonly below: (folder: string) => readonly string[]
  /** The bytes of a file; undefined when there is none of that name or it was not read yet, which `wanted` then tells. */
  readonly bytes: (path: string) => Uint8Array | undefined
  /** The text of a file as UTF-8, a byte order mark kept; undefined as `bytes`, or when it is not UTF-8. */
  readonly text: (path: string) => string | undefined
  /** What became of a chart that lies outside the repository; undefined when it was not asked for yet, which `wantedCharts` then tells. */
  readonly chart: (chart: RemoteChart) => FetchedChart | undefined
}

/** A view of a tree that notes what was asked for: what took part, and what is there and was not read. */
export interface NotedTree extends SourceTree {
  readonly used: ReadonlySet<string>
  readonly wanted: ReadonlySet<string>
  readonly wantedCharts: ReadonlyMap<string, RemoteChart>
  /** Every chart outside the repository that was asked for. */
  readonly askedCharts: readonly RemoteChart[]
}

/** All names of one side; made once for all views of it. */
export interface Listing {
  readonly paths: readonly string[]
  readonly has: (path: string) => boolean
}

/** The names of a side, sorted. */
export function listingOf(paths: Iterable<string>): Listing {
  const sorted = [...paths].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const known = new Set(sorted)
  return { paths: sorted, has: (path) => known.has(path) }
}

/** A view of a side with the contents that are known so far. */
export function noted(
  listing: Listing,
  contents: ReadonlyMap<string, Uint8Array>,
  charts: ReadonlyMap<string, FetchedChart> = new Map(),
): NotedTree {
  const wantedCharts = new Map<string, RemoteChart>()
  const askedCharts: RemoteChart[] = []
  const used = new Set<string>()
  const wanted = new Set<string>()
  const bytes = (path: string): Uint8Array | undefined => {
    if (!listing.has(path)) return undefined
    used.add(path)
    const known = contents.get(path)
    if (known === undefined) wanted.add(path)
    return known
  }
  return {
    ...{ paths: listing.paths, has: listing.has, used, wanted, wantedCharts, askedCharts, bytes },
    chart: (chart) => {
      const key = chartKey(chart)
      askedCharts.push(chart)
      const known = charts.get(key)
      if (known === undefined) wantedCharts.set(key, chart)
      return known
    },
    below: (folder) => pathsBelow(listing.paths, folder),
    text: (path) => {
      const content = bytes(path)
      return content === undefined ? undefined : readUtf8(content)
    },
  }
}

function pathsBelow(paths: readonly string[], folder: string): readonly string[] {
  if (folder === '') return paths
  const prefix = `${folder}/`
  const start = firstFrom(paths, prefix)
  let end = start
  while (paths[end]?.startsWith(prefix) === true) end++
  return paths.slice(start, end)
}

function firstFrom(paths: readonly string[], text: string): number {
  let [low, high] = [0, paths.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((paths[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}
