import type { EntryFact, Unread } from '../model/facts.ts'
import type { RenderEntry, RenderedEntry, RenderFailure, Rendering } from '../model/rendering.ts'
import { chartKey } from '../render/remote-charts.ts'
import type { RenderedSide } from '../render/render.ts'

/** What became of every entry that the change reaches, in the order of their names. */
export function entryFacts({ entries }: RenderedSide): readonly EntryFact[] {
  return entries
    .map(({ entry, rendering }) => {
      const { id, kind, sure, at } = entry
      const why = whyNot(rendering)
      return { id, kind, sure, at, state: rendering.kind, ...(why === undefined ? {} : { why }) }
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}

/**
 * Entries that cannot be rendered since this change: what the deployer would do with them is not known. One that was as it is before is
 * read as text, as is a chart with values that nobody says it is installed with. A release whose values or chart changed and that
 * could be rendered neither before nor after is not as it was: its values may decide anything.
 */
export function lostEntries(base: RenderedSide, head: RenderedSide, changed: ReadonlySet<string>): readonly Unread[] {
  const before = new Map(base.entries.map((one) => [one.entry.id, one]))
  return head.entries.flatMap(({ entry, rendering }: RenderedEntry) => {
    const old = before.get(entry.id)
    const then = old?.rendering
    const why = whyNot(rendering) ?? whyLess(then, rendering)
    const isSame =
      then !== undefined &&
      whyNot(then) === whyNot(rendering) &&
      whyLess(then, rendering) === undefined &&
      old?.entry.unrendered?.text === entry.unrendered?.text &&
      chartOf(old?.entry) === chartOf(entry) &&
      !isBlind(entry, rendering, old?.used ?? new Set(), changed)
    if (why === undefined || isSame) return []
    if (then?.kind !== 'rendered' && !entry.sure) return []
    const { file, span } = (rendering.kind === 'rendered' ? undefined : rendering.at) ?? entry.at
    return [{ file, why: `${entry.id} cannot be rendered: ${why}`, partly: true, span }]
  })
}

/** Which chart outside the repository an entry asks for. */
function chartOf(entry: RenderEntry | undefined): string {
  return entry?.remote === undefined ? '' : chartKey(entry.remote)
}

/** Failures that say what is missing here, where the keys of the values are still read as text. */
const READ_AS_TEXT: readonly RenderFailure[] = ['missing-dependency', 'remote', 'plugin']

function isBlind(entry: RenderEntry, rendering: Rendering, used: ReadonlySet<string>, changed: ReadonlySet<string>): boolean {
  if (rendering.kind !== 'failed' || READ_AS_TEXT.includes(rendering.failure)) return false
  return entry.sure && entry.kind === 'chart' && [...used].some((file) => changed.has(file))
}

/** Why a rendering is no longer all of it: charts that it depends on, and had before. */
function whyLess(then: Rendering | undefined, now: Rendering): string | undefined {
  if (now.kind !== 'rendered' || now.lacking === undefined) return undefined
  const before = then?.kind === 'rendered' ? (then.lacking ?? []) : undefined
  const fresh = now.lacking.filter(({ keys: [key] }) => before?.every(({ keys }) => keys[0] !== key) ?? true)
  return fresh.length === 0 ? undefined : fresh.map(({ why }) => why).join('; ')
}

function whyNot(rendering: Rendering): string | undefined {
  return rendering.kind === 'rendered' ? undefined : rendering.why
}
