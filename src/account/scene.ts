import type { ScalarChange, ScalarDocument } from '../model/account.ts'

/** A changed scalar with what a table asks about it. `path` are its keys with slashes between. */
export interface Scene {
  readonly change: ScalarChange
  readonly file: string
  readonly path: string
  readonly key: string
  readonly text: string
  readonly group: string
  readonly kind: string
  /** Whether the head side has a file of this path. */
  readonly has: (path: string) => boolean
  /** Whether the head side has any file in this folder (`a/b/`). */
  readonly hasFolder: (folder: string) => boolean
  /** Whether a reference of the base stood here that has no successor. */
  readonly lost: boolean
}

/** The folder of a path, with its slash; empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

/** The text of a scalar beside a changed one, under the same mapping: the first of that key. */
export function beside({ change }: Scene, key: string): string | undefined {
  const { document, scalar } = change
  return textsIn(document)
    .get([...scalar.path.slice(0, -1), key].join('/'))
    ?.find(([depth]) => depth === scalar.path.length)?.[1]
}

type Texts = ReadonlyMap<string, readonly (readonly [depth: number, text: string])[]>

const known = new WeakMap<ScalarDocument, Texts>()

// Kept per document, because every scalar of it may ask.
function textsIn(document: ScalarDocument): Texts {
  const before = known.get(document)
  if (before !== undefined) return before
  const groups = Map.groupBy(document.scalars, ({ path }) => path.join('/'))
  const texts = new Map([...groups].map(([path, some]) => [path, some.map((one) => [one.path.length, one.text] as const)]))
  known.set(document, texts)
  return texts
}
