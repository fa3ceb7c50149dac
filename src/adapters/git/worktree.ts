import { lstat, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Answer } from '../../model/answer.ts'
import { found, unknown } from '../../model/answer.ts'
import { MAX_FILE_BYTES } from '../../model/limits.ts'
import type { TreeEntry } from '../../ports/change.ts'
import { isSystemError } from '../system-error.ts'
import type { Git } from './command.ts'
import { readIndex, withSizes } from './index-entries.ts'
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
 * blobs here, without git's filters, so nothing is executed. A file over MAX_FILE_BYTES keeps an empty id and is not read. What a sparse
 * checkout leaves out is not deleted: it is what the index has, and git holds its content.
 */
export function createWorkTree(git: Git, root: string, like: string): WorkTree {
  const held = new Map<TreeEntry, Answer<Uint8Array>>()
  const listed = new Set<TreeEntry>()
  return {
    owns: (entry) => listed.has(entry),
    list: async () => {
      const index = await readIndex(git)
      if (index.kind !== 'found') return index
      const fresh = await git(['ls-files', '-z', '--others', '--exclude-standard'])
      if (!fresh.ok) return unknown('unresolved', root, 'git cannot list new files')
      const others = splitZero(fresh.stdout).map(strictText)
      if (!others.every((path) => path !== undefined)) return unknown('malformed', root, 'git lists a path that is not UTF-8')
      const tracked = new Map(index.value.map((entry) => [entry.path, entry]))
      const submodule = (path: string): string | undefined => {
        const entry = tracked.get(path)
        return entry?.mode === 'submodule' ? entry.id : undefined
      }
      const paths = new Set([...tracked.keys(), ...others])
      const entries = await mapSome([...paths], (path) => entryOf({ root, path, like, submodule: submodule(path), held }))
      for (const entry of entries.flat()) listed.add(entry)
      const onDisk = new Set([...listed].map(({ path }) => path))
      const leftOut = [...tracked.values()].filter(({ path, sparse }) => sparse && !onDisk.has(path))
      return found([...listed, ...(await withSizes(git, leftOut))].sort((a, b) => (a.path < b.path ? -1 : 1)))
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
