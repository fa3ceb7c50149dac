import type { ScalarChange } from '../model/account.ts'

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

/** The texts of the scalars beside a changed one, under the same mapping. */
export function beside({ change }: Scene, key: string): string | undefined {
  const { path } = change.scalar
  const wanted = [...path.slice(0, -1), key].join('/')
  return change.document.scalars.find((one) => one.path.length === path.length && one.path.join('/') === wanted)?.text
}
