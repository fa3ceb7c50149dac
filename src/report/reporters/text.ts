import { MAX_GROUP_PLACES } from '../../model/limits.ts'
import type { LocatedEdit, Report, ReportFinding } from '../../model/report.ts'
import { COMMAND } from '../command.ts'
import { capped, guarded, visible } from '../escape.ts'
import { fixedLine } from '../fold.ts'
import { type Group, groupsOf } from '../groups.ts'
import { contextsFor, type NoticeBlock, noticeBlocks, rulesIn } from '../notices.ts'
import { policyWords, sidesWords } from '../origin.ts'
import { isActive, type Problem, problemsOf, saidAbout } from '../problems.ts'
import type { RenderOptions, Reporter } from '../reporter.ts'
import { isLenient, plural, shortened, title } from '../wording.ts'

type Paint = (style: Style, text: string) => string
type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'green' | 'magenta'

const CODES: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, yellow: 33, blue: 34, green: 32, magenta: 35 }
const COLORS = { blocked: 'red', unverified: 'magenta', warning: 'yellow', notice: 'blue' } as const
const WIDTH = 140

/** The report for a terminal: each problem with its line, carets under the exact place, and what to write. */
export const text: Reporter = {
  name: 'text',
  summary: 'Problems with their lines and carets, for a terminal.',
  format: 'text',
  render: (report: Report, options: RenderOptions = {}): string => {
    const paint: Paint =
      options.color === true ? (style, piece) => `\u001b[${CODES[style]}m${piece}\u001b[0m` : (_, piece) => piece
    const problems = problemsOf(report)
    const loud = problems.filter(({ state }) => options.verbose === true || state !== 'notice')
    const quiet = options.quiet === true || options.verbose === true ? [] : problems.filter(({ state }) => state === 'notice')
    const groups = options.verbose === true ? loud.map((first) => ({ first, others: [] })) : groupsOf(loud)
    const blocks = groups.map((group) => groupLines(report, group, paint))
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

// One that is blocked is always named; of the others the first places show where to look.
function groupLines(report: Report, { first, others }: Group, paint: Paint): readonly string[] {
  const lines = problemLines(report, first, paint)
  if (others.length === 0) return lines
  const listed = first.state === 'blocked' ? others : others.slice(0, MAX_GROUP_PLACES - 1)
  const rest = others.length - listed.length
  const pins = saidAbout(first).some(({ rule }) => rule === 'image/unpinned')
  return [
    ...lines,
    `  ${paint('blue', '=')} ${paint('bold', `the same of ${others.length} more, ${others.length + 1} in all:`)}`,
    ...listed.map(({ location, subject }) => `      ${visible(location.file)}:${location.line}: ${visible(shortened(subject))}`),
    ...(rest === 0 ? [] : [`      and ${plural(rest, 'other')}: --verbose lists them`]),
    ...(pins ? [`  ${paint('blue', '=')} ${paint('bold', 'all at once:')} ${COMMAND} pin --write`] : []),
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

function problemLines(report: Report, problem: Problem, paint: Paint): readonly string[] {
  const [first, ...rest] = saidAbout(problem)
  return [
    ...heading(problem.state, first, paint),
    ...place(problem, paint),
    ...excerpt(report, problem, paint),
    ...notes(report, first, paint),
    ...demandLines(problem, paint),
    ...rest.flatMap((finding) => [...heading(undefined, finding, paint), ...notes(report, finding, paint)]),
  ]
}

function heading(state: Problem['state'] | undefined, finding: ReportFinding, paint: Paint): readonly string[] {
  const word = state === 'unverified' ? 'unverified' : finding.level
  const color = COLORS[word === 'error' ? 'blocked' : word]
  return [
    `${paint('bold', paint(color, `${word}[${visible(finding.rule)}]`))}: ${paint('bold', visible(shortened(finding.message)))}`,
  ]
}

function place({ location }: Problem, paint: Paint): readonly string[] {
  if (location.file === '') return []
  return [`  ${paint('blue', '-->')} ${visible(location.file)}:${location.line}:${location.column}`]
}

function excerpt(report: Report, { location, state }: Problem, paint: Paint): readonly string[] {
  const found = report.excerpts.find(({ file, line }) => file === location.file && line === location.line)
  if (found === undefined) return []
  const from = Math.max(0, location.column - 1 - WIDTH / 2)
  const until = location.endLine === location.line ? location.endColumn - 1 : found.text.length
  const shown = (piece: string): string => visible(piece.replaceAll('\t', '    '))
  const before = (from > 0 ? '…' : '') + shown(found.text.slice(from, location.column - 1))
  const stop = Math.max(location.column, Math.min(until, from + WIDTH))
  const marked = shown(found.text.slice(location.column - 1, stop))
  const after = shown(capped(found.text.slice(stop), WIDTH / 2))
  const gutter = String(location.line)
  const bar = paint('blue', '|')
  const carets = paint(COLORS[state], '^'.repeat(Math.max(1, marked.length)))
  return [
    ` ${paint('blue', gutter)} ${bar} ${before}${marked}${after}`,
    ` ${' '.repeat(gutter.length)} ${bar} ${' '.repeat(before.length)}${carets}`,
  ]
}

function notes(report: Report, finding: ReportFinding, paint: Paint): readonly string[] {
  const note = (label: string, what: string): string => `  ${paint('blue', '=')} ${paint('bold', `${label}:`)} ${visible(what)}`
  const { fix } = finding
  return [
    note('why', shortened(finding.why)),
    ...finding.evidence.map((line) => note('evidence', shortened(line))),
    ...(fix === undefined ? [] : [note('fix', fix.description)]),
    ...(fix?.edits ?? []).flatMap((edit) => writeLines(report, edit, paint)),
    `  ${paint('blue', '=')} ${paint('dim', visible(finding.docs))}`,
  ]
}

// The lines as they are after the fix, where the line before it is known; else the text alone.
function writeLines(report: Report, edit: LocatedEdit, paint: Paint): readonly string[] {
  const whole = fixedLine(report, edit)?.line
  if (edit.text === '' && (whole ?? '').trim() === '') return []
  const lines = (whole ?? edit.text).trimEnd().split('\n')
  return lines.map((line, at) => ` ${paint('green', `${String(edit.line + at)} + ${visible(line)}`)}`)
}

function demandLines({ image, state }: Problem, paint: Paint): readonly string[] {
  if (image === undefined || state !== 'blocked') return []
  return image.demands
    .filter(({ expected, got }) => expected !== undefined && got !== undefined)
    .flatMap(({ authority, expected, got }) => [
      `  ${paint('blue', '=')} ${paint('bold', `${visible(authority)} expects:`)} ${visible(capped(expected ?? ''))}`,
      `  ${paint('blue', '=')} ${paint('bold', 'found:')} ${visible(capped(got ?? ''))}`,
    ])
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
