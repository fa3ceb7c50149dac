import { join } from 'node:path'
import { type Answer, absent, found, unknown } from '../../model/answer.ts'
import type { ReadPinned } from '../../ports/pinned.ts'
import { createGit } from './command.ts'
import { commitOf } from './commits.ts'
import { listCommit, readBlobs } from './objects.ts'

/**
 * Files of repositories at commits, from clones on this machine: that of `owner/name` lies in `folder/owner/name`, and what is in its
 * work tree means nothing: files are read from the objects of the commit.
 */
export function createLocalPinned(folder: string, environment: Readonly<Record<string, string | undefined>>): ReadPinned {
  return async ({ repository, path, commit }): Promise<Answer<Uint8Array>> => {
    const clone = join(folder, repository)
    const git = createGit(clone, environment)
    const about = `${repository}@${commit}`
    if ((await commitOf(git, commit)) !== commit)
      return unknown('unresolved', about, `there is no clone at ${clone} that has this commit`)
    const listed = await listCommit(git, commit)
    if (listed.kind !== 'found') return listed.kind === 'absent' ? absent : listed
    const entry = listed.value.find((one) => one.path === path)
    if (entry === undefined) return absent
    if (entry.mode === 'symlink' || entry.mode === 'submodule')
      return unknown('unresolved', path, `it is a ${entry.mode}, not a file`)
    const bytes = (await readBlobs(git, [entry])).get(entry) ?? absent
    return bytes.kind === 'found' ? found(bytes.value) : bytes
  }
}
