import type { ManifestObject } from '../model/manifest-object.ts'
import type { SecretFact } from '../model/secret-fact.ts'
import type { PathStep, Place, Span } from '../model/span.ts'
import type { Node } from '../model/tree.ts'

/** One file of one side of a change, decoded. Offsets everywhere are UTF-16 offsets into `text`, a byte order mark included. */
export interface TextFile {
  readonly path: string
  readonly text: string
}

/** All files of one side that discovery was given: what a format may follow an indirection into. */
export interface Side {
  readonly file: (path: string) => TextFile | undefined
  readonly paths: readonly string[]
  /** The paths of the files directly in a folder (`a/b/`, or empty for the root). */
  readonly folder: (directory: string) => readonly string[]
  /** The located documents of a YAML or JSON file of this side; none when the file is not there or cannot be parsed. */
  readonly documents: (path: string) => readonly Node[]
}

/** What a format may ask of a side to tell whether a file is its own: which files there are, and what they say. */
export type Around = Pick<Side, 'file' | 'paths' | 'documents'>

/**
 * What a format saw at one place. `text` is the reference as composed; `dynamic` says why the files do not tell which image it
 * is. `guess` marks a place whose schema does not promise an image: it counts only if the text is a complete reference.
 */
export interface Sighting {
  readonly span: Span
  readonly text: string
  readonly path: readonly PathStep[]
  readonly related?: readonly Place[]
  readonly dynamic?: string
  readonly artifact?: boolean
  readonly guess?: boolean
  /** Set where something that would name images could not be read: why. Then there is no reference here, and the file is unread in part. */
  readonly unread?: string
}

/** A parsed document with the file that holds it. */
export interface Document {
  readonly file: TextFile
  readonly root: Node
}

/** What a format read: sightings, Kubernetes objects where it knows any, and the parts that it could not read. */
export interface Reading {
  readonly sightings: readonly Sighting[]
  readonly problems?: readonly { readonly why: string; readonly span: Span }[]
  readonly objects?: readonly Omit<ManifestObject, 'origin'>[]
}

/** One row of the format's table in docs/formats.md: where an image is named, and what is understood there. */
export interface Row {
  readonly where: string
  readonly meaning: string
}

interface Described {
  readonly name: string
  readonly title: string
  readonly files: string
  readonly rows: readonly Row[]
  /** Who runs its images: a cluster, whose admission sees them, or somebody elsewhere (a builder, a runner, a laptop, another scheduler). */
  readonly applied: 'cluster' | 'elsewhere'
  /** Files that only give it values or parts, whatever they hold: one that cannot be read is reported, although nothing claims it. */
  readonly parts?: RegExp
  /** Its settings may hold credentials: as which kind of place they are looked at. */
  readonly settings?: SecretFact['where']
}

/** A format that reads a whole file by its own grammar. */
export interface TextFormat extends Described {
  readonly reads: 'text'
  readonly claims: (file: TextFile, side: Around) => boolean
  readonly read: (file: TextFile, side: Side) => Reading
}

/**
 * A format that reads documents of a YAML or JSON file. `suspects` is cheap and says that a file may hold such documents: if
 * it then cannot be parsed, the file is reported as unread. `claims` decides for each document.
 */
export interface DocumentFormat extends Described {
  readonly reads: 'documents'
  /** Whether its documents may be Kubernetes objects. Where not, the format goes by a file's name only: a folder that is applied takes any name. */
  readonly holdsObjects: boolean
  readonly suspects: (file: TextFile, side: Around) => boolean
  readonly claims: (document: Document, side: Around) => boolean
  readonly read: (document: Document, side: Side) => Reading
}

/** A manifest format. Every one is listed in formats/table.ts, in the order in which they may claim. */
export type Format = TextFormat | DocumentFormat
