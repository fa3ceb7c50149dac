import type { CheckRun } from '../__tests__/fakes/github/repository.ts'
import type { PageAnnotation, PageCheck, PageView } from './page.ts'
import type { DemoRun } from './run.ts'

/** What the embedded GitHub holds after a run, as the page that shows it wants it. */
export function viewOf({ result, repository, pull }: DemoRun): PageView {
  const before = repository.filesAt(repository.mergeBase(pull) ?? '')
  const after = repository.filesAt(pull.head)
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((path) => before[path] !== after[path])
    .toSorted()
  const textOf = (file: unknown): string => (typeof file === 'string' ? file : '')
  const check = repository.checkRuns.find(({ name }) => name === 'preadmit')
  const reviewBody = pull.reviews[0]?.body
  return {
    repository: repository.fullName,
    number: pull.number,
    title: pull.title,
    author: pull.author.login,
    base: pull.baseRef,
    head: pull.headRef,
    description: 'Rolls out web 1.4.2, adds billing and search, and moves the cache back to a readable tag.',
    files: paths.map((path) => ({ path, before: textOf(before[path]), after: textOf(after[path]) })),
    comments: pull.issueComments.map(({ body }) => body),
    ...(reviewBody === undefined ? {} : { reviewBody }),
    reviewComments: pull.reviewComments.map(({ path, line, body }) => ({
      path,
      body,
      ...(typeof line === 'number' ? { line } : {}),
    })),
    checks: [
      {
        name: 'preadmit / preadmit (pull_request)',
        state: result.conclusion,
        title: `The job ended with exit code ${result.exitCode}`,
        required: true,
      },
      ...(check === undefined ? [] : [checkOf(check)]),
    ],
    annotations: (check?.annotations ?? []).map(annotationOf),
    jobSummary: result.summary,
  }
}

function checkOf(check: CheckRun): PageCheck {
  const states = ['success', 'failure', 'action_required'] as const
  const state = states.find((candidate) => candidate === check.conclusion) ?? 'in_progress'
  return { name: check.name, state, title: check.output.title, required: false, summary: check.output.summary }
}

function annotationOf({ path, start_line, annotation_level, title, message }: CheckRun['annotations'][number]): PageAnnotation {
  const level = annotation_level === 'failure' || annotation_level === 'warning' ? annotation_level : 'notice'
  return { level, path: String(path), line: Number(start_line), title: String(title ?? ''), message: String(message) }
}
