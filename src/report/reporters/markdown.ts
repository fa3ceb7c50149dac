import { MAX_SUMMARY_BYTES } from '../../model/limits.ts'
import type { Report } from '../../model/report.ts'
import { reportBody } from '../body.ts'
import type { Reporter } from '../reporter.ts'

export const markdown: Reporter = {
  name: 'markdown',
  summary: 'The summary as GitHub-flavoured Markdown.',
  format: 'markdown',
  render: (report: Report): string => `${reportBody(report, MAX_SUMMARY_BYTES)}\n`,
}
