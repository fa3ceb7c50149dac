import type { Location, Report, ReportFinding, ReportImage, ReportRuling } from '../model/report.ts'
import { DOCS_URL, fingerprint } from './report.ts'

/** How bad a problem is, worst first. */
export type State = 'blocked' | 'unverified' | 'warning' | 'notice'

/**
 * One thing that a reader has to look at: a reference with all that is said about it, or findings about one place. It may have no
 * finding: a rule that is switched off says nothing, and its ruling stands.
 */
export interface Problem {
  readonly state: State
  readonly location: Location
  readonly subject: string
  readonly findings: readonly ReportFinding[]
  readonly ruling?: ReportRuling
  readonly image?: ReportImage
}

const STATES: readonly State[] = ['blocked', 'unverified', 'warning', 'notice']
/** Rules that say what stayed open: they explain an unverified ruling better than what else is said about the image. */
const OPEN_RULE = /\/(?:unresolved|registry-unlisted|unsupported|unchecked|not-compared|unreadable|unread)$/
const LEVELS = { error: 0, warning: 1, notice: 2 } as const

/** All problems of a report, worst first, then in the order of files and positions. What an exception covers is none. */
export function problemsOf(report: Report): readonly Problem[] {
  const known = PROBLEMS.get(report)
  if (known !== undefined) return known
  const problems = allProblems(report)
  PROBLEMS.set(report, problems)
  return problems
}

// Every channel asks for them, several times; a report is never changed.
const PROBLEMS = new WeakMap<Report, readonly Problem[]>()

function allProblems(report: Report): readonly Problem[] {
  const images = new Map(report.images.map((image) => [image.name, image]))
  const taken = new Set(report.rulings.flatMap((ruling) => ruling.findings))
  const about = report.rulings.flatMap((ruling) => rulingProblem(report, ruling, images))
  const others = report.findings.filter((finding, index) => !taken.has(index) && isActive(finding))
  const grouped = Map.groupBy(others, ({ file, line, object, image }) => JSON.stringify([file, line, object ?? image ?? '']))
  const open = [...report.problems.map(runProblem), ...silentlyUnread(report)]
  return [...about, ...[...grouped.values()].flatMap(placeProblem), ...open].sort(worstFirst)
}

/** Everything that is said, flat, worst first. */
export function saidIn(report: Report): readonly ReportFinding[] {
  return problemsOf(report).flatMap(saidAbout)
}

/** The problems of which something is not said yet, where `placed` are the fingerprints of what is. */
export function unplaced(problems: readonly Problem[], placed: ReadonlySet<string> = new Set()): readonly Problem[] {
  return problems.filter((problem) => saidAbout(problem).some(({ fingerprint: print }) => !placed.has(print)))
}

/** Whether a finding counts: no exception covers it. */
export function isActive(finding: ReportFinding): boolean {
  return finding.exceptedBy === undefined
}

/** The text as a whole sentence. */
export function ended(text: string): string {
  return /[.!?…:]$/.test(text) ? text : `${text}.`
}

/** Order of findings: level, then file, position and rule. */
export function byLevel(a: ReportFinding, b: ReportFinding): number {
  return LEVELS[a.level] - LEVELS[b.level] || byPlace(a, b) || compare(a.rule, b.rule)
}

/** The finding that stands for a ruling whose rules are all switched off, so that no channel is silent about it. */
export function silentFinding({ subject, location, state, ruling }: Problem): ReportFinding {
  const rule = state === 'blocked' ? 'policy/blocked' : 'policy/unverified'
  return {
    rule,
    level: state === 'blocked' ? 'error' : 'warning',
    message: `${subject} is ${state}, and the rule that would say why is switched off.`,
    why: 'A rule at level `off` loses its sentence. It cannot clear an image.',
    ...location,
    evidence: [],
    docs: `${DOCS_URL}/outcomes.md`,
    fingerprint: fingerprint([rule, location.file, ruling?.reference.path ?? '', subject]),
  }
}

/** What to say about a problem: its findings, or the one that stands for its silence. */
export function saidAbout(problem: Problem): readonly [ReportFinding, ...ReportFinding[]] {
  const [first, ...rest] = problem.findings
  return first === undefined ? [silentFinding(problem)] : [first, ...rest]
}

function runProblem({ about, detail }: Report['problems'][number]): Problem {
  return openProblem({ file: '', line: 1 }, about, detail)
}

// A rule that is switched off loses its sentence; the file stays unread and the verdict unverified.
function silentlyUnread({ unread, findings }: Report): readonly Problem[] {
  const said = new Set(findings.filter(({ rule }) => rule.startsWith('file/')).map(({ file }) => file))
  return unread
    .filter(({ file }) => !said.has(file))
    .map(({ file, why, line }) => openProblem({ file, line: line ?? 1 }, file, `this file could not be read: ${why}`))
}

function openProblem({ file, line }: { readonly file: string; readonly line: number }, subject: string, detail: string): Problem {
  const location = { file, line, column: 1, endLine: line, endColumn: 1 }
  const finding: ReportFinding = {
    rule: 'policy/unverified',
    level: 'error',
    message: ended(detail === '' ? subject : `${detail[0]?.toUpperCase()}${detail.slice(1)}`),
    why: 'What was not looked at is not proved.',
    ...location,
    evidence: [],
    docs: `${DOCS_URL}/outcomes.md`,
    fingerprint: fingerprint(['policy/unverified', file, subject, detail]),
  }
  return { state: 'unverified', location, subject, findings: [finding] }
}

function rulingProblem(report: Report, ruling: ReportRuling, images: ReadonlyMap<string, ReportImage>): readonly Problem[] {
  const findings = ruling.findings
    .flatMap((index) => report.findings[index] ?? [])
    .filter(isActive)
    .sort(ruling.ruling === 'unverified' ? openFirst : byLevel)
  const state = ruling.ruling === 'blocked' || ruling.ruling === 'unverified' ? ruling.ruling : loudest(findings)
  if (state === undefined) return []
  const { text, name, format: _format, path: _path, ...location } = ruling.reference
  const image = images.get(name ?? '')
  return [{ state, location, subject: text, findings, ruling, ...(image === undefined ? {} : { image }) }]
}

function openFirst(a: ReportFinding, b: ReportFinding): number {
  return Number(OPEN_RULE.test(b.rule)) - Number(OPEN_RULE.test(a.rule)) || byLevel(a, b)
}

function placeProblem(findings: readonly ReportFinding[]): readonly Problem[] {
  const sorted = findings.toSorted(byLevel)
  const [first] = sorted
  const open = findings.some(({ rule, level, open: asked }) => asked === true || (OPEN_RULE.test(rule) && level !== 'error'))
  const state = open && first?.level !== 'error' ? 'unverified' : loudest(sorted)
  if (first === undefined || state === undefined) return []
  const { file, line, column, endLine, endColumn } = first
  return [
    { state, location: { file, line, column, endLine, endColumn }, subject: first.object ?? first.image ?? '', findings: sorted },
  ]
}

function loudest(findings: readonly ReportFinding[]): State | undefined {
  const [first] = findings.toSorted(byLevel)
  if (first === undefined) return undefined
  return first.level === 'error' ? 'blocked' : first.level
}

function worstFirst(a: Problem, b: Problem): number {
  return STATES.indexOf(a.state) - STATES.indexOf(b.state) || byPlace(a.location, b.location)
}

function byPlace(a: Location, b: Location): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
