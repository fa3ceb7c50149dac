import type { CheckRun, PullRequest, Repository } from './repository.ts'

/** Whether a pull request could be merged now, and which required checks are in the way. */
export interface Mergeable {
  readonly mergeable: boolean
  readonly waiting: readonly string[]
}

/** Conclusions that satisfy a required check on GitHub. */
const PASSING = new Set(['success', 'neutral', 'skipped'])

/** Branch protection with required checks: the latest run of each name on the head commit must have finished and passed. */
export function evaluateProtection(repository: Repository, pull: PullRequest, required: readonly string[]): Mergeable {
  const waiting = required.filter((name) => !passes(latest(repository, pull, name)))
  return { mergeable: waiting.length === 0, waiting }
}

function latest(repository: Repository, pull: PullRequest, name: string): CheckRun | undefined {
  return repository.checkRuns.findLast((run) => run.headSha === pull.head && run.name === name)
}

function passes(run: CheckRun | undefined): boolean {
  return run?.status === 'completed' && run.conclusion !== null && PASSING.has(run.conclusion)
}
