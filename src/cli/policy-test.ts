import { dirname, resolve } from 'node:path'
import { DEFAULT_POLICY_PATH } from '../gate/policy.ts'
import { type CaseResult, readCases, runCase } from '../judge/cases.ts'
import { parseYaml } from '../languages/yaml/yaml.ts'
import { UsageError } from '../model/usage-error.ts'
import { terminal as shown } from '../report/escape.ts'
import type { Command } from './arguments.ts'
import { policyFor, readFactsFile, readNamedFile } from './policy-file.ts'
import { readInput, STANDARD_INPUT } from './standard-input.ts'
import type { Terminal } from './terminal.ts'

/** `preadmit policy test`: the cases of policy test files against recorded facts, offline. Policy and facts are named relative to the test file,
 * keys in the policy relative to the current folder, as in the repository. */
export async function policyTest(command: Command, terminal: Terminal): Promise<number> {
  if (command.positionals.length === 0) throw new UsageError('policy test needs a file', 'preadmit policy test policy.test.yml')
  const results: CaseResult[] = []
  for (const file of command.positionals) results.push(...(await runFile(file, command, terminal)))
  const failed = results.filter(({ differences }) => differences.length > 0)
  terminal.print(`${results.length - failed.length} cases hold, ${failed.length} do not`)
  return failed.length > 0 ? 1 : 0
}

async function runFile(file: string, command: Command, terminal: Terminal): Promise<readonly CaseResult[]> {
  const text = file === STANDARD_INPUT ? await readInput(terminal) : await readNamedFile(file)
  const parsed = parseYaml(text)
  const [document] = parsed.documents
  if (parsed.problem !== undefined || document === undefined)
    throw new UsageError(`${file} is not YAML: ${parsed.problem?.why ?? 'it is empty'}`)
  const now = terminal.clock.now()
  const { policy: named, cases } = readCases({ file, text, document, now })
  const policyFile = named === undefined ? resolve(terminal.folder, DEFAULT_POLICY_PATH) : resolve(dirname(file), named)
  const policy = await policyFor(policyFile, command, terminal, now)
  const results: CaseResult[] = []
  for (const one of cases) {
    const result = runCase(policy, one, await readFactsFile(resolve(dirname(file), one.facts), terminal))
    results.push(result)
    terminal.print(`${result.differences.length === 0 ? 'holds' : 'FAILS'} ${shown(file)}:${result.line} ${shown(result.name)}`)
    for (const difference of result.differences) terminal.print(`      ${shown(difference)}`)
  }
  return results
}
