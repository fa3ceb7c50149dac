import type { Report, ReportFinding } from '../../model/report.ts'
import { capped, guarded, visible } from '../escape.ts'
import { type Problem, problemsOf, saidAbout } from '../problems.ts'
import type { RenderOptions, Reporter } from '../reporter.ts'
import { advice, isLenient, plural, shortened, title } from '../wording.ts'

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
    const problems = problemsOf(report).filter((problem) => options.quiet !== true || problem.state !== 'notice')
    const blocks = problems.map((problem) => problemLines(report, problem, paint))
    const ending = [...(options.quiet === true ? [] : exemptLines(report, paint)), ...verdictLines(report, paint)]
    return [...blocks, ending].map((lines) => lines.map((line) => `${guarded(line)}\n`).join('')).join('\n')
  },
}

function problemLines(report: Report, problem: Problem, paint: Paint): readonly string[] {
  const [first, ...rest] = saidAbout(problem)
  return [
    ...heading(problem, first, paint),
    ...excerpt(report, problem, paint),
    ...notes(first, paint),
    ...demandLines(problem, paint),
    ...rest.flatMap((finding) => [...heading(problem, finding, paint).slice(0, 1), ...notes(finding, paint)]),
  ]
}

function heading({ state, location }: Problem, finding: ReportFinding, paint: Paint): readonly string[] {
  const word = state === 'unverified' ? 'unverified' : finding.level
  const color = state === 'unverified' ? COLORS.unverified : COLORS[finding.level === 'error' ? 'blocked' : finding.level]
  const label = paint('bold', paint(color, `${word}[${visible(finding.rule)}]`))
  const where =
    location.file === '' ? [] : [`  ${paint('blue', '-->')} ${visible(location.file)}:${location.line}:${location.column}`]
  return [`${label}: ${paint('bold', visible(shortened(finding.message)))}`, ...where]
}

function excerpt(report: Report, { location, state }: Problem, paint: Paint): readonly string[] {
  const found = report.excerpts.find(({ file, line }) => file === location.file && line === location.line)
  if (found === undefined) return []
  const from = Math.max(0, location.column - 1 - WIDTH / 2)
  const until = location.endLine === location.line ? location.endColumn - 1 : found.text.length
  const shown = (piece: string): string => visible(piece.replaceAll('\t', '    '))
  const before = (from > 0 ? '…' : '') + shown(found.text.slice(from, location.column - 1))
  const marked = shown(found.text.slice(location.column - 1, Math.max(location.column, Math.min(until, from + WIDTH))))
  const after = shown(capped(found.text.slice(Math.min(until, from + WIDTH)), WIDTH / 2))
  const gutter = String(location.line)
  const bar = paint('blue', '|')
  const carets = paint(COLORS[state], '^'.repeat(Math.max(1, marked.length)))
  return [
    ` ${paint('blue', gutter)} ${bar} ${before}${marked}${after}`,
    ` ${' '.repeat(gutter.length)} ${bar} ${' '.repeat(before.length)}${carets}`,
  ]
}

function notes(finding: ReportFinding, paint: Paint): readonly string[] {
  const note = (label: string, what: string): string =>
    `  ${paint('blue', '=')} ${paint('bold', `${label}:`)} ${visible(shortened(what))}`
  const { fix } = finding
  return [
    note('why', finding.why),
    ...finding.evidence.map((line) => note('evidence', line)),
    ...(fix === undefined ? [] : [note('fix', fix.description)]),
    ...(fix?.edits ?? [])
      .filter(({ text: edit }) => edit !== '')
      .flatMap((edit) => edit.text.split('\n').map((line) => `      ${paint('green', visible(line))}`)),
    `  ${paint('blue', '=')} ${paint('dim', visible(finding.docs))}`,
  ]
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
  return [paint('bold', paint(color, title(report))), ...lenient, advice(report)]
}
