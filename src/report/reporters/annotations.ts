import { MAX_ANNOTATION_TITLE, MAX_COMMANDS_PER_LEVEL } from '../../model/limits.ts'
import type { Report, ReportFinding } from '../../model/report.ts'
import { type CommandPlace, type CommandText, capped, command, visible } from '../escape.ts'
import { lastLine } from '../locate.ts'
import { type Remark, remarksOf } from '../problems.ts'
import type { Reporter } from '../reporter.ts'
import { shortened } from '../wording.ts'

/** Workflow commands that annotate the lines, the worst first and at most `perLevel` of each level: GitHub shows ten. */
export function annotationCommands(report: Report, perLevel: number = MAX_COMMANDS_PER_LEVEL): readonly CommandText[] {
  const byLevel = Map.groupBy(remarksOf(report), annotationLevel)
  return (['error', 'warning', 'notice'] as const).flatMap((level) =>
    (byLevel.get(level) ?? [])
      .slice(0, perLevel)
      .map((remark) => command(level, placeOf(remark.finding), annotationLines(remark))),
  )
}

/** How loud a remark is as an annotation: what makes the run fail is an error, whatever level its rule has. */
export function annotationLevel({ finding, fails }: Remark): ReportFinding['level'] {
  return fails ? 'error' : finding.level
}

/** The heading of an annotation: the rule and the image. */
export function annotationTitle({ finding, problem }: Remark): string {
  const open = problem.state === 'unverified' ? 'unverified: ' : ''
  const subject = problem.subject === '' ? '' : ` · ${shortened(visible(problem.subject))}`
  return capped(`${open}${finding.rule}${subject}`, MAX_ANNOTATION_TITLE)
}

/** What an annotation says, in lines: what, why, how to fix it, where to read on. */
export function annotationLines({ finding }: Remark): readonly string[] {
  const [edit, ...more] = finding.fix?.edits ?? []
  const write = edit === undefined || more.length > 0 || edit.text === '' ? '' : ` Write: ${edit.text}`
  const fix = finding.fix === undefined ? [] : [`Fix: ${finding.fix.description}${write}`]
  return [shortened(finding.message), shortened(finding.why), ...fix, finding.docs]
}

function placeOf(finding: ReportFinding): CommandPlace {
  const { file, line, column, endLine, endColumn } = finding
  const title = `Preadmit ${finding.rule}`
  if (file === '') return { title }
  const columns = endLine === line && endColumn > column ? { col: column, endColumn: endColumn - 1 } : {}
  return { title, file, line, endLine: lastLine(finding), ...columns }
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
