import type { Report, ReportFinding } from '../../model/report.ts'
import { guarded, visible } from '../escape.ts'
import { groupsOf } from '../groups.ts'
import { contextsFor, type NoticeBlock, noticeBlocks, rulesIn } from '../notices.ts'
import { policyWords, sidesWords } from '../origin.ts'
import { isActive, problemsOf } from '../problems.ts'
import type { RenderOptions, Reporter } from '../reporter.ts'
import { groupLines } from '../terminal/group-lines.ts'
import { COLORS, type Ink, inkFor } from '../terminal/ink.ts'
import type { Explained } from '../terminal/problem-lines.ts'
import { isLenient, plural, shortened, title } from '../wording.ts'

type Paint = Ink['paint']

/** The report for a terminal: each problem with its line, carets under the exact place, and what to write. */
export const text: Reporter = {
  name: 'text',
  summary: 'Problems with their lines and carets, for a terminal.',
  format: 'text',
  render: (report: Report, options: RenderOptions = {}): string => {
    const ink = inkFor(options)
    const { paint } = ink
    const problems = problemsOf(report)
    const loud = problems.filter(({ state }) => options.verbose === true || state !== 'notice')
    const quiet = options.quiet === true || options.verbose === true ? [] : problems.filter(({ state }) => state === 'notice')
    const groups = options.verbose === true ? loud.map((first) => ({ first, others: [] })) : groupsOf(loud)
    const explained: Explained = new Set()
    const blocks = groups.map((group) => groupLines(report, group, ink, explained))
    const table = options.quiet === true ? [] : ruleTable(report, paint)
    const ending = [...(options.quiet === true ? [] : exemptLines(report, paint)), ...verdictLines(report, paint)]
    const short = noticeBlocks(quiet).flatMap((block) => noticeLines(block, paint))
    const origin = options.quiet === true ? [] : originLines(report, paint)
    return [origin, ...blocks, short, table, ending]
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.map((line) => `${guarded(line)}\n`).join(''))
      .join('\n')
  },
}

/** What a verdict is worth depends on these: whose policy, and what was held against what. */
function originLines(report: Report, paint: Paint): readonly string[] {
  const { base, head } = sidesWords(report)
  const line = (label: string, words: string): string => `${paint('dim', label.padEnd(8))}${visible(words)}`
  return [line('policy', policyWords(report)), line('base', base), line('head', head)]
}

// One workload without any setting has a dozen of them: what they are and what to write fits into three lines.
function noticeLines({ object, findings }: NoticeBlock, paint: Paint): readonly string[] {
  const [{ rule, message, file, line }] = findings
  if (object === undefined)
    return [`${paint(COLORS.notice, `notice[${visible(rule)}]`)} ${visible(file)}:${line}: ${visible(shortened(message))}`]
  const fix = contextsFor(findings)
  return [
    `${paint(COLORS.notice, 'notice')} ${visible(file)}:${line}: ${visible(shortened(object))} has ${plural(findings.length, 'notice')}: --verbose says each`,
    `       ${visible(rulesIn(findings))}`,
    ...(fix === undefined ? [] : [`       ${paint('bold', 'write:')} ${fix}`]),
  ]
}

// Rows by rule, loudest first; the last row is what `counts` of the JSON report says.
function ruleTable({ findings, counts }: Report, paint: Paint): readonly string[] {
  const rules = [...Map.groupBy(findings.filter(isActive), ({ rule }) => rule)]
  if (rules.length < 2) return []
  const at = (list: readonly ReportFinding[], level: ReportFinding['level']): number =>
    list.filter((finding) => finding.level === level).length
  const rows = rules
    .map(([rule, list]) => ({
      rule: visible(rule),
      numbers: [at(list, 'error'), at(list, 'warning'), at(list, 'notice')] as const,
    }))
    .toSorted((a, b) => b.numbers[0] - a.numbers[0] || b.numbers[1] - a.numbers[1] || b.numbers[2] - a.numbers[2])
  const width = Math.max(...rows.map(({ rule }) => rule.length), 4)
  const line = (first: string, numbers: readonly (string | number)[]): string =>
    `${first.padEnd(width)}${numbers.map((number) => String(number).padStart(10)).join('')}`
  return [
    paint('dim', line('rule', ['errors', 'warnings', 'notices'])),
    ...rows.map(({ rule, numbers }) => line(rule, numbers)),
    paint('bold', line('all', [counts.errors, counts.warnings, counts.notices])),
  ]
}

function exemptLines(report: Report, paint: Paint): readonly string[] {
  return report.findings.flatMap((finding) => {
    const use = finding.exceptedBy
    if (use === undefined) return []
    const until = `${use.expires} (${plural(use.daysLeft, 'day')} left)`
    const place = `${visible(finding.file)}:${finding.line}`
    return [
      `${paint('dim', `exempt[${visible(finding.rule)}]`)} ${place}: ${visible(`${use.reason}, ${use.owner}, until ${until}`)}`,
    ]
  })
}

function verdictLines(report: Report, paint: Paint): readonly string[] {
  const color = report.verdict === 'passed' ? 'green' : isLenient(report) ? 'yellow' : 'red'
  const lenient = isLenient(report)
    ? [paint('yellow', 'The policy only warns: this run passes although the verdict does not.')]
    : []
  return [paint('bold', paint(color, title(report))), ...lenient]
}
