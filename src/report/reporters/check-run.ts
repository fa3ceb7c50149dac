import {
  MAX_ANNOTATION_LINE,
  MAX_ANNOTATION_LINES,
  MAX_ANNOTATIONS,
  MAX_ANNOTATIONS_PER_REQUEST,
  MAX_MARKDOWN_BYTES,
} from '../../model/limits.ts'
import type { Report } from '../../model/report.ts'
import type { CheckAnnotation, CheckConclusion, CheckOutput } from '../../ports/forge.ts'
import { reportBody } from '../body.ts'
import { capped, visible } from '../escape.ts'
import { lastLine } from '../locate.ts'
import { type Problem, problemsOf, unplaced } from '../problems.ts'
import type { Reporter } from '../reporter.ts'
import { title } from '../wording.ts'
import { annotationLevel, annotationLines, annotationTitle } from './annotations.ts'

/** What the check run shows. */
export function checkOutput(report: Report): CheckOutput {
  return { title: title(report), summary: reportBody(report, MAX_MARKDOWN_BYTES) }
}

/** The conclusion: GitHub counts only `success` of these as passing. A run whose head moved on never passes. */
export function conclusionOf(report: Report, superseded: boolean): CheckConclusion {
  if (superseded) return 'action_required'
  if (report.exitCode === 0) return 'success'
  return report.verdict === 'unverified' ? 'action_required' : 'failure'
}

/** All annotations in batches that one request takes, the worst first; none of what is `placed` elsewhere on the lines. */
export function annotationBatches(report: Report, placed?: ReadonlySet<string>): readonly (readonly CheckAnnotation[])[] {
  const all = unplaced(problemsOf(report), placed)
    .filter(({ location }) => location.file !== '')
    .slice(0, MAX_ANNOTATIONS)
    .map((problem) => annotationOf(report, problem))
  const starts = Array.from(
    { length: Math.ceil(all.length / MAX_ANNOTATIONS_PER_REQUEST) },
    (_, at) => at * MAX_ANNOTATIONS_PER_REQUEST,
  )
  return starts.map((start) => all.slice(start, start + MAX_ANNOTATIONS_PER_REQUEST))
}

function annotationOf(report: Report, problem: Problem): CheckAnnotation {
  const { file, line, column, endLine, endColumn } = problem.location
  const level = annotationLevel(report, problem)
  const lines = annotationLines(problem).map((text) => capped(visible(text), MAX_ANNOTATION_LINE))
  return {
    path: file,
    startLine: line,
    endLine: lastLine(problem.location),
    ...(endLine === line && endColumn > column ? { startColumn: column, endColumn: endColumn - 1 } : {}),
    level: level === 'error' ? 'failure' : level,
    title: annotationTitle(problem),
    message: capped(lines.join('\n'), MAX_ANNOTATION_LINES),
  }
}

export const checkRun: Reporter = {
  name: 'check-run',
  summary: 'A check run on the head commit that carries all annotations.',
  render: (report: Report): string =>
    `${JSON.stringify({ conclusion: conclusionOf(report, false), output: checkOutput(report), annotations: annotationBatches(report) }, null, 2)}\n`,
}
