import type { ScalarDocument } from '../model/account.ts'
import type { Unread } from '../model/facts.ts'
import type { ManifestObject } from '../model/manifest-object.ts'
import type { ImageReference } from '../model/reference.ts'
import type { Origin } from '../model/span.ts'
import type { FileChange } from './trees.ts'

/** Which files were moved: the path of the head side, and what it was called before. */
export type Moves = ReadonlyMap<string, string>

/** What was found on one side, as far as it names files. */
interface Found {
  readonly references: readonly ImageReference[]
  readonly objects: readonly ManifestObject[]
  readonly unread: readonly Unread[]
  readonly documents: (paths: readonly string[]) => readonly ScalarDocument[]
}

/**
 * Files that were moved or renamed: an added file with the bytes of a removed one, or else one that shares at least half of its references
 * with a removed one, the nearest first. A file is moved once; a copy is none.
 */
export function movedFiles(
  changes: readonly FileChange[],
  base: readonly ImageReference[],
  head: readonly ImageReference[],
): Moves {
  const removed = new Set(changes.filter(({ status }) => status === 'removed').map(({ path }) => path))
  const added = changes.filter(({ status }) => status === 'added')
  const byBytes = Map.groupBy(
    changes.filter(({ status, base: entry }) => status === 'removed' && entry !== undefined && entry.id !== ''),
    (change) => change.base?.id ?? '',
  )
  const moves = new Map<string, string>()
  for (const { path, head: entry } of added) {
    const same = byBytes.get(entry?.id ?? '')?.find((one) => removed.has(one.path))
    if (same === undefined) continue
    moves.set(path, same.path)
    removed.delete(same.path)
  }
  const before = Map.groupBy(base, ({ origin }) => origin.file)
  const after = Map.groupBy(head, ({ origin }) => origin.file)
  for (const { path } of added) {
    if (moves.has(path)) continue
    const from = nearest(after.get(path) ?? [], removed, before)
    if (from === undefined) continue
    moves.set(path, from)
    removed.delete(from)
  }
  return moves
}

function nearest(
  references: readonly ImageReference[],
  removed: ReadonlySet<string>,
  before: ReadonlyMap<string, readonly ImageReference[]>,
): string | undefined {
  const keys = new Set(references.map(keyOf))
  if (keys.size === 0) return undefined
  let best: string | undefined
  let most = 0
  for (const path of removed) {
    const old = new Set((before.get(path) ?? []).map(keyOf))
    const shared = [...old].filter((key) => keys.has(key)).length
    if (shared > most && shared * 2 >= Math.max(keys.size, old.size)) [best, most] = [path, shared]
  }
  return best
}

function keyOf({ origin, text }: ImageReference): string {
  return JSON.stringify([origin.path.filter((step) => typeof step === 'string'), text])
}

/** What was found on the base side under the paths that its files have on the head side. */
export function relocated<T extends Found>(found: T, moves: Moves): T {
  if (moves.size === 0) return found
  const now = new Map([...moves].map(([to, from]) => [from, to]))
  const file = (path: string): string => now.get(path) ?? path
  const origin = (one: Origin): Origin => ({
    ...one,
    file: file(one.file),
    related: one.related.map((place) => ({ ...place, file: file(place.file) })),
  })
  return {
    ...found,
    references: found.references.map((one) => ({ ...one, origin: origin(one.origin) })),
    objects: found.objects.map((one) => ({ ...one, origin: origin(one.origin) })),
    unread: found.unread.map((one) => ({ ...one, file: file(one.file) })),
    documents: (paths: readonly string[]) => found.documents(paths).map((one) => ({ ...one, file: file(one.file) })),
  }
}
