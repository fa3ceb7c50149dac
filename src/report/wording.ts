import type { Report } from '../model/report.ts'
import { type Markdown, md } from './markdown.ts'
import { problemsOf, type State } from './problems.ts'

/** One sign per state, the same in every channel. */
export const SIGNS: Readonly<Record<State | 'passed' | 'misconfigured', Markdown>> = {
  blocked: md`⛔`,
  unverified: md`❓`,
  warning: md`⚠️`,
  notice: md`ℹ️`,
  passed: md`✅`,
  misconfigured: md`🔧`,
}

/** The sign of a run. */
export function signOf(report: Report): Markdown {
  return SIGNS[isLenient(report) ? 'warning' : report.verdict]
}

/** The verdict and the counts in one plain line. */
export function title(report: Report): string {
  const counts = countsOf(report).join(', ')
  return counts === '' ? opening(report) : `${opening(report)}: ${counts}`
}

/** Whether the verdict fails and the policy lets the run pass all the same: the mode is `warn`, or unverified only warns. */
export function isLenient(report: Report): boolean {
  return report.exitCode === 0 && report.verdict !== 'passed'
}

/** `1 image`, `2 images`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** Text in which digests are cut to twelve digits, for reading. */
export function shortened(text: string): string {
  return text.replace(/(sha(?:256|384|512):[0-9a-f]{12})[0-9a-f]{20,}/g, '$1…')
}

/** What the reader should do, in one or two sentences. */
export function advice(report: Report): string {
  switch (report.verdict) {
    case 'passed':
      return report.counts.cleared + report.counts.exempt === 0
        ? NO_IMAGE[report.scope ?? 'changed']
        : `Every image that this ${report.scope === 'all' ? 'repository names' : 'change introduces or alters'} is what the policy asks for, or covered by an exception below.`
    case 'blocked':
      return 'Fix the lines below and push: the worst come first, and each fold has the evidence and the text to write.'
    case 'unverified':
      return 'Nothing below is proved to be wrong, but what cannot be proved does not pass. If a registry was down, run the job again.'
    case 'misconfigured':
      return 'Nothing was judged. Correct the place below; it is not about the images of this change.'
  }
}

const NO_IMAGE = {
  all: 'Nothing here names an image.',
  changed: 'This change introduces or alters no image reference.',
} as const

function opening(report: Report): string {
  const what = report.scope === 'all' ? 'this repository' : 'this change'
  if (report.verdict === 'misconfigured') return 'Preadmit is misconfigured'
  if (isLenient(report) && report.verdict === 'blocked') return `Preadmit would have blocked ${what}`
  if (isLenient(report)) return `Preadmit could not verify ${what} and lets it pass`
  if (report.verdict === 'passed') return `Preadmit passed ${what}`
  return report.verdict === 'blocked' ? `Preadmit blocked ${what}` : `Preadmit could not verify ${what}`
}

function countsOf(report: Report): readonly string[] {
  const { blocked, unverified, warnings, cleared, exempt } = report.counts
  const problems = problemsOf(report)
  const others = problems.filter((problem) => problem.ruling === undefined && problem.state === 'blocked').length
  const open = problems.filter((problem) => problem.ruling === undefined && problem.state === 'unverified').length
  return [
    ...(blocked > 0 ? [`${plural(blocked, 'image')} blocked`] : []),
    ...(others > 0 ? [plural(others, blocked > 0 ? 'other error' : 'error')] : []),
    ...(unverified > 0 ? [`${unverified} unverified`] : []),
    ...(open > 0 ? [plural(open, 'open question')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
    ...(cleared > 0 ? [`${cleared} cleared`] : []),
    ...(exempt > 0 ? [`${exempt} exempt`] : []),
  ]
}
