import type { ScalarDocument } from '../model/account.ts'
import { type Deadline, never, OVERTIME } from '../model/deadline.ts'
import type { Unread } from '../model/facts.ts'
import { MAX_FILE_REFERENCES } from '../model/limits.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Span } from '../model/span.ts'
import type { Node } from '../model/tree.ts'
import { decode } from './decode.ts'
import { flatten } from './flatten.ts'
import type { Around, DocumentFormat, Format, Reading, TextFile } from './format.ts'
import { formats } from './formats/table.ts'
import { joinUses } from './join-uses.ts'
import { scanLines } from './lines.ts'
import { objectsOf, unlisted } from './manifest.ts'
import { createSide, type ReadSide } from './side.ts'
import { referenceOf } from './sight.ts'
import { isDocument, isOfChart, isProgram, isShell, mayHoldManifest, worthReading } from './worth-reading.ts'

export { companions } from './companions.ts'
export { mayHoldManifest, worthReading }

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

/** A discovery that also gives the documents of some of its files with all their scalars, in the order of the paths. */
export interface WholeDiscovery extends Discovery {
  readonly documents: (paths: readonly string[]) => readonly ScalarDocument[]
}

/**
 * Finds every image reference and Kubernetes object in the files of one side, following static indirection through the files given.
 * Never throws on any content. A file, or a part of one, that a format claims and cannot read is listed in `unread`.
 */
export function discover(files: readonly SourceFile[], deadline: Deadline = never): Discovery {
  const { references, objects, unread } = discoverWhole(files, deadline)
  return { references, objects, unread }
}

/** As `discover`; the documents are only made when they are asked for. Files that the deadline leaves over are unread. */
export function discoverWhole(files: readonly SourceFile[], deadline: Deadline = never): WholeDiscovery {
  const paths = new Set(files.map(({ path }) => path))
  const wanted = files.filter(
    ({ path }) =>
      worthReading({ path }) &&
      (!isDocument(path) || isShell(path) || isOfChart(path, 'Chart.yaml', (chart) => paths.has(chart))),
  )
  const decoded = wanted.map(({ path, bytes }) => ({ path, decoded: decode(bytes) }))
  const readable = decoded.flatMap(({ path, decoded: one }) => (one.ok ? [{ path, text: one.text }] : []))
  const side = createSide(readable, deadline)
  const unreadable = decoded.flatMap(({ path, decoded: one }): readonly Unread[] => {
    if (one.ok || !isClaimed({ path, text: one.glimpse }, side)) return []
    return [{ file: path, why: one.why, partly: false }]
  })
  const found = readable.map((file) => (deadline.passed() ? leftOver(file) : readFile(file, side)))
  return {
    references: found.flatMap((one) => one.references),
    objects: found.flatMap((one) => one.objects),
    unread: [...unreadable, ...found.flatMap((one) => one.unread)],
    documents: (some) =>
      some.flatMap((path) => side.file(path) ?? []).flatMap((file) => (deadline.passed() ? [] : flatten(file, side))),
  }
}

function leftOver(file: TextFile): Discovery {
  return { references: [], objects: [], unread: [{ file: file.path, why: OVERTIME, partly: false }] }
}

/** Whether any format would read a file of this path and text. With an empty text, only the path decides. */
function isClaimed(file: TextFile, side: Around): boolean {
  if (file.text === '' && /\.(?:ya?ml|json|jsonc|hcl|tf|tofu|nomad)$/i.test(file.path)) return true
  if (formats.some(({ parts }) => parts?.test(file.path))) return true
  return formats.some((format) => (format.reads === 'text' ? format.claims(file, side) : format.suspects(file, side)))
}

function readFile(file: TextFile, side: ReadSide): Discovery {
  if (isProgram(file.path, file.text)) return { references: [], objects: [], unread: [] }
  const whole = formats.find((format) => format.reads === 'text' && format.claims(file, side))
  if (whole?.reads === 'text') return finished(file, [{ format: whole, reading: whole.read(file, side) }], [])
  const suspects = formats.filter((format) => format.reads === 'documents').filter((format) => format.suspects(file, side))
  return suspects.length === 0 ? unclaimed(file, side) : readDocuments(file, side, suspects)
}

