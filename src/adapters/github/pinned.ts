import { type Answer, absent, found, unknown } from '../../model/answer.ts'
import type { PinnedPlace } from '../../model/pinned-place.ts'
import type { TreeEntry } from '../../ports/change.ts'
import type { ReadPinned } from '../../ports/pinned.ts'
import type { GithubApi } from './api.ts'
import { createBlobReader } from './blobs.ts'
import { branchTip, commitTree, mergeBase, repositoryDefaultBranch } from './commits.ts'
import { createTreeReader } from './trees.ts'

interface PinnedTree {
  readonly entries: ReadonlyMap<string, TreeEntry>
  readonly read: ReturnType<typeof createBlobReader>
}

/**
 * Files of repositories at commits, over the API. A commit counts only where the default branch of its repository holds it: GitHub shows
 * commits of every fork under the name of the repository, so that anybody can make one that seems to be of it.
 */
export function createPinnedReader(api: GithubApi): ReadPinned {
  const trees = new Map<string, Promise<Answer<PinnedTree>>>()
  return async (place) => {
    const key = `${place.repository}@${place.commit}`
    const reading = trees.get(key) ?? readTree(api, place)
    trees.set(key, reading)
    const tree = await reading
    return tree.kind === 'found' ? fileIn(tree.value, place) : tree
  }
}

async function readTree(api: GithubApi, { repository, commit }: PinnedPlace): Promise<Answer<PinnedTree>> {
  const tree = await commitTree(api, repository, commit)
  if (tree.kind === 'absent')
    return unknown('unresolved', `${repository}@${commit}`, 'GitHub does not have this commit, or this token may not read it')
  if (tree.kind !== 'found') return tree
  const own = await isOfDefaultBranch(api, repository, commit)
  if (own.kind !== 'found') return own
  if (!own.value)
    return unknown(
      'unresolved',
      `${repository}@${commit}`,
      'the commit is not on the default branch of the repository: it may be that of a fork',
    )
  const listed = await createTreeReader(api, repository)(tree.value.tree)
  if (listed.kind !== 'found') return listed
  const entries = new Map(listed.value.map((entry) => [entry.path, entry]))
  return found({ entries, read: createBlobReader(api, repository) })
}

async function isOfDefaultBranch(api: GithubApi, repository: string, commit: string): Promise<Answer<boolean>> {
  const branch = await repositoryDefaultBranch(api, repository)
  if (branch.kind !== 'found') return branch
  const tip = await branchTip(api, repository, branch.value)
  if (tip.kind !== 'found') return tip.kind === 'absent' ? found(false) : tip
  if (tip.value === commit) return found(true)
  const base = await mergeBase(api, repository, commit, tip.value)
  return base.kind === 'unknown' ? base : found(base.kind === 'found' && base.value.commit === commit)
}

async function fileIn({ entries, read }: PinnedTree, { path }: PinnedPlace): Promise<Answer<Uint8Array>> {
  const entry = entries.get(path)
  if (entry === undefined) return absent
  if (entry.mode === 'symlink' || entry.mode === 'submodule')
    return unknown('unresolved', path, `it is a ${entry.mode}, not a file`)
  return (await read([entry])).get(entry) ?? absent
}
