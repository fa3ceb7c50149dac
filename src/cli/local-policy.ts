import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError } from '../adapters/system-error.ts'
import { type Answer, absent, found, unknown } from '../model/answer.ts'
import type { Change, TrustedFile } from '../ports/change.ts'

/** Reads a policy, and what it names, from local files. The user of a command line is trusted with the choice. */
export function localFiles(policy: string, folder: string): Pick<Change, 'trusted'> {
  return { trusted: (path) => readLocal(path === policy ? policy : join(folder, path)) }
}

/** The change with another policy: `--policy FILE` reads it, and what it names, from the work tree instead of the default branch. */
export function withLocalPolicy(change: Change, policy: string, folder: string): Change {
  return {
    get info() {
      return change.info
    },
    trees: () => change.trees(),
    contents: (entries) => change.contents(entries),
    trustedPaths: () => change.trustedPaths(),
    superseded: () => change.superseded(),
    ...localFiles(policy, folder),
  }
}

async function readLocal(path: string): Promise<Answer<TrustedFile>> {
  try {
    return found({ bytes: await readFile(path), commit: 'worktree' })
  } catch (error) {
    if (!isSystemError(error)) throw error
    return error.code === 'ENOENT' ? absent : unknown('denied', path, `it cannot be read: ${error.code}`)
  }
}
