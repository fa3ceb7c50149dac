import { createGitChange } from '../adapters/change-git.ts'
import type { SourceFile } from '../discover/discover.ts'
import { readSides } from '../gate/read.ts'
import { selectFiles } from '../gate/select.ts'
import { UsageError } from '../model/usage-error.ts'
import type { Log } from '../ports/log.ts'
import type { AttestationStore } from '../ports/trust.ts'
import { githubAttestations, openBudget, policyDoors, readDockerConfig } from '../wiring.ts'
import type { Command } from './arguments.ts'
import { globsOf } from './check.ts'
import { type PolicyHere, policyFor, repositoryPolicy } from './policy-file.ts'
import type { Terminal } from './terminal.ts'

/** What a command that asks registries outside of a change needs. */
export interface Asking extends PolicyHere {
  readonly now: Date
  readonly log: Log
  readonly doors: ReturnType<typeof policyDoors>
  readonly attestations: AttestationStore
}

/** Reads the options that all asking commands share, and opens the doors. `otherwise` is the timeout where none is given. */
export async function startAsking(command: Command, terminal: Terminal, otherwise: string): Promise<Asking> {
  const { clock, env } = terminal
  const now = clock.now()
  const log = terminal.logFor(command.voice)
  const named = command.text('policy')
  const here = await (named === undefined
    ? repositoryPolicy(command, terminal, now)
    : { policy: await policyFor(named, command, terminal, now), repository: '' })
  const budget = openBudget(command.text('timeout') ?? otherwise, clock)
  const dockerConfig = await readDockerConfig(command.text('docker-config') ?? '', env)
  const doors = policyDoors({ dockerConfig, githubToken: env.GITHUB_TOKEN, env, budget, clock, log })
  return { ...here, now, log, doors, attestations: githubAttestations({ env, budget, clock, log }) }
}

/** The files of a local repository's work tree, and where it is. */
export interface WorkTree {
  readonly root: string
  readonly files: readonly SourceFile[]
}

/** Reads every file of the work tree, or those below the paths given. Throws `UsageError` where there is no repository. */
export async function readWorkTree(paths: readonly string[], { folder, env }: Terminal): Promise<WorkTree> {
  const change = await createGitChange({ directory: folder, environment: env, scope: 'all', policyGiven: true })
  const trees = await change.trees()
  if (trees.kind !== 'found')
    throw new UsageError(`the work tree cannot be read: ${trees.kind === 'unknown' ? trees.problem.detail : 'there is none'}`)
  const globs = await globsOf(paths, change, folder)
  const selected = selectFiles(trees.value, { ignore: [], paths: globs })
  return { root: change.root, files: (await readSides(change, selected, trees.value)).head.files }
}
