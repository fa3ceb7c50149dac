import type { Unread } from '../model/facts.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Span } from '../model/span.ts'
import { decode } from './decode.ts'
import type { DocumentFormat, Sighting, TextFile } from './format.ts'
import { formats } from './formats/table.ts'
import { joinUses } from './join-uses.ts'
import { scanLines } from './lines.ts'
import { createSide, type ReadSide } from './side.ts'
import { referenceOf } from './sight.ts'

export { companions } from './companions.ts'
export { worthReading } from './worth-reading.ts'

/** A file as bytes, by its path in the repository. */
export interface SourceFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** All that one side of a change names: references and objects in the order of files and positions, and what could not be read. */
export interface Discovery {
  readonly references: readonly ImageReference[]
  readonly objects: readonly ManifestObject[]
  readonly unread: readonly Unread[]
}

/**
 * Finds every image reference and Kubernetes object in the files of one side, following static indirection through the files given.
 * Never throws on any content. A file, or a part of one, that a format claims and cannot read is listed in `unread`.
 */
export function discover(files: readonly SourceFile[]): Discovery {
  const decoded = files.map(({ path, bytes }) => ({ path, decoded: decode(bytes) }))
  const readable = decoded.flatMap(({ path, decoded: one }) => (one.ok ? [{ path, text: one.text }] : []))
  const unreadable = decoded.flatMap(({ path, decoded: one }): readonly Unread[] => {
    if (one.ok || !isClaimed({ path, text: one.glimpse })) return []
    return [{ file: path, why: one.why, partly: false }]
  })
  const side = createSide(readable)
  const found = readable.map((file) => readFile(file, side))
  return {
    references: found.flatMap((one) => one.references),
    objects: found.flatMap((one) => one.objects),
    unread: [...unreadable, ...found.flatMap((one) => one.unread)],
  }
}

/** Whether any format would read a file of this path and text. With an empty text, only the path decides. */
function isClaimed(file: TextFile): boolean {
  if (file.text === '' && /\.(?:ya?ml|json|jsonc|hcl|tf|tofu|nomad)$/i.test(file.path)) return true
  return formats.some((format) => (format.reads === 'text' ? format.claims(file) : format.suspects(file)))
}

function readFile(file: TextFile, side: ReadSide): Discovery {
  const whole = formats.find((format) => format.reads === 'text' && format.claims(file))
  if (whole?.reads === 'text') {
    const { sightings, problems = [] } = whole.read(file, side)
    return { references: joinUses(referencesOf(file, whole.name, sightings)), objects: [], unread: partly(file, problems) }
  }
  const suspects = formats.filter((format) => format.reads === 'documents').filter((format) => format.suspects(file))
  return suspects.length === 0 ? { references: [], objects: [], unread: [] } : readDocuments(file, side, suspects)
}

function readDocuments(file: TextFile, side: ReadSide, suspects: readonly DocumentFormat[]): Discovery {
  const parsed = side.parsed(file)
  const references: ImageReference[] = []
  const objects: ManifestObject[] = []
  const unread: Unread[] = []
  for (const root of parsed.documents) {
    const format = suspects.find((one) => one.claims({ file, root }))
    if (format === undefined) continue
    const reading = format.read({ file, root }, side)
    references.push(...referencesOf(file, format.name, reading.sightings))
    unread.push(...partly(file, reading.problems ?? []))
    for (const object of reading.objects ?? []) objects.push({ ...object, origin: originOf(file, format.name, object) })
  }
  const first = suspects[0]
  if (parsed.problem === undefined || first === undefined) return { references: joinUses(references), objects, unread }
  const scanned = parsed.broken.flatMap((span) => referencesOf(file, first.name, scanLines(file, span)))
  return { references: joinUses([...references, ...scanned]), objects, unread: [...unread, ...partly(file, [parsed.problem])] }
}

function partly(file: TextFile, problems: readonly { readonly why: string; readonly span: Span }[]): readonly Unread[] {
  return problems.map(({ why, span }) => ({ file: file.path, why, partly: true, span }))
}

function referencesOf(file: TextFile, format: string, sightings: readonly Sighting[]): readonly ImageReference[] {
  return sightings.flatMap((sighting) => referenceOf(file, format, sighting) ?? [])
}

function originOf(file: TextFile, format: string, object: Omit<ManifestObject, 'origin'>): ManifestObject['origin'] {
  const label = [object.namespace, object.name].filter((text) => text !== undefined).join('/')
  const path = label === '' ? [object.kind] : [object.kind, label]
  return { file: file.path, span: object.tree.span, related: [], format, path }
}
