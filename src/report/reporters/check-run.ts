import { MAX_ANNOTATION_BYTES, MAX_ANNOTATIONS, MAX_ANNOTATIONS_PER_REQUEST, MAX_MARKDOWN_BYTES } from '../../model/limits.ts'
import type { Report } from '../../model/report.ts'
import type { CheckAnnotation, CheckConclusion, CheckOutput } from '../../ports/forge.ts'
import { reportBody } from '../body.ts'
import { capped, visible } from '../escape.ts'
import { lastLine } from '../locate.ts'
import { type Remark, remarksOf } from '../problems.ts'
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

/** All annotations in batches that one request takes, the worst first. */
export function annotationBatches(report: Report): readonly (readonly CheckAnnotation[])[] {
  const all = remarksOf(report)
    .filter(({ finding }) => finding.file !== '')
    .slice(0, MAX_ANNOTATIONS)
    .map(annotationOf)
  const starts = Array.from(
    { length: Math.ceil(all.length / MAX_ANNOTATIONS_PER_REQUEST) },
    (_, at) => at * MAX_ANNOTATIONS_PER_REQUEST,
  )
  return starts.map((start) => all.slice(start, start + MAX_ANNOTATIONS_PER_REQUEST))
}

function annotationOf(remark: Remark): CheckAnnotation {
  const { file, line, column, endLine, endColumn } = remark.finding
  const level = annotationLevel(remark)
  const lines = annotationLines(remark).map((text) => capped(visible(text), MAX_ANNOTATION_BYTES / 16))
  return {
    path: file,
    startLine: line,
    endLine: lastLine(remark.finding),
    ...(endLine === line && endColumn > column ? { startColumn: column, endColumn: endColumn - 1 } : {}),
    level: level === 'error' ? 'failure' : level,
    title: annotationTitle(remark),
    message: lines.join('\n'),
  }
}

export const checkRun: Reporter = {
  name: 'check-run',
  summary: 'A check run on the head commit that carries all annotations.',
  render: (report: Report): string =>
    `${JSON.stringify({ conclusion: conclusionOf(report, false), output: checkOutput(report), annotations: annotationBatches(report) }, null, 2)}\n`,
}
