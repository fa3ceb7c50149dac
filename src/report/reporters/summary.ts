import { MAX_SUMMARY_BYTES } from '../../model/limits.ts'
import type { Report } from '../../model/report.ts'
import { reportBody } from '../body.ts'
import type { Markdown } from '../markdown.ts'
import type { Reporter } from '../reporter.ts'

/** The job summary: everything, down a ladder until it fits into what the runner takes. */
export function jobSummary(report: Report): Markdown {
  return reportBody(report, MAX_SUMMARY_BYTES)
}

export const summary: Reporter = {
  name: 'summary',
  summary: 'The job summary of a workflow run.',
  render: (report: Report): string => `${jobSummary(report)}\n`,
}
