import { explain as explainRules } from '../judge/explain.ts'
import { judge } from '../judge/judge.ts'
import { UsageError } from '../model/usage-error.ts'
import { describe, docsOf } from '../report/report.ts'
import { reporterFor } from '../report/reporters/table.ts'
import { version } from '../wiring.ts'
import type { Command } from './arguments.ts'
import { policyFor, readFactsFile } from './policy-file.ts'
import type { Terminal } from './terminal.ts'

/** `preadmit explain`: what a rule means, or recorded facts judged again, offline. */
export async function explain(command: Command, terminal: Terminal): Promise<number> {
  const facts = command.text('facts')
  if (facts !== undefined) return judgeAgain(facts, command, terminal)
  const [id] = command.positionals
  if (id === undefined) throw new UsageError('explain needs a rule, a group, or --facts FILE', 'preadmit explain image/unpinned')
  const { rules, near } = explainRules(id)
  if (rules.length === 0) throw new UsageError(`there is no rule or group "${id}"`, near ?? 'image/unpinned')
  for (const rule of rules) {
    const options = rule.options.map(({ name, summary, example }) => `  option ${name}: ${summary} (${example})\n`).join('')
    terminal.print(
      `${rule.id} (${rule.level}${rule.wholeChange ? ', of the whole change' : ''})\n  ${rule.summary}\n${options}  ${docsOf(rule.id)}\n`,
    )
  }
  return 0
}

async function judgeAgain(file: string, command: Command, terminal: Terminal): Promise<number> {
  const facts = await readFactsFile(file)
  const policy = await policyFor(command.text('policy'), command, terminal, new Date(facts.now))
  const run = { version, startedAt: new Date(facts.now), durationMs: 0 }
  const report = describe({ judgement: judge(policy, facts), facts, policy, run })
  const reporter = reporterFor(command.text('format') ?? 'text')
  if (reporter === undefined) throw new UsageError(`--format ${command.text('format')} is no format`, '--format text')
  terminal.print(reporter.render(report, { color: terminal.color(command.voice), links: terminal.links?.() === true }))
  return report.exitCode
}
