import { readFile } from 'node:fs/promises'
import { loadPolicy } from '../gate/policy.ts'
import { judge } from '../judge/judge.ts'
import { builtInPolicy } from '../judge/policy/built-in.ts'
import { rules } from '../judge/rules/table.ts'
import type { Facts } from '../model/facts.ts'
import type { Policy } from '../model/policy.ts'
import { UsageError } from '../model/usage-error.ts'
import { describe, docsOf } from '../report/report.ts'
import { reporterFor } from '../report/reporters/table.ts'
import { version } from '../wiring.ts'
import type { Command } from './arguments.ts'
import { localFiles } from './local-policy.ts'
import type { Terminal } from './terminal.ts'

/** `preadmit explain`: what a rule means, or recorded facts judged again, offline. */
export async function explain(command: Command, terminal: Terminal): Promise<number> {
  const facts = command.text('facts')
  if (facts !== undefined) return explainFacts(facts, command, terminal)
  const [id] = command.positionals
  if (id === undefined) throw new UsageError('explain needs a rule or --facts FILE', 'preadmit explain image/unpinned')
  const rule = rules.find((candidate) => candidate.id === id)
  if (rule === undefined) {
    const near = rules
      .filter((candidate) => candidate.id.includes(id) || candidate.id.split('/')[0] === id.split('/')[0])
      .map((candidate) => candidate.id)
    throw new UsageError(
      `there is no rule "${id}"`,
      near.length > 0 ? `one of: ${near.join(', ')}` : 'a rule such as image/unpinned',
    )
  }
  terminal.print(`${rule.id} (${rule.level})\n\n  ${rule.summary}\n\n  ${docsOf(rule.id)}`)
  return 0
}

async function explainFacts(file: string, command: Command, terminal: Terminal): Promise<number> {
  const facts = await readFacts(file)
  const policy = await policyFor(command.text('policy'), terminal, new Date(facts.now))
  const judgement = judge(policy, facts)
  const report = describe({ judgement, facts, policy, run: { version, startedAt: new Date(facts.now), durationMs: 0 } })
  const reporter = reporterFor(command.text('format') ?? 'text')
  if (reporter === undefined) throw new UsageError(`--format ${command.text('format')} is no format`, '--format text')
  terminal.print(reporter.render(report, { color: terminal.color(command.voice) }))
  return report.exitCode
}

/** Facts as `--facts` and `facts-file` wrote them. Throws `UsageError` for anything else. */
export async function readFacts(file: string): Promise<Facts> {
  try {
    const facts = JSON.parse(await readFile(file, 'utf8')) as Facts
    const lists = [facts.references, facts.resolutions, facts.evidence, facts.unread, facts.problems, facts.sources]
    if (facts.schemaVersion !== 1 || !lists.every(Array.isArray))
      throw new UsageError(`${file} holds no facts of schema version 1`, 'a file that --facts wrote')
    return facts
  } catch (error) {
    if (error instanceof UsageError) throw error
    if (error instanceof SyntaxError) throw new UsageError(`${file} is not JSON`, 'a file that --facts wrote')
    if (error instanceof Error && 'code' in error) throw new UsageError(`${file} cannot be read: ${String(error.code)}`)
    throw error
  }
}

/** The policy in a local file, or the built-in one where none is named. */
export async function policyFor(file: string | undefined, terminal: Terminal, now: Date): Promise<Policy> {
  if (file === undefined) return builtInPolicy
  const loaded = await loadPolicy(localFiles(file, terminal.folder), { path: file, repository: '', remote: false, now })
  if (loaded.kind === 'found') return loaded.value.policy
  throw new UsageError(
    `the policy ${file} could not be read: ${loaded.kind === 'unknown' ? loaded.problem.detail : 'it is not there'}`,
  )
}
