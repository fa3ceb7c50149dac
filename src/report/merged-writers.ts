import { MAX_MERGED_LINES } from '../model/limits.ts'
import type { Report } from '../model/report.ts'
import { terminal } from './escape.ts'
import { createPage } from './html/page.ts'
import type { Merged } from './merged.ts'
import { SARIF_SCHEMA, sarifRun } from './reporters/sarif.ts'
import { plural, title } from './wording.ts'

/** Writes many reports as one text, a piece at a time: nothing of a report is kept that the text does not need later. */
export interface MergedWriter {
  /** `text` is the report as it was read. */
  add(report: Report, text: string): string
  end(merged: Merged): string
}

/** What many reports may be written as, by the names of `--output`. */
export const mergedWriters: Readonly<Record<string, () => MergedWriter>> = {
  text: textWriter,
  json: () => {
    let separator = '{"schemaVersion":1,"reports":[\n'
    return {
      add: (_, text) => `${next()}${text.trim()}`,
      end: ({ reports, counts, ...merged }) =>
        `${separator === ',\n' ? '' : separator}\n],${JSON.stringify({ ...merged, counts: { reports, ...counts } }).slice(1)}\n`,
    }
    function next(): string {
      const now = separator
      separator = ',\n'
      return now
    }
  },
  sarif: () => {
    let first = true
    const head = `{"$schema":${JSON.stringify(SARIF_SCHEMA)},"version":"2.1.0","runs":[\n`
    return {
      add(report) {
        const { shard, repository } = report
        const before = first ? head : ',\n'
        first = false
        return `${before}${JSON.stringify(sarifRun(report, `preadmit/${repository}/${shard === undefined ? '' : `${shard.index}-${shard.of}/`}`))}`
      },
      end: () => `${first ? head : ''}\n]}\n`,
    }
  },
  html: () => {
    const page = createPage()
    return {
      add(report) {
        page.add(report)
        return ''
      },
      end: (merged) => page.print(headline(merged), merged.verdict, merged.problems),
    }
  },
}

function headline({ verdict, reports, counts }: Merged): string {
  const { errors = 0, warnings = 0, unverified = 0 } = counts
  return `${plural(reports, 'report')}, ${verdict}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${unverified} unverified`
}

/** A line for each run that did not pass, then what is wrong with the reports, then one line for all. */
function textWriter(): MergedWriter {
  let [lines, more] = [0, 0]
  return {
    add(report) {
      if (report.verdict === 'passed') return ''
      if (lines >= MAX_MERGED_LINES) {
        more++
        return ''
      }
      lines++
      const { repository, shard } = report
      const name = shard === undefined ? repository : `${repository} (${shard.index}/${shard.of})`
      return `${terminal(`${report.verdict.padEnd(13)} ${name}  ${title(report)}`)}\n`
    },
    end(merged) {
      const rest = more === 0 ? [] : [`… and ${more} more that did not pass`]
      const wrong = merged.problems.map((one) => terminal(`unverified    ${one}`))
      return `${[...rest, ...wrong, headline(merged)].join('\n')}\n`
    },
  }
}
