import { MAX_LINK_STEPS, MAX_SYMLINK_HOPS } from '../model/limits.ts'
import type { TreeEntry } from '../ports/change.ts'

/** One side of a change, to walk in: every entry by its path, and every folder. */
export interface Tree {
  readonly entries: ReadonlyMap<string, TreeEntry>
  readonly folders: ReadonlySet<string>
}

/**
 * Where a walk ends: at an entry that is no link, at a folder, at nothing, outside of the repository, at a link that was not read,
 * or nowhere within the limits.
 */
export type End =
  | { readonly kind: 'entry'; readonly entry: TreeEntry }
  | { readonly kind: 'unread'; readonly entry: TreeEntry }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'nothing'; readonly path: string }
  | { readonly kind: 'outside' }
  | { readonly kind: 'endless'; readonly why: string }

/**
 * A walk: its end, and every path on the way. Where none of these differs between two trees, nor anything below the path where
 * there is nothing, it ends the same in both.
 */
export interface Walk {
  readonly end: End
  readonly passed: readonly string[]
}

/** Prepares a listing for walks. */
export function treeOf(entries: readonly TreeEntry[]): Tree {
  return { entries: new Map(entries.map((entry) => [entry.path, entry])), folders: foldersOf(entries.map(({ path }) => path)) }
}

/** Every folder that paths lie in, the root included. */
export function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>([''])
  for (const path of paths) {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const folder = path.slice(0, slash)
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return folders
}

/**
 * Walks to a path as an operating system does: part by part, through every symbolic link on the way, whether it stands for a folder
 * or for a file. `..` leaves the folder that the links led to. At most MAX_SYMLINK_HOPS links and MAX_LINK_STEPS parts are walked.
 */
export function walk(path: string, tree: Tree, targetOf: (link: TreeEntry) => string | undefined): Walk {
  const passed: string[] = []
  const ends = (end: End): Walk => ({ end, passed })
  let at = ''
  let links = 0
  let ahead = path.split('/').reverse()
  for (let part = ahead.pop(); part !== undefined; part = ahead.pop()) {
    if (part === '' || part === '.') continue
    if (passed.length >= MAX_LINK_STEPS) return ends(tooLong)
    if (part === '..' && at === '') return ends({ kind: 'outside' })
    at = part === '..' ? at.slice(0, Math.max(0, at.lastIndexOf('/'))) : at === '' ? part : `${at}/${part}`
    passed.push(at)
    const entry = tree.entries.get(at)
    if (entry?.mode === 'symlink') {
      if (++links > MAX_SYMLINK_HOPS) return ends(tooMany)
      const target = targetOf(entry)
      if (target === undefined) return ends({ kind: 'unread', entry })
      if (target.startsWith('/') || target.includes('\0')) return ends({ kind: 'outside' })
      const parts = target.split('/', MAX_LINK_STEPS + 1)
      if (parts.length + ahead.length > MAX_LINK_STEPS) return ends(tooLong)
      ahead = [...ahead, ...parts.reverse()]
      at = at.slice(0, Math.max(0, at.lastIndexOf('/')))
    } else if (entry !== undefined) return ends(ahead.length === 0 ? { kind: 'entry', entry } : { kind: 'nothing', path: at })
    else if (!tree.folders.has(at)) return ends({ kind: 'nothing', path: at })
  }
  return ends({ kind: 'folder', path: at })
}

const tooMany: End = {
  kind: 'endless',
  why: `it is a chain of more than ${MAX_SYMLINK_HOPS} symbolic links`,
}
const tooLong: End = {
  kind: 'endless',
  why: `it is a symbolic link with a way of more than ${MAX_LINK_STEPS} folders`,
}
