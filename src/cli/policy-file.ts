import { readFile } from 'node:fs/promises'
import { createGitChange } from '../adapters/change-git.ts'
import { createGit } from '../adapters/git/command.ts'
import { findTopLevel } from '../adapters/git/commits.ts'
import { isSystemError } from '../adapters/system-error.ts'
import { DEFAULT_POLICY_PATH, loadPolicy } from '../gate/policy.ts'
import { readFacts } from '../judge/recorded.ts'
import { found } from '../model/answer.ts'
import type { ChangeInfo, Facts } from '../model/facts.ts'
import type { Policy } from '../model/policy.ts'
import { UsageError } from '../model/usage-error.ts'
import { builtInPolicy } from '../policy/built-in.ts'
import { optional } from '../wiring.ts'
import type { Command } from './arguments.ts'
import { localFiles } from './local-policy.ts'
import { pinnedFiles } from './pinned-files.ts'
import { readInput, STANDARD_INPUT } from './standard-input.ts'
import type { Terminal } from './terminal.ts'

type Reading = Pick<Command, 'text' | 'voice'>

/** The policy in a local file, or the built-in one where none is named. Throws `UsageError` when it cannot be used. */
export async function policyFor(file: string | undefined, command: Reading, terminal: Terminal, now: Date): Promise<Policy> {
  if (file === undefined) return builtInPolicy
  const pinned = await pinnedFiles(command, terminal)
  const origin = { path: file, repository: '', remote: true, now, ...optional('pinned', pinned) }
  const files = file === STANDARD_INPUT ? await policyInput(terminal) : localFiles(file, terminal.folder)
  const loaded = await loadPolicy(files, origin)
  if (loaded.kind === 'found') return loaded.value.policy
  throw new UsageError(
    `the policy ${file} could not be read: ${loaded.kind === 'unknown' ? loaded.problem.detail : 'it is not there'}`,
  )
}

// What the policy names is read from the folder, as for a policy in a file of it.
async function policyInput(terminal: Terminal): Promise<ReturnType<typeof localFiles>> {
  const bytes = Buffer.from(await readInput(terminal))
  const { trusted } = localFiles(DEFAULT_POLICY_PATH, terminal.folder)
  return { trusted: async (path) => (path === STANDARD_INPUT ? found({ bytes, commit: 'worktree' }) : trusted(path)) }
}

/** A policy, with the repository and the branch that it is of. */
export interface PolicyHere extends Pick<ChangeInfo, 'repository' | 'trusted'> {
  readonly policy: Policy
}

/**
 * The policy by which `check` would judge here: that of the repository's default branch. Outside of a repository, and where the repository
 * has none, it is the built-in one. Throws `UsageError` when it cannot be used, and where the default branch is not known.
 */
export async function repositoryPolicy(command: Reading, terminal: Terminal, now: Date): Promise<PolicyHere> {
  const { folder, env } = terminal
  if ((await findTopLevel(createGit(folder, env), folder)) === undefined) return { policy: builtInPolicy, repository: '' }
  const change = await createGitChange({ directory: folder, environment: env, scope: 'all' })
  const { repository, trusted } = change.info
  const pinned = await pinnedFiles(command, terminal)
  const origin = { path: DEFAULT_POLICY_PATH, repository, remote: false, now, ...optional('pinned', pinned) }
  const loaded = await loadPolicy(change, origin)
  if (loaded.kind === 'found') return { policy: loaded.value.policy, repository, ...(trusted === undefined ? {} : { trusted }) }
  throw new UsageError(
    `the policy of the default branch could not be read: ${loaded.kind === 'unknown' ? loaded.problem.detail : 'it is not there'}`,
    '--policy FILE',
  )
}

/** A text file that the user named. Throws `UsageError` when it cannot be read. */
export async function readNamedFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new UsageError(`${file} cannot be read: ${error.code}`)
  }
}

/** Facts as `--facts` and `facts-file` wrote them; `-` is standard input. */
export async function readFactsFile(file: string, terminal: Terminal): Promise<Facts> {
  return readFacts(file === STANDARD_INPUT ? await readInput(terminal) : await readNamedFile(file), file)
}
