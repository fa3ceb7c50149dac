import { resolve } from 'node:path'
import { DEFAULT_POLICY_PATH } from '../gate/policy.ts'
import { UsageError } from '../model/usage-error.ts'
import { terminal as shown } from '../report/escape.ts'
import type { Command } from './arguments.ts'
import { policyFor, readNamedFile } from './policy-file.ts'
import type { Terminal } from './terminal.ts'

/** `preadmit policy check`: reads a policy as a run would. Throws `UsageError` with every mistake, each with its place; 0 without any. */
export async function policyCheck(command: Command, terminal: Terminal): Promise<number> {
  const [file = DEFAULT_POLICY_PATH, second] = command.positionals
  if (second !== undefined) throw new UsageError('policy check reads one policy', 'preadmit policy check FILE')
  if (file === DEFAULT_POLICY_PATH) await readNamedFile(resolve(terminal.folder, file))
  const { images, rules, exceptions } = await policyFor(file, command, terminal, terminal.clock.now())
  terminal.print(
    `${shown(file)}: no mistake; ${images.length} image entries, ${rules.length} levels and options, ${exceptions.length} exceptions`,
  )
  return 0
}
