import { UsageError } from '../../model/usage-error.ts'
import type { Git } from './command.ts'

/** The commit that a revision names; undefined when there is none. A revision that looks like an option is none. */
export async function commitOf(git: Git, revision: string): Promise<string | undefined> {
  const outcome = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
  const id = outcome.ok ? outcome.stdout.toString('utf8').trim() : ''
  return /^[0-9a-f]{40,64}$/.test(id) ? id : undefined
}

/** The commit that a revision names. Throws UsageError when there is none. */
export async function mustCommitOf(git: Git, revision: string, option: string): Promise<string> {
  const commit = await commitOf(git, revision)
  if (commit !== undefined) return commit
  const near = await branchesOf(git)
  const hint = near.length === 0 ? `${option} with the id of a commit` : near.map((name) => `${option} ${name}`).join(', or ')
  throw new UsageError(`${option} "${revision}" names no commit of this repository`, hint)
}

const SHOWN_BRANCHES = 3

/** A few branches that this clone has, the ones that were worked on last. */
async function branchesOf(git: Git): Promise<readonly string[]> {
  const wanted = [
    '--sort=-committerdate',
    `--count=${SHOWN_BRANCHES}`,
    '--format=%(refname:lstrip=2)',
    'refs/heads/',
    'refs/remotes/',
  ]
  const outcome = await git(['for-each-ref', ...wanted])
  return outcome.ok
    ? outcome.stdout
        .toString('utf8')
        .split('\n')
        .filter((name) => name !== '' && !name.endsWith('/HEAD'))
    : []
}

/** The merge base of two commits; undefined when their histories share nothing. */
export async function mergeBaseOf(git: Git, first: string, second: string): Promise<string | undefined> {
  const outcome = await git(['merge-base', first, second])
  const id = outcome.ok ? outcome.stdout.toString('utf8').trim() : ''
  return /^[0-9a-f]{40,64}$/.test(id) ? id : undefined
}

/** The folder of the work tree that `git` runs in. Throws UsageError where there is no repository, or no git. */
export async function topLevel(git: Git, directory: string): Promise<string> {
  const root = await findTopLevel(git, directory)
  if (root !== undefined) return root
  throw new UsageError(`${directory} is not in the work tree of a git repository`, 'run it in a clone, or: git init')
}

/** The folder of the work tree that `git` runs in; undefined where there is no repository. Throws UsageError where nobody can tell. */
export async function findTopLevel(git: Git, directory: string): Promise<string | undefined> {
  const outcome = await git(['rev-parse', '--show-toplevel'])
  if (outcome.ok) return outcome.stdout.toString('utf8').replace(/\r?\n$/, '')
  if (outcome.code === undefined) throw new UsageError(`git could not be started: ${outcome.stderr}`, 'install git')
  if (/not a git repository|must be run in a work tree/.test(outcome.stderr)) return undefined
  throw new UsageError(`git cannot read the repository of ${directory}: ${outcome.stderr}`)
}
