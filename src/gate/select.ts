import { byCodeUnit, changedFiles, type FileChange } from '../compare/trees.ts'
import { companions, worthReading } from '../discover/discover.ts'
import type { Coverage } from '../model/facts.ts'
import { matchesGlob } from '../model/glob.ts'
import { UsageError } from '../model/usage-error.ts'
import type { TreeEntry, Trees } from '../ports/change.ts'

/** Which files of a change a run looks at. `shard` is the 1-based index and the number of shards. */
export interface Selection {
  readonly ignore: readonly string[]
  readonly paths: readonly string[]
  readonly shard?: { readonly index: number; readonly of: number }
  /** Paths of unchanged symbolic links that lead to something that changed. */
  readonly movedLinks?: ReadonlySet<string>
}

/** The files to read: what changed (`all`, and what is left of it by the selection), and what stands beside it unchanged and takes part in its meaning. */
export interface Selected {
  readonly all: readonly FileChange[]
  readonly changed: readonly FileChange[]
  readonly base: readonly TreeEntry[]
  readonly head: readonly TreeEntry[]
  readonly submodules: readonly string[]
  readonly coverage: Coverage
}

/** Chooses what to read from both whole trees. What is left out on purpose is counted, never silent. */
export function selectFiles(trees: Trees, selection: Selection): Selected {
  const counted = { ignored: 0, outsidePaths: 0, otherShards: 0 }
  const all = [...changedFiles(trees), ...relinked(trees, selection.movedLinks ?? new Set())]
  const changed = all.filter((change) => {
    const left = leftOut(change.path, selection)
    if (left !== undefined) counted[left]++
    return left === undefined
  })
  const readable = changed.filter((change) => isReadable(change))
  const paths = new Set(readable.map((change) => change.path))
  for (const path of companions(
    [...paths],
    trees.head.map((entry) => entry.path),
  ))
    paths.add(path)
  for (const path of companions(
    [...paths],
    trees.base.map((entry) => entry.path),
  ))
    paths.add(path)
  const head = pick(trees.head, paths)
  const shared = new Map(head.map((entry) => [`${entry.path}\0${entry.id}`, entry]))
  const base = pick(trees.base, paths).map((entry) =>
    entry.id === '' ? entry : (shared.get(`${entry.path}\0${entry.id}`) ?? entry),
  )
  const submodules = changed.filter((change) => change.head?.mode === 'submodule').map((change) => change.path)
  return { all, changed, base, head, submodules, coverage: { files: changed.length, ...counted } }
}

/**
 * Throws `UsageError` for a glob of the input `paths` that names no file on either side: what was meant is not looked at, and a run
 * that looks at nothing passes.
 */
export function refuseLostPaths({ base, head }: Trees, paths: readonly string[]): void {
  const names = (glob: string) => (entry: TreeEntry) => matchesGlob(glob, entry.path)
  const lost = paths.find((glob) => !head.some(names(glob)) && !base.some(names(glob)))
  if (lost === undefined) return
  throw new UsageError(
    `the input "paths" has "${lost}", which names no file on either side of the change`,
    'write globs of whole paths from the root of the repository, one per line: deploy/**',
  )
}

function relinked(trees: Trees, links: ReadonlySet<string>): readonly FileChange[] {
  if (links.size === 0) return []
  const base = new Map(trees.base.map((entry) => [entry.path, entry]))
  return trees.head
    .filter(({ path }) => links.has(path))
    .map((head) => ({ path: head.path, status: 'modified', base: base.get(head.path) ?? head, head }))
}

function leftOut(path: string, selection: Selection): 'ignored' | 'outsidePaths' | 'otherShards' | undefined {
  if (selection.ignore.some((glob) => matchesGlob(glob, path))) return 'ignored'
  if (selection.paths.length > 0 && !selection.paths.some((glob) => matchesGlob(glob, path))) return 'outsidePaths'
  const { shard } = selection
  return shard !== undefined && shardOf(path, shard.of) !== shard.index ? 'otherShards' : undefined
}

/** FNV-1a over the path's code units: the same shard on every machine. 1-based. */
function shardOf(path: string, of: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193) >>> 0
  return (hash % of) + 1
}

function isReadable(change: FileChange): boolean {
  const { path, base, head } = change
  return [base, head].some(
    (entry) => entry !== undefined && worthReading({ path, ...(entry.size === undefined ? {} : { size: entry.size }) }),
  )
}

function pick(entries: readonly TreeEntry[], paths: ReadonlySet<string>): readonly TreeEntry[] {
  return entries
    .filter((entry) => paths.has(entry.path) && entry.mode !== 'submodule')
    .toSorted((a, b) => byCodeUnit(a.path, b.path))
}
