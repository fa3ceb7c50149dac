import { UsageError } from '../model/usage-error.ts'
import { version } from '../wiring.ts'
import { type Command, helpText, parseCommand } from './arguments.ts'
import { check } from './check.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { explain } from './explain.ts'
import { init } from './init.ts'
import { pin } from './pin.ts'
import { policyExport } from './policy-export.ts'
import { policyTest } from './policy-test.ts'
import { render } from './render.ts'
import type { Terminal } from './terminal.ts'
import { verifyImages } from './verify-images.ts'

/** A command: what it did is on the terminal, the result is the exit code. */
type Run = (command: Command, terminal: Terminal) => Promise<number>

const RUNS: Readonly<Record<string, Run>> = {
  check,
  verify: verifyImages,
  pin,
  explain,
  doctor,
  init,
  render,
  'policy test': policyTest,
  'policy export': policyExport,
  demo,
  help: async (_, terminal) => {
    terminal.print(helpText())
    return 0
  },
}

/** Runs one command; the exit code of the process. A mistake of the user is said with what to write instead, and ends as 2. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    if (['--help', '-h', 'help', undefined].includes(argv[0])) {
      terminal.print(helpText())
      return argv[0] === undefined ? 2 : 0
    }
    if (argv[0] === '--version' || argv[0] === '-V') {
      terminal.print(`preadmit ${version}`)
      return 0
    }
    const command = parseCommand(argv)
    const run = RUNS[command.name]
    if (run === undefined) throw new UsageError(`"preadmit ${command.name}" is not built yet`)
    return await run(command, terminal)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const at = error.position === undefined ? '' : `${error.position.file}:${error.position.line}:${error.position.column}: `
    terminal.complain(`preadmit: ${at}${error.message}`)
    if (error.hint !== undefined) terminal.complain(`  write instead: ${error.hint}`)
    return 2
  }
}
