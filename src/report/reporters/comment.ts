import { MAX_MARKDOWN_BYTES } from '../../model/limits.ts'
import type { Report } from '../../model/report.ts'
import { reportBody } from '../body.ts'
import { join, type Markdown, marker, markerFields, md } from '../markdown.ts'
import type { Reporter } from '../reporter.ts'

const NAME = 'summary'

/** The summary comment of a pull request, with a hidden marker by which a later run of the same configuration finds it. */
export function summaryComment(report: Report, configuration: string): Markdown {
  const mark = marker(NAME, [configuration, report.startedAt, report.head])
  return join([mark, reportBody(report, MAX_MARKDOWN_BYTES - mark.length - 2)])
}

/** When the run started that wrote a summary comment of this configuration; undefined for any other comment. */
export function summaryWrittenAt(body: string, configuration: string): number | undefined {
  const [owner, startedAt] = markerFields(body, NAME) ?? []
  if (owner !== configuration || startedAt === undefined) return undefined
  const at = Date.parse(startedAt)
  return Number.isNaN(at) ? 0 : at
}

export const comment: Reporter = {
  name: 'comment',
  summary: 'One comment per pull request, edited in place.',
  render: (report: Report): string => md`${summaryComment(report, 'preadmit')}
`,
}
