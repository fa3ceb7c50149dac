import type { Report } from '../../model/report.ts'
import { createPage } from '../html/page.ts'
import type { Reporter } from '../reporter.ts'
import { title } from '../wording.ts'

/** The report as one page for a browser: nothing is fetched, and no text of the change can become more than text. */
export const html: Reporter = {
  name: 'html',
  summary: 'One HTML page without any network, to sort and to filter.',
  format: 'html',
  render: (report: Report): string => {
    const page = createPage()
    page.add(report)
    return page.print(title(report), report.verdict, [])
  },
}
