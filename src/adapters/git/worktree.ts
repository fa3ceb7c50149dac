import { lstat, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Answer } from '../../model/answer.ts'
import { found, unknown } from '../../model/answer.ts'
import { MAX_FILE_BYTES } from '../../model/limits.ts'
import type { TreeEntry } from '../../ports/change.ts'
import { isSystemError } from '../system-error.ts'
import { modeOf } from '../tree-entry.ts'
import type { Git } from './command.ts'
import { objectId } from './object-id.ts'
import { splitZero, strictText } from './objects.ts'

/** The uncommitted files: a listing, and contents for its entries. */
export interface WorkTree {
  list(): Promise<Answer<readonly TreeEntry[]>>
  /** Whether an entry came from this listing. */
  owns(entry: TreeEntry): boolean
  contents(entries: readonly TreeEntry[]): Promise<ReadonlyMap<TreeEntry, Answer<Uint8Array>>>
}

/** How many files are open at a time. */
const CONCURRENT = 32

/**
 * The files below `root` that git tracks, and the new ones that it does not ignore, as they are on disk: their bytes are hashed as
 * blobs here, without git's filters, so nothing is executed. A file over MAX_FILE_BYTES keeps an empty id and is not read.
 */
export function createWorkTree(git: Git, root: string, like: string): WorkTree {
  const held = new Map<TreeEntry, Answer<Uint8Array>>()
  const listed = new Set<TreeEntry>()
  return {
    owns: (entry) => listed.has(entry),
    list: async () => {
      const outcome = await git(['ls-files', '-z', '--stage', '--cached'])
      const fresh = await git(['ls-files', '-z', '--others', '--exclude-standard'])
      if (!outcome.ok || !fresh.ok) return unknown('unresolved', root, outcome.ok ? 'git cannot list new files' : outcome.stderr)
      const tracked = splitZero(outcome.stdout).map(trackedOf)
      const others = splitZero(fresh.stdout).map((bytes) => ({ path: strictText(bytes), submodule: undefined }))
      const wanted = [...tracked, ...others]
      if (wanted.some(({ path }) => path === undefined)) return unknown('malformed', root, 'git lists a path that is not UTF-8')
      const unique = new Map(wanted.map(({ path, submodule }) => [path ?? '', submodule]))
      const entries = await mapSome([...unique], ([path, submodule]) => entryOf({ root, path, like, submodule, held }))
      for (const entry of entries.flat()) listed.add(entry)
      return found([...listed].sort((a, b) => (a.path < b.path ? -1 : 1)))
    },
    contents: async (entries) =>
      new Map(await mapSome(entries, async (entry) => [entry, held.get(entry) ?? (await reread(root, entry))])),
  }
}

interface Wanted {
  readonly root: string
  readonly path: string
  readonly like: string
  readonly submodule: string | undefined
  readonly held: Map<TreeEntry, Answer<Uint8Array>>
}

function trackedOf(line: Buffer): { readonly path: string | undefined; readonly submodule: string | undefined } {
  const tab = line.indexOf(9)
  const [mode = '', id = ''] = line.subarray(0, tab).toString('utf8').split(' ')
  return { path: strictText(line.subarray(tab + 1)), submodule: modeOf(mode) === 'submodule' ? id : undefined }
}

/** One entry, or none for a file that was deleted. Contents are not kept: they are read again, and hashed again, when they are wanted. */
async function entryOf({ root, path, like, submodule, held }: Wanted): Promise<readonly TreeEntry[]> {
  if (submodule !== undefined) return [{ path, id: submodule, mode: 'submodule' }]
  try {
    const stats = await lstat(join(root, path))
    if (stats.isSymbolicLink()) {
      const target = Buffer.from(await readlink(join(root, path)), 'utf8')
      const entry: TreeEntry = { path, id: objectId('blob', target, like), mode: 'symlink', size: target.byteLength }
      held.set(entry, found(target))
      return [entry]
    }
    if (!stats.isFile()) return []
    const mode = (stats.mode & 0o100) === 0 ? 'file' : 'executable'
    if (stats.size > MAX_FILE_BYTES) return [{ path, id: '', mode, size: stats.size }]
    const bytes = await readFile(join(root, path))
    return [{ path, id: objectId('blob', bytes, like), mode, size: bytes.byteLength }]
  } catch (error) {
    if (!isSystemError(error)) throw error
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    const entry: TreeEntry = { path, id: '', mode: 'file' }
    held.set(entry, unknown('denied', path, error.code))
    return [entry]
  }
}

async function reread(root: string, entry: TreeEntry): Promise<Answer<Uint8Array>> {
  if (entry.mode === 'submodule') return unknown('unsupported', entry.path, 'a submodule has no content in this repository')
  if ((entry.size ?? 0) > MAX_FILE_BYTES)
    return unknown('too-large', entry.path, `the file has ${entry.size} bytes, more than ${MAX_FILE_BYTES}`)
  try {
    const bytes = await readFile(join(root, entry.path))
    const same = objectId('blob', bytes, entry.id) === entry.id
    return same ? found(bytes) : unknown('digest-mismatch', entry.path, 'the file changed while it was being looked at')
  } catch (error) {
    if (isSystemError(error)) return unknown('denied', entry.path, error.code)
    throw error
  }
}

async function mapSome<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T)
  }
  await Promise.all(Array.from({ length: CONCURRENT }, worker))
  return results
}