/** YAML that no format claims may still give values to a chart: where readers do not agree what it says, nobody can tell. */
function unclaimed(file: TextFile, side: ReadSide): Discovery {
  const isOdd = /\.ya?ml$/i.test(file.path) && /[\u0085\u2028\u2029]/.test(file.text)
  const problem = isOdd ? side.parsed(file).problem : undefined
  return finished(file, [], problem?.disputed === undefined ? [] : [problem])
}

/** What of a format its references carry. */
type Reader = Pick<Format, 'name' | 'applied'>

/** What one format read in a file. */
interface FormatReading {
  readonly format: Reader
  readonly reading: Reading
}

/** Reads the lines of what no format could. */
const NOBODY: Reader = { name: '', applied: 'cluster' }

function readDocuments(file: TextFile, side: ReadSide, suspects: readonly DocumentFormat[]): Discovery {
  const { documents, problem, broken } = side.parsed(file)
  const readings: FormatReading[] = documents
    .flatMap((root) => unlisted(root))
    .flatMap((root) => readDocument(file, root, side, suspects))
  const scanned = broken.flatMap((span) => scanLines(file, span))
  const rest = { format: suspects[0] ?? NOBODY, reading: { sightings: scanned } }
  // Compose, GitLab and their like have one reader each; only what a cluster gets is read by kubectl, Helm and kustomize alike.
  const isTold = problem?.disputed !== 'merge' || readings.some(({ format }) => format.applied === 'cluster')
  return finished(file, [...readings, rest], problem !== undefined && isTold ? [problem] : [])
}

/**
 * The reading of the first format that claims a document. Where it is no Kubernetes object, shapes are all that tells formats apart
 * (`cluster:` is a key of Talos and of many charts): a format that finds nothing in it leaves it to the next that claims it.
 */
function readDocument(file: TextFile, root: Node, side: ReadSide, suspects: readonly DocumentFormat[]): readonly FormatReading[] {
  const isObject = objectsOf(root).length > 0
  for (const format of suspects) {
    if ((isObject && !format.holdsObjects) || !format.claims({ file, root }, side)) continue
    const reading = format.read({ file, root }, side)
    if (isObject || reading.sightings.length > 0 || (reading.problems ?? []).length > 0) return [{ format, reading }]
  }
  return []
}

function finished(file: TextFile, readings: readonly FormatReading[], problems: readonly Problem[]): Discovery {
  const seen = readings.flatMap(({ format, reading }) => reading.sightings.map((sighting) => ({ format, sighting })))
  const sightings = seen.filter(({ sighting }) => sighting.unread === undefined)
  const unread = seen.flatMap(({ sighting: { unread: why, span } }) => (why === undefined ? [] : [{ why, span }]))
  const kept = sightings.slice(0, MAX_FILE_REFERENCES)
  const references = kept.flatMap(({ format, sighting }) => referenceOf(file, format, sighting) ?? [])
  const next = sightings[MAX_FILE_REFERENCES]?.sighting.span
  const tooMany = next === undefined ? [] : [{ why: `more than ${MAX_FILE_REFERENCES} references`, span: next }]
  const all = [...readings.flatMap(({ reading }) => reading.problems ?? []), ...unread, ...problems, ...tooMany]
  return {
    references: joinUses(references),
    objects: readings.flatMap(({ format, reading }) =>
      (reading.objects ?? []).map((object) => ({ ...object, origin: originOf(file, format, object) })),
    ),
    unread: all.map(({ why, span }) => ({ file: file.path, why, partly: true, span })),
  }
}

interface Problem {
  readonly why: string
  readonly span: Span
}

function originOf(file: TextFile, format: Reader, object: Omit<ManifestObject, 'origin'>): ManifestObject['origin'] {
  const label = [object.namespace, object.name].filter((text) => text !== undefined).join('/')
  const path = label === '' ? [object.kind] : [object.kind, label]
  return { file: file.path, span: object.tree.span, related: [], format: format.name, path }
}
