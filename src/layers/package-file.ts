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

/**
 * The parts of a text between blank lines, at most one more than `most`. Line by line: a pattern would keep a place to come back to for
 * each of millions of empty lines, and run out of room for them.
 */
export function paragraphs(text: string, most: number): readonly string[] {
  const found: string[] = []
  let from = -1
  for (let at = 0; at < text.length && found.length <= most; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    if (!isBlank(text, at, end)) from = from < 0 ? at : from
    else if (from >= 0) {
      found.push(text.slice(from, at))
      from = -1
    }
    at = end + 1
  }
  return from < 0 || found.length > most ? found : [...found, text.slice(from)]
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text[at] !== ' ' && text[at] !== '\t' && text[at] !== '\r') return false
  return true
}
