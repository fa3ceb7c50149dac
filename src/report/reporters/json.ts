import type { Report } from '../../model/report.ts'
import type { Reporter } from '../reporter.ts'

export const json: Reporter = {
  name: 'json',
  summary: 'The report itself, as described by schema/report.schema.json.',
  format: 'json',
  render: (report: Report): string => `${JSON.stringify(report, null, 2)}\n`,
}
