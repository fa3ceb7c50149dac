import { styleText } from 'node:util'
import { type Explanation, explain as explainRules } from '../judge/explain.ts'
import { judge } from '../judge/judge.ts'
import { UsageError } from '../model/usage-error.ts'
import { describe, docsOf } from '../report/report.ts'
import { reporterFor } from '../report/reporters/table.ts'
import { version } from '../wiring.ts'
import type { Command } from './arguments.ts'
import { policyFor, readFactsFile } from './policy-file.ts'
import { rulePage } from './rule-pages.ts'
import type { Terminal } from './terminal.ts'

/** `preadmit explain`: what a rule means, or recorded facts judged again, offline. */
export async function explain(command: Command, terminal: Terminal): Promise<number> {
  const facts = command.text('facts')
  if (facts !== undefined) return judgeAgain(facts, command, terminal)
  const [id] = command.positionals
  if (id === undefined) throw new UsageError('explain needs a rule, a group, or --facts FILE', 'preadmit explain image/unpinned')
  const { rules, near } = explainRules(id)
  const [only, ...others] = rules
  if (only === undefined) throw new UsageError(`there is no rule or group "${id}"`, near ?? 'image/unpinned')
  const format = command.text('format') ?? 'text'
  if (format !== 'text' && format !== 'json') throw new UsageError(`--format ${format} is none of text, json`, '--format text')
  if (format === 'json') {
    const explained = await Promise.all(
      rules.map(async (rule) => ({ ...rule, ...(await rulePage(rule.id)), docs: docsOf(rule.id) })),
    )
    terminal.print(JSON.stringify(explained, null, 2))
  } else if (others.length > 0) terminal.print(rules.map(shortly).join('\n'))
  else terminal.print(await wholly(only, terminal.color(command.voice)))
  return 0
}

function shortly({ id, level, wholeChange, summary, options }: Explanation): string {
  const whole = wholeChange ? ', of the whole change' : ''
  const lines = options.map((option) => `  option ${option.name}: ${option.summary} (${option.example})\n`)
  return `${id} (${level}${whole})\n  ${summary}\n${lines.join('')}`
}

async function wholly(rule: Explanation, color: boolean): Promise<string> {
  const found = await rulePage(rule.id)
  if (found === undefined) return `${shortly(rule)}  ${docsOf(rule.id)}\n`
  const heading = (text: string): string => (color ? styleText('bold', text, { validateStream: false }) : text)
  const body = found.page.replace(/^# .*\n+/, '').replace(/^## (.*)$/gm, (_, title: string) => heading(title))
  const example = found.example.trimEnd().replace(/^(?=.)/gm, '    ')
  return `${shortly(rule)}\n${body.trimEnd()}\n\n${heading('Example')}\n\n${example}\n\n${docsOf(rule.id)}\n`
}

async function judgeAgain(file: string, command: Command, terminal: Terminal): Promise<number> {
  const facts = await readFactsFile(file, terminal)
  const policy = await policyFor(command.text('policy'), command, terminal, new Date(facts.now))
  const run = { version, startedAt: new Date(facts.now), durationMs: 0 }
  const report = describe({ judgement: judge(policy, facts), facts, policy, run })
  const reporter = reporterFor(command.text('format') ?? 'text')
  if (reporter === undefined) throw new UsageError(`--format ${command.text('format')} is no format`, '--format text')
  terminal.print(reporter.render(report, { color: terminal.color(command.voice), links: terminal.links?.() === true }))
  return report.exitCode
}
