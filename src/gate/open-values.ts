import type { OpenValue, ScalarChange } from '../model/account.ts'
import type { EntryValues, LackingChart, RenderedEntry } from '../model/rendering.ts'
import type { Place, Span } from '../model/span.ts'
import type { MapNode, Node } from '../model/tree.ts'
import type { RenderedSide } from '../render/render.ts'

/** What no image is named by, whatever a chart makes of it: how many pods there are, and what they may take. */
const NO_IMAGE =
  /(?:^|\/)(?:(?:min|max)?replicas?(?:Count)?|replicaCount|revisionHistoryLimit|(?:limits|requests)\/(?:cpu|memory|ephemeral-storage)|imagePullPolicy|pullPolicy)$/i

/**
 * Tells of a changed scalar whether it is given to a chart that could not be rendered, or not as a whole: such a value may decide any image, whatever
 * it is called, and what stays unknown in the same way before and after the change would otherwise pass in silence.
 */
export function openValues(base: RenderedSide, head: RenderedSide): (change: ScalarChange) => OpenValue | undefined {
  const after = head.entries.flatMap((one) => openIn(one, head) ?? [])
  const stays = new Set(after.map(({ id }) => id))
  const before = base.entries.flatMap((one) => (stays.has(one.entry.id) ? (openIn(one, base) ?? []) : []))
  return (change) => {
    if (NO_IMAGE.test(change.scalar.path.join('/'))) return undefined
    const found = (change.kind === 'removed' ? before : after).find((one) => one.takes(change))
    return found === undefined ? undefined : { program: 'Helm', answer: found.answer }
  }
}

interface OpenEntry {
  readonly id: string
  readonly answer: string
  readonly takes: (change: ScalarChange) => boolean
}

function openIn(one: RenderedEntry, side: RenderedSide): OpenEntry | undefined {
  const { entry, rendering, used } = one
  const lacking = rendering.kind === 'rendered' ? (rendering.lacking ?? []) : undefined
  if (entry.unrendered !== undefined || entry.kind === 'directory' || lacking?.length === 0) return undefined
  const whole = rendering.kind === 'rendered' ? `${lacking?.map(({ why }) => why).join('; ')}` : rendering.why
  const answer = `${entry.id} is not rendered as a whole (${whole}). Have it rendered with these values, or write the image out.`
  const shown = entry.sure ? () => false : shownBy(one, side)
  const layers = entry.values.map(layerOf)
  const takes = (change: ScalarChange): boolean => {
    const { document, scalar } = change
    if (shown(document.file)) return false
    const isGiven =
      entry.kind === 'kustomization'
        ? used.has(document.file) && isForCharts(change)
        : layers.some((takesIt) => takesIt({ file: document.file, span: scalar.span })) || isOwn(change, used)
    return isGiven && (lacking === undefined || isFor(lacking, change))
  }
  return { id: entry.id, answer, takes }
}

/** The chart's own values, and what it says of the charts that it depends on. */
function isOwn({ document, scalar }: ScalarChange, used: ReadonlySet<string>): boolean {
  if (!used.has(document.file)) return false
  if (/(?:^|\/)values\.ya?ml$/.test(document.file)) return true
  return /(?:^|\/)(?:Chart|requirements)\.yaml$/.test(document.file) && scalar.path[0] === 'dependencies'
}

/** In what a kustomization reads, what is no object may be the values of one of its charts. */
function isForCharts({ document, scalar }: ScalarChange): boolean {
  return /^kustomize$/.test(document.format) ? scalar.path[0] === 'helmCharts' : (document.kind ?? '') === ''
}

/** Files that an exact rendering of the same chart shows: a guess that fails beside it asks nothing more. */
function shownBy({ entry }: RenderedEntry, { entries }: RenderedSide): (file: string) => boolean {
  const exact = entries.filter(
    (one) => one.entry.path === entry.path && one.rendering.kind === 'rendered' && (one.rendering.lacking ?? []).length === 0,
  )
  return (file) => exact.some(({ covers }) => covers.has(file))
}

function layerOf(values: EntryValues): (place: Place) => boolean {
  if (values.kind === 'file') return ({ file }) => file === values.path
  if (values.kind === 'inline') return ({ file, span }) => file === values.file && overlaps(span, values.span)
  if (values.kind === 'tree') return inTree(values.root, values.file)
  return ({ file, span }) => file === values.at.file && overlaps(span, values.at.span)
}

function inTree(root: MapNode, own: string): (place: Place) => boolean {
  const places = placesIn(root, own)
  return ({ file, span }) => places.some((one) => one.file === file && overlaps(span, one.span))
}

function placesIn(node: Node, own: string): readonly Place[] {
  if (node.kind === 'scalar') return [{ file: node.span.file ?? own, span: node.span }]
  return (node.kind === 'list' ? node.items : node.entries.map(({ value }) => value)).flatMap((one) => placesIn(one, own))
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < Math.max(b.end, b.start + 1) && b.start < Math.max(a.end, a.start + 1)
}

/** Whether a value goes to a chart that is lacking, or decides whether there is one. */
function isFor(lacking: readonly LackingChart[], { document, scalar }: ScalarChange): boolean {
  if (/(?:^|\/)(?:Chart|requirements)\.yaml$/.test(document.file)) return true
  const all = [...lacking.flatMap(({ keys }) => keys), 'global', 'tags']
  return all.some((name) => scalar.path.includes(name) || (/\n/.test(scalar.text) && scalar.text.includes(name)))
}
