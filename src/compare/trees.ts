import type { TreeEntry, Trees } from '../ports/change.ts'

/** One path whose content or kind differs between the two sides. */
export interface FileChange {
  readonly path: string
  readonly status: 'added' | 'modified' | 'removed'
  readonly base?: TreeEntry
  readonly head?: TreeEntry
}

/**
 * The paths that differ, from two complete tree listings, in path order. A moved file is one removed and one added path: what
 * stands at a new place counts as new. Paths are compared byte for byte.
 */
export function changedFiles(trees: Trees): readonly FileChange[] {
  const base = new Map(trees.base.map((entry) => [entry.path, entry]))
  const head = new Map(trees.head.map((entry) => [entry.path, entry]))
  const paths = [...new Set([...base.keys(), ...head.keys()])].sort(byCodeUnit)
  return paths.flatMap((path) => changeOf(path, base.get(path), head.get(path)))
}

/** Orders texts by UTF-16 code units, the same on every machine. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function changeOf(path: string, base: TreeEntry | undefined, head: TreeEntry | undefined): readonly FileChange[] {
  if (base === undefined) return head === undefined ? [] : [{ path, status: 'added', head }]
  if (head === undefined) return [{ path, status: 'removed', base }]
  const same = base.id === head.id && base.id !== '' && kindOf(base) === kindOf(head)
  return same ? [] : [{ path, status: 'modified', base, head }]
}

/** The executable bit changes nothing about what a manifest says. */
function kindOf(entry: TreeEntry): string {
  return entry.mode === 'executable' ? 'file' : entry.mode
}
