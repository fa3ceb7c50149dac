import type { Unread } from '../model/facts.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import type { ImageReference } from '../model/reference.ts'
import type { RenderedDocument } from '../model/rendering.ts'
import type { Place, Span } from '../model/span.ts'
import type { Discovery } from './discover.ts'
import type { DocumentFormat, Sighting, TextFile } from './format.ts'
import { formats } from './formats/table.ts'
import { joinUses } from './join-uses.ts'
import { objectsOf, unlisted } from './manifest.ts'
import { openParts } from './open-parts.ts'
import { type Printed, type Respanned, respan, scalarAt } from './respan.ts'
import { createSide } from './side.ts'
import { referenceOf } from './sight.ts'

/** The documents of one entry, and the texts of the files that they came from. */
export interface RenderedEntry {
  readonly id: string
  /** The cluster that it is applied to, and the namespace of what names none, where these are known. */
  readonly root?: string | undefined
  readonly namespace?: string | undefined
  readonly documents: readonly RenderedDocument[]
  readonly textOf: (path: string) => string | undefined
}

const readers = formats.filter((format): format is DocumentFormat => format.reads === 'documents')
const side = createSide([])
/** A rendering is nobody's file: formats must go by what is in it. */
const PRINTED = 'rendered.yaml'

/**
 * Finds the references and objects of what a deployer applies, each at the place of a file that a person would edit. A value that no
 * file decides makes a reference dynamic, and a part that rules judge unread.
 */
export function discoverRendered(entry: RenderedEntry): Discovery {
  const found = entry.documents.map((document) => readDocument(entry, document))
  return {
    references: joinUses(found.flatMap((one) => one.references)),
    objects: found.flatMap((one) => one.objects),
    unread: found.flatMap((one) => one.unread),
  }
}

function readDocument(entry: RenderedEntry, { root, source }: RenderedDocument): Discovery {
  const roots = unlisted(root)
  return {
    references: roots.flatMap((one) => {
      const printed = respan(one)
      const file: TextFile = { path: PRINTED, text: printed.text }
      const format = readers.find((reader) => reader.suspects(file, side) && reader.claims({ file, root: printed.root }, side))
      const sightings = format?.read({ file, root: printed.root }, side).sightings ?? []
      return sightings.flatMap((sighting) => {
        const placed = format === undefined ? undefined : place(entry, { printed, source, sighting, format })
        return placed === undefined ? [] : [placed]
      })
    }),
    objects: roots.flatMap((one) => objectsOf(one)).map((object) => ({ ...object, origin: originOf(entry, source, object) })),
    unread: roots.flatMap((one) => openParts(one)).map(({ why, at }) => unreadAt(entry, source, why, at)),
  }
}

interface Sighted {
  readonly printed: Respanned
  readonly source: string
  readonly sighting: Sighting
  readonly format: DocumentFormat
}

/** A sighting in the printed text as a reference at its source; what is put together from several places is related to all. */
function place(entry: RenderedEntry, { printed, source, sighting, format }: Sighted): ImageReference | undefined {
  const main = scalarAt(printed.printed, sighting.span)
  const unknown = main?.scalar.unknown
  const made: Sighting = unknown === undefined ? sighting : { ...sighting, guess: false, dynamic: unknown.why }
  const reference = referenceOf({ path: PRINTED, text: printed.text }, format, made)
  if (reference === undefined) return undefined
  const at = main === undefined ? { file: source, span: { start: 0, end: 0 } } : sourceOf(entry, source, main, sighting.span)
  const others = (sighting.related ?? []).flatMap(({ span }) => {
    const one = scalarAt(printed.printed, span)
    return one === undefined ? [] : [sourceOf(entry, source, one, span), ...(one.scalar.sources ?? [])]
  })
  const related = distinct([...(main?.scalar.sources ?? []), ...others]).filter((one) => keyOf(one) !== keyOf(at))
  const verbatim = entry.textOf(at.file)?.slice(at.span.start, at.span.end) === reference.text
  const text = unknown === undefined ? reference.text : ''
  return { ...reference, text, verbatim, origin: { ...reference.origin, ...at, related, entry: entry.id } }
}

/** Where a part of a scalar's text stands; the whole scalar where its source is not that very text. */
function sourceOf(entry: RenderedEntry, source: string, { scalar, start }: Printed, span: Span): Place {
  const { file = source, ...whole } = scalar.span
  const literal = entry.textOf(file)?.slice(whole.start, whole.end) === scalar.text
  if (!literal) return { file, span: whole }
  const offset = whole.start + span.start - start
  return { file, span: { start: offset, end: offset + span.end - span.start } }
}

function originOf(entry: RenderedEntry, source: string, object: Omit<ManifestObject, 'origin'>): ManifestObject['origin'] {
  const { file = source, ...span } = object.tree.span
  const label = [object.namespace, object.name].filter((text) => text !== undefined).join('/')
  return {
    file,
    span,
    related: [],
    format: 'kubernetes',
    path: label === '' ? [object.kind] : [object.kind, label],
    entry: entry.id,
    ...(entry.root === undefined ? {} : { root: entry.root }),
    ...(entry.namespace === undefined ? {} : { namespace: entry.namespace }),
  }
}

function unreadAt(entry: RenderedEntry, source: string, why: string, at: Span): Unread {
  const { file = source, ...span } = at
  return { file, why: `${why} (${entry.id})`, partly: true, span }
}

function distinct(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((one) => [keyOf(one), one])).values()]
}

function keyOf({ file, span }: Place): string {
  return `${span.start} ${span.end} ${file}`
}
