import { MAX_ANNOTATION_TITLE, MAX_COMMANDS_PER_LEVEL } from '../../model/limits.ts'
import type { Report, ReportFinding } from '../../model/report.ts'
import { type CommandPlace, type CommandText, capped, command, visible } from '../escape.ts'
import { lastLine } from '../locate.ts'
import { ended, type Problem, problemsOf, saidAbout, unplaced } from '../problems.ts'
import type { Reporter } from '../reporter.ts'
import { shortened } from '../wording.ts'

/** Workflow commands that annotate the lines, the worst first and at most `perLevel` of each level: GitHub shows ten. None of what is `placed` elsewhere. */
export function annotationCommands(
  report: Report,
  perLevel: number = MAX_COMMANDS_PER_LEVEL,
  placed?: ReadonlySet<string>,
): readonly CommandText[] {
  const byLevel = Map.groupBy(unplaced(problemsOf(report), placed), (problem) => annotationLevel(report, problem))
  return (['error', 'warning', 'notice'] as const).flatMap((level) =>
    (byLevel.get(level) ?? []).slice(0, perLevel).map((problem) => command(level, placeOf(problem), annotationLines(problem))),
  )
}

/** How loud an annotation is: what makes the run fail is an error, whatever level its rule has. */
export function annotationLevel(report: Report, { state }: Problem): ReportFinding['level'] {
  if (state === 'blocked' || (state === 'unverified' && report.onUnverified === 'block')) return 'error'
  return state === 'unverified' ? 'warning' : state
}

/** The heading of an annotation: the rule, or the worst of them, and the image. */
export function annotationTitle(problem: Problem): string {
  const [first, ...more] = saidAbout(problem)
  const open = problem.state === 'unverified' ? 'unverified: ' : ''
  const others = more.length === 0 ? '' : ` and ${more.length} more`
  const subject = problem.subject === '' ? '' : ` · ${shortened(visible(problem.subject))}`
  return capped(`${open}${first.rule}${others}${subject}`, MAX_ANNOTATION_TITLE)
}

/** What an annotation says, in lines: for each finding what, why, how to fix it, where to read on. */
export function annotationLines(problem: Problem): readonly string[] {
  return saidAbout(problem).flatMap((finding) => {
    const [edit, ...more] = finding.fix?.edits ?? []
    const write = edit === undefined || more.length > 0 || /^\s*$|\n/.test(edit.text) ? '' : ` Write: ${edit.text}`
    const fix = finding.fix === undefined ? [] : [`Fix: ${ended(finding.fix.description)}${write}`]
    return [ended(shortened(finding.message)), ended(shortened(finding.why)), ...fix, finding.docs]
  })
}

function placeOf(problem: Problem): CommandPlace {
  const { file, line, column, endLine, endColumn } = problem.location
  const title = capped(`Preadmit ${annotationTitle(problem)}`, MAX_ANNOTATION_TITLE)
  if (file === '') return { title }
  const columns = endLine === line && endColumn > column ? { col: column, endColumn: endColumn - 1 } : {}
  return { title, file, line, endLine: lastLine(problem.location), ...columns }
}

export const annotations: Reporter = {
  name: 'annotations',
  summary: 'Workflow commands that annotate the lines, for any GitHub Actions log.',
  format: 'github',
  render: (report: Report): string =>
    annotationCommands(report)
      .map((line) => `${line}\n`)
      .join(''),
}
