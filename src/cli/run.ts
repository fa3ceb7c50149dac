import { UsageError } from '../model/usage-error.ts'
import { version } from '../wiring.ts'
import { COMMANDS, type Command, parseCommand } from './arguments.ts'
import { baseline } from './baseline.ts'
import { check } from './check.ts'
import { completion } from './completion.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { explain } from './explain.ts'
import { helpFor, helpText } from './help.ts'
import { init } from './init.ts'
import { inventory } from './inventory.ts'
import { pin } from './pin.ts'
import { policyCheck } from './policy-check.ts'
import { policyExport } from './policy-export.ts'
import { policyTest } from './policy-test.ts'
import { render } from './render.ts'
import { reportMerge } from './report-merge.ts'
import type { Terminal } from './terminal.ts'
import { verifyImages } from './verify-images.ts'

/** A command: what it did is on the terminal, the result is the exit code. */
type Run = (command: Command, terminal: Terminal) => Promise<number>

const RUNS: Readonly<Record<string, Run>> = {
  check,
  baseline,
  verify: verifyImages,
  inventory,
  pin,
  explain,
  doctor,
  init,
  render,
  'report merge': reportMerge,
  'policy check': policyCheck,
  'policy test': policyTest,
  'policy export': policyExport,
  demo,
  completion,
  help: async ({ positionals }, terminal) => help(positionals, terminal),
}

/** Runs one command; the exit code of the process. A mistake of the user is said with what to write instead, and ends as 2. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    if (argv[0] === undefined) {
      terminal.print(helpText())
      return 2
    }
    if (['--help', '-h', 'help'].includes(argv[0])) return help(argv.slice(1), terminal)
    if (['--version', '-V', 'version'].includes(argv[0] ?? '') || (argv[0] === '-v' && argv.length === 1)) {
      terminal.print(`preadmit ${version}`)
      return 0
    }
    const command = parseCommand(argv)
    const run = RUNS[command.name]
    if (run === undefined) throw new UsageError(`"preadmit ${command.name}" is not built yet`)
    return await run(command, terminal)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    for (const one of [error, ...error.others]) complain(one, terminal)
    return 2
  }
}

function help(asked: readonly string[], terminal: Terminal): number {
  const name = asked.join(' ')
  const text = name === '' ? helpText() : helpFor(name)
  const near = Object.keys(COMMANDS).filter((one) => one.startsWith(`${name} `))
  if (text === undefined && near.length === 0)
    throw new UsageError(`"${name}" is not a command`, `one of: ${Object.keys(COMMANDS).join(', ')}`)
  terminal.print(text ?? near.map((one) => helpFor(one) ?? '').join('\n'))
  return 0
}

function complain({ message, hint, position }: UsageError, terminal: Terminal): void {
  const at = position === undefined ? '' : `${position.file}:${position.line}:${position.column}: `
  terminal.complain(`preadmit: ${at}${message}`)
  if (hint !== undefined) terminal.complain(`  write instead: ${hint.replace(/^write (?=one of:)/, '')}`)
}
