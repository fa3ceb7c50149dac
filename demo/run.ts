import type { PullRequest, Repository } from '../__tests__/fakes/github/repository.ts'
import type { ActionResult } from '../__tests__/fakes/runner.ts'
import type { Report } from '../src/model/report.ts'

/** One finished demo: everything that a reviewer could look at. */
export interface DemoRun {
  readonly result: ActionResult
  readonly report: Report
  readonly repository: Repository
  readonly pull: PullRequest
}
