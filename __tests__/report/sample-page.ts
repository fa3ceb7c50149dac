import type { PageView } from '../../demo/page.ts'
import type { CheckAnnotation } from '../../src/ports/forge.ts'
import { deliver } from '../../src/report/deliver.ts'
import { wholeFiles } from '../../src/report/reporters/review.ts'
import { title } from '../../src/report/wording.ts'
import { recordingForge } from './recording-forge.ts'
import { FILES, hex, reportOf } from './sample.ts'

/** The pull request of the sample as its reviewer would see it, from what was really delivered. */
export async function samplePage(): Promise<PageView> {
  const report = reportOf('blocked')
  const { forge, calls, posted, summaries } = recordingForge({ files: wholeFiles(report) })
  await deliver(report, forge, { checkRun: 'preadmit', review: true, summaryComment: 'on-failure' })
  const argsOf = (call: string): readonly unknown[] => calls.find((one) => one.call === call)?.args ?? []
  const output = argsOf('checks.finish')[2] as { title: string; summary: string }
  return {
    repository: report.repository,
    number: report.pullRequest ?? 1,
    title: 'Ship web 1.5 and add the nightly sweep',
    author: 'mona',
    base: 'main',
    head: 'web-1.5',
    description: 'Rolls out web 1.5.0, moves the metrics sidecar to 2.1 and adds a nightly sweep job.',
    files: Object.entries(FILES).map(([path, after]) => ({ path, after, before: BEFORE[path] ?? '' })),
    comments: [String(argsOf('conversation.create')[0])],
    reviewBody: String(argsOf('reviews.submit')[0]),
    reviewComments: posted,
    checks: [
      { name: 'build / test', state: 'success', title: 'Successful in 2m', required: true },
      { name: 'admission / preadmit', state: 'failure', title: 'Failing after 4s', required: true },
      { name: 'preadmit', state: 'failure', title: title(report), required: false, summary: output.summary },
    ],
    annotations: (argsOf('checks.annotate')[2] as readonly CheckAnnotation[]).map(
      ({ path, startLine, level, title: heading, message }) => ({
        path,
        line: startLine,
        level,
        title: heading,
        message,
      }),
    ),
    jobSummary: summaries.join(''),
  }
}

const web = FILES['deploy/web.yaml'] ?? ''
const BEFORE: Readonly<Record<string, string>> = {
  'deploy/web.yaml': web
    .replace(`web:1.5.0@sha256:${hex('a1')}`, `web:1.4.2@sha256:${hex('9f')}`)
    .replace(/ {8}- name: metrics\n.*\n/, '')
    .replace(/ {8}- name: cache\n.*\n/, ''),
  'compose.yaml': (FILES['compose.yaml'] ?? '').replace(/ {2}api:\n.*\n/, '').replace('postgres:17', 'postgres:16'),
}
