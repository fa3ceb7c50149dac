import type { InventoryGap } from '../model/inventory.ts'
import type { Package } from '../model/package.ts'

/** A file that a package of the distribution brought. */
export interface OwnedFile {
  readonly place: string
  readonly owner: string
}

/** What a file of a layer says: packages, and what could not be told. */
export interface FileFindings {
  readonly packages: readonly Package[]
  readonly gaps?: readonly InventoryGap[]
  readonly owns?: readonly OwnedFile[]
}

/** A kind of file that says which packages an image has. Readers never throw for what a file contains. */
export interface PackageFile {
  /** The place of such a file in the image, without the slash before it. */
  readonly path: RegExp
  /** Whether a file at such a place is one, by its first four bytes; any when it is left out. */
  readonly starts?: (start: Uint8Array) => boolean
  /** Whether only files that may be executed are looked at. */
  readonly executable?: true
  readonly maxBytes: number
  readonly read: (bytes: Uint8Array, place: string) => FileFindings
}

/** A gap of one file. */
export function unreadable(detail: string): FileFindings {
  return { packages: [], gaps: [{ kind: 'unreadable-file', detail, count: 1 }] }
}

/** A gap of a database of packages: without it nobody knows what an image has, nor what it no longer has. */
export function lostDatabase(detail: string): FileFindings {
  return { packages: [], gaps: [{ kind: 'unsupported-database', detail, count: 1 }] }
}

/** The text of a file; bytes that are no UTF-8 become U+FFFD. */
export function textFrom(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes)
}
