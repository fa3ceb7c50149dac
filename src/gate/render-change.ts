import type { Problem } from '../model/answer.ts'
import { type Deadline, never } from '../model/deadline.ts'
import { MAX_GITOPS_FILES, MAX_RENDER_ROUNDS, MAX_RENDERED_FILES } from '../model/limits.ts'
import type { RenderedEntry } from '../model/rendering.ts'
import type { Change, Trees } from '../ports/change.ts'
import type { EntrySettings } from '../render/entries.ts'
import { gitopsFilesLeft } from '../render/gitops/objects.ts'
import type { FetchedChart } from '../render/remote-charts.ts'
import { type RenderedSide, type Renderers, renderSide } from '../render/render.ts'
import { listingOf } from '../render/source-tree.ts'
import { type FetchCharts, noCharts } from './fetch-charts.ts'
import { readSides, type SideFiles } from './read.ts'

/** Both sides of a change as deployers would apply them, with every file that was read for it. */
export interface RenderedChange {
  readonly base: RenderedSide
  readonly head: RenderedSide
  readonly files: { readonly base: SideFiles; readonly head: SideFiles }
  readonly problems: readonly Problem[]
}

type Sides = { readonly base: SideFiles; readonly head: SideFiles }

/**
 * Renders what a change reaches, on both sides: in rounds, each of which reads the files that the one before asked for, of both sides at
 * once. What needs more rounds or files than are allowed is left as text, and said.
 */
export async function renderChange(
  change: Pick<Change, 'contents'>,
  given: {
    readonly trees: Trees
    readonly sides: Sides
    readonly changed: ReadonlySet<string>
    readonly settings?: EntrySettings
    readonly deadline?: Deadline
    readonly fetchCharts?: FetchCharts
  },
  renderers: Renderers,
): Promise<RenderedChange> {
  const { trees, changed, settings, deadline = never, fetchCharts = noCharts } = given
  const listings = { base: listingOf(pathsIn(trees.base)), head: listingOf(pathsIn(trees.head)) }
  let files = given.sides
  const cut: Problem[] = tooManyDeployers(Math.max(...[listings.base, listings.head].map((one) => gitopsFilesLeft(one, changed))))
  const done = { base: new Map<string, RenderedEntry>(), head: new Map<string, RenderedEntry>() }
  const charts = new Map<string, FetchedChart>()
  for (let round = 0; ; round++) {
    const render = (side: 'base' | 'head'): RenderedSide =>
      renderSide(
        {
          listing: listings[side],
          contents: contentsOf(files[side]),
          unreadable: unreadIn(files[side]),
          done: done[side],
          deadline,
          charts,
        },
        changed,
        renderers,
        settings,
      )
    const [base, head] = [render('base'), render('head')]
    const wanted = { base: entriesAt(trees.base, base.wanted), head: entriesAt(trees.head, head.wanted) }
    const count = new Set([...wanted.base, ...wanted.head]).size
    const open = new Map([...(base.wantedCharts ?? []), ...(head.wantedCharts ?? [])])
    if ((count === 0 && open.size === 0) || deadline.passed()) return { base, head, files, problems: cut }
    if (round >= MAX_RENDER_ROUNDS || files.head.files.length + count > MAX_RENDERED_FILES) {
      return { base: { ...base, entries: [] }, head: { ...head, entries: [] }, files, problems: [...cut, tooMany(round, count)] }
    }
    for (const [key, chart] of await fetchCharts(open)) charts.set(key, chart)
    if (count === 0) continue
    const { problems, ...more } = await readSides(change, wanted, trees)
    cut.push(...problems)
    files = joined(files, more)
  }
}

function tooManyDeployers(left: number): Problem[] {
  if (left === 0) return []
  const detail = `${MAX_GITOPS_FILES + left} files may hold objects of Flux or Argo CD; only the ${MAX_GITOPS_FILES} nearest to the change were looked at`
  return [{ kind: 'too-many', about: 'rendering', detail }]
}

function tooMany(round: number, count: number): Problem {
  const detail =
    round >= MAX_RENDER_ROUNDS
      ? `what the change reaches was not rendered: files name files through more than ${MAX_RENDER_ROUNDS} steps`
      : `what the change reaches was not rendered: it takes more than ${MAX_RENDERED_FILES} files (${count} more are named)`
  return { kind: 'too-many', about: 'rendering', detail }
}

function pathsIn(entries: Trees['head']): readonly string[] {
  return entries.filter(({ mode }) => mode !== 'submodule').map(({ path }) => path)
}

function entriesAt(entries: Trees['head'], wanted: ReadonlySet<string>): Trees['head'] {
  return wanted.size === 0 ? [] : entries.filter(({ path }) => wanted.has(path))
}

function contentsOf({ files }: SideFiles): ReadonlyMap<string, Uint8Array> {
  return new Map(files.map(({ path, bytes }) => [path, bytes]))
}

function unreadIn({ unread }: SideFiles): ReadonlySet<string> {
  return new Set(unread.map(({ file }) => file))
}

function joined(a: Sides, b: Sides): Sides {
  const both = (one: SideFiles, two: SideFiles): SideFiles => ({
    files: [...one.files, ...two.files],
    unread: [...one.unread, ...two.unread],
  })
  return { base: both(a.base, b.base), head: both(a.head, b.head) }
}
