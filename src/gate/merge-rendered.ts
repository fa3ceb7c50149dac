import type { Discovery } from '../discover/discover.ts'
import { discoverRendered } from '../discover/rendered.ts'
import type { Unread } from '../model/facts.ts'
import type { ImageReference } from '../model/reference.ts'
import type { RenderedEntry } from '../model/rendering.ts'
import type { Place } from '../model/span.ts'
import type { SideFiles } from './read.ts'

/** What one side names; `open` are parts of what its entries apply that no file decides. */
export interface MergedDiscovery extends Discovery {
  readonly open: readonly Unread[]
}

/**
 * What one side names, with what its entries come to in place of the texts that they are made of: an object that an entry applies is
 * judged as applied; a reference that a template or patch leaves open is answered; a reference that some rendering uses is that rendering's.
 * A complete reference that no rendering shows stays: it may be used with other values. What was not rendered stays as it was read.
 */
export function withRendered(read: Discovery, entries: readonly RenderedEntry[], files: SideFiles): MergedDiscovery {
  const rendered = entries.filter(({ rendering }) => rendering.kind === 'rendered')
  if (rendered.length === 0) return { ...read, open: [] }
  const texts = textsOf(files)
  const found = rendered.map(({ entry, rendering }) =>
    discoverRendered({
      ...{ id: entry.id, root: entry.root, namespace: entry.sure ? entry.namespace : undefined },
      documents: rendering.kind === 'rendered' ? rendering.documents : [],
      textOf: texts,
    }),
  )
  const lost = new Set(
    entries.filter(({ entry, rendering }) => entry.sure && rendering.kind !== 'rendered').flatMap(({ used }) => [...used]),
  )
  const covered = new Set(rendered.flatMap(({ covers }) => [...covers]).filter((path) => !lost.has(path)))
  const references = found.flatMap((one) => one.references)
  const isShown = shownBy(references)
  const isRepeated = repeatedBy(references)
  return {
    references: [
      ...read.references.filter((one) => (covered.has(one.origin.file) ? stays(one, isShown) : !isRepeated(one))),
      ...references,
    ],
    objects: [...read.objects.filter(({ origin }) => !covered.has(origin.file)), ...found.flatMap((one) => one.objects)],
    unread: read.unread.filter((one) => !isAnswered(one, covered)),
    open: found.flatMap((one) => one.unread),
  }
}

function stays(reference: ImageReference, isShown: (place: Place) => boolean): boolean {
  return reference.kind !== 'dynamic' && ![reference.origin, ...reference.origin.related].some(isShown)
}

/** Whether a reference that a text holds beside other things is one that a rendering shows, by the same name and in the same characters. */
function repeatedBy(references: readonly ImageReference[]): (one: ImageReference) => boolean {
  const named = Map.groupBy(
    references.filter((one) => one.kind === 'static'),
    ({ text }) => text,
  )
  const shown = new Map([...named].map(([text, some]) => [text, shownBy(some)] as const))
  return ({ kind, text, origin }) =>
    kind === 'static' && [origin, ...origin.related].some((place) => shown.get(text)?.(place) === true)
}

/** Whether a place shares characters with one that takes part in a reference; found by halving, because files may hold thousands. */
function shownBy(references: readonly ImageReference[]): (place: Place) => boolean {
  const places = references.flatMap(({ origin }) => [origin, ...origin.related])
  const files = new Map([...Map.groupBy(places, ({ file }) => file)].map(([file, some]) => [file, reachesOf(some)] as const))
  return ({ file, span }) => {
    const reaches = files.get(file) ?? []
    let [low, high] = [0, reaches.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((reaches[middle]?.start ?? 0) < span.end) low = middle + 1
      else high = middle
    }
    return span.start < (reaches[low - 1]?.end ?? -1)
  }
}

/** The starts of places in order, each with the furthest end of those up to it. */
function reachesOf(places: readonly Place[]): readonly Place['span'][] {
  let end = -1
  return places
    .map(({ span }) => span)
    .toSorted((a, b) => a.start - b.start)
    .map((span) => {
      end = Math.max(end, span.end)
      return { start: span.start, end }
    })
}

/** A template is no manifest by itself: that it cannot be parsed is no question once it was rendered. */
function isAnswered({ file }: Unread, covered: ReadonlySet<string>): boolean {
  return covered.has(file) && /(?:^|\/)templates\//.test(file)
}

/** The text of a file, decoded when it is asked for. */
function textsOf({ files }: SideFiles): (path: string) => string | undefined {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const texts = new Map<string, string>()
  const bytes = new Map(files.map((file) => [file.path, file.bytes]))
  return (path) => {
    const content = bytes.get(path)
    const text = texts.get(path) ?? (content === undefined ? undefined : decoder.decode(content))
    if (text !== undefined) texts.set(path, text)
    return text
  }
}
