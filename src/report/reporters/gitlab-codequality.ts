import type { Report, ReportFinding } from '../../model/report.ts'
import { visible } from '../escape.ts'
import { ended, saidIn } from '../problems.ts'
import type { Reporter } from '../reporter.ts'

const SEVERITIES = { error: 'critical', warning: 'major', notice: 'info' } as const

/** The findings as GitLab's Code Quality report has them: a list of issues. What an exception covers is none. */
export const gitlabCodequality: Reporter = {
  name: 'gitlab-codequality',
  summary: 'A Code Quality report of GitLab, shown in the merge request.',
  format: 'gitlab-codequality',
  render: (report: Report): string => `${JSON.stringify(issuesOf(report), null, 2)}\n`,
}

// A list without an issue looks as if the change had passed.
function verdictIssue({ verdict }: Report): object {
  return {
    description: `The change is ${verdict}.`,
    check_name: 'verdict',
    fingerprint: `preadmit-${verdict}`,
    severity: 'critical',
    location: { path: '.', lines: { begin: 1, end: 1 } },
  }
}

// GitLab drops issues of equal fingerprints, so that the second one of a place would not be seen.
function issuesOf(report: Report): readonly object[] {
  const seen = new Map<string, number>()
  const said = saidIn(report)
  if (said.length === 0 && report.verdict !== 'passed') return [verdictIssue(report)]
  return said.map((finding) => {
    const count = (seen.get(finding.fingerprint) ?? 0) + 1
    seen.set(finding.fingerprint, count)
    return issueOf(finding, count)
  })
}

function issueOf({ rule, level, message, why, file, line, endLine, fingerprint }: ReportFinding, count: number): object {
  return {
    description: visible(`${ended(message)} ${why}`),
    check_name: rule,
    fingerprint: count === 1 ? fingerprint : `${fingerprint}-${count}`,
    severity: SEVERITIES[level],
    // GitLab asks for a path also where a finding is about the run as a whole.
    location: { path: file === '' ? '.' : file, lines: { begin: line, end: Math.max(line, endLine) } },
  }
}
