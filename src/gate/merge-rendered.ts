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
      id: entry.id,
      documents: rendering.kind === 'rendered' ? rendering.documents : [],
      textOf: texts,
    }),
  )
  const lost = new Set(
    entries.filter(({ entry, rendering }) => entry.sure && rendering.kind !== 'rendered').flatMap(({ used }) => [...used]),
  )
  const covered = new Set(rendered.flatMap(({ covers }) => [...covers]).filter((path) => !lost.has(path)))
  const references = found.flatMap((one) => one.references)
  const shown = placesOf(references)
  return {
    references: [...read.references.filter((one) => !covered.has(one.origin.file) || stays(one, shown)), ...references],
    objects: [...read.objects.filter(({ origin }) => !covered.has(origin.file)), ...found.flatMap((one) => one.objects)],
    unread: read.unread.filter((one) => !isAnswered(one, covered)),
    open: found.flatMap((one) => one.unread),
  }
}

function stays(reference: ImageReference, shown: ReadonlyMap<string, readonly Place[]>): boolean {
  if (reference.kind === 'dynamic') return false
  const places = [reference.origin, ...reference.origin.related]
  return !places.some(({ file, span }) =>
    (shown.get(file) ?? []).some((other) => other.span.start < span.end && span.start < other.span.end),
  )
}

function placesOf(references: readonly ImageReference[]): ReadonlyMap<string, readonly Place[]> {
  return Map.groupBy(
    references.flatMap(({ origin }) => [origin, ...origin.related]),
    ({ file }) => file,
  )
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
