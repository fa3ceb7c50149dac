import { child, type Node } from '../model/tree.ts'
import { follow, holesIn, remembered, type Values } from './follow.ts'
import type { DocumentFormat, Sighting, TextFile } from './format.ts'
import { type Located, rootOf, select } from './located.ts'
import { imageAt } from './sight.ts'

/** A format whose images stand at fixed places of documents that a file's name or one of their keys tells. */
export interface KeyedFormat extends Pick<DocumentFormat, 'name' | 'title' | 'files' | 'rows' | 'applied'> {
  /** The names of its files. */
  readonly named: RegExp
  /** A text by which a file of any other name is known; none when nothing is given. */
  readonly marked?: RegExp
  /** What a document must hold beside the name; any mapping when nothing is given. */
  readonly has?: (root: Node) => boolean
  /** Where its images stand: keys with dots between, `*` for every entry or item. */
  readonly places: readonly string[]
  /** What images stand elsewhere, or are put together. */
  readonly more?: (file: TextFile, top: Located) => readonly Sighting[]
  /** How a variable is written in a text, and which values a document gives it. */
  readonly variables?: { readonly pattern: RegExp; readonly values: (file: TextFile, top: Located) => Values }
}

/** The document format for images at fixed places. */
export function keyedFormat({ named, marked, has, places, more, variables, ...described }: KeyedFormat): DocumentFormat {
  return {
    ...described,
    reads: 'documents',
    holdsObjects: false,
    suspects: ({ path, text }) => named.test(path) || marked?.test(text) === true,
    claims: ({ root }) => (has === undefined ? root.kind === 'map' : root.kind !== 'scalar' && has(root)),
    read: ({ file, root }) => {
      const top = rootOf(root)
      const found = [...imagesIn(file, top, places), ...(more?.(file, top) ?? [])]
      if (variables === undefined) return { sightings: found }
      const values = remembered(variables.values(file, top))
      return { sightings: found.flatMap((one) => follow(file, one, holesIn(one.text, variables.pattern), values)) }
    },
  }
}

/** The images at places below a node: keys with dots between, `*` for every entry or item. */
export function imagesIn(file: TextFile, top: Located, places: readonly string[]): readonly Sighting[] {
  return places.flatMap((place) => select(top, ...place.split('.'))).flatMap((at) => imageAt(file, at))
}

/** Whether a document has one of these keys. */
export function hasAny(...keys: readonly string[]): (root: Node) => boolean {
  return (root) => keys.some((key) => child(root, key) !== undefined)
}
