import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createLocalPinned } from '../adapters/git/pinned.ts'
import { createPinnedReader } from '../adapters/github/pinned.ts'
import { UsageError } from '../model/usage-error.ts'
import type { ReadPinned } from '../ports/pinned.ts'
import { openBudget, openGithubApi } from '../wiring.ts'
import type { Command } from './arguments.ts'
import type { Terminal } from './terminal.ts'

/** Variables with a token that reads policies of other repositories, the first one that is set. */
const TOKENS = ['PREADMIT_POLICY_TOKEN', 'GITHUB_TOKEN', 'GH_TOKEN']

/**
 * How a command reads what its policy extends: from clones in the folder of `--policies`, else from GitHub with a token. Undefined where
 * there is neither. Throws `UsageError` for a folder that is none.
 */
export async function pinnedFiles(command: Pick<Command, 'text' | 'voice'>, terminal: Terminal): Promise<ReadPinned | undefined> {
  const { env, clock } = terminal
  const folder = command.text('policies')
  if (folder !== undefined) return createLocalPinned(await existing(folder, terminal.folder), env)
  const token = TOKENS.flatMap((name) => env[name] || [])[0]
  if (token === undefined) return undefined
  const log = terminal.logFor(command.voice)
  log.secret(token)
  return createPinnedReader(openGithubApi({ env, token, budget: openBudget('2m', clock), clock, log }))
}

async function existing(given: string, from: string): Promise<string> {
  const folder = resolve(from, given)
  try {
    if ((await stat(folder)).isDirectory()) return folder
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
  throw new UsageError(
    `--policies ${given} is no folder`,
    '--policies with the folder that holds OWNER/NAME, a clone of each repository',
  )
}
