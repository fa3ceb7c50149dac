import { EXPORTERS } from '../admission/export.ts'
import { UsageError } from '../model/usage-error.ts'
import { terminal as shown } from '../report/escape.ts'
import type { Command } from './arguments.ts'
import { policyFor } from './policy-file.ts'
import type { Terminal } from './terminal.ts'

/** `preadmit policy export`: the policy for an admission controller on standard output; what it cannot express, beside it. */
export async function policyExport(command: Command, terminal: Terminal): Promise<number> {
  const target = command.text('to')
  const write = target === 'kyverno' || target === 'policy-controller' ? EXPORTERS[target] : undefined
  if (write === undefined) throw new UsageError('policy export needs a target', '--to kyverno, or --to policy-controller')
  const file = command.text('policy') ?? '.github/preadmit.yml'
  const policy = await policyFor(file, command, terminal, terminal.clock.now())
  const { text, unexpressed } = write(policy)
  terminal.print(text)
  for (const one of unexpressed) terminal.complain(`not expressed: ${shown(one)}`)
  return 0
}
