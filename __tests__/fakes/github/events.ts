import type { PullRequest, Repository } from './repository.ts'
import { account } from './repository.ts'
import type { Shape } from './shapes.ts'
import { pullShape, userShape } from './shapes.ts'

const NONE = '0'.repeat(40)

/** An event as a workflow gets it: its name, payload, and what the runner puts into GITHUB_SHA and GITHUB_REF. */
export interface RunnerEvent {
  readonly name: string
  readonly payload: Shape
  readonly sha: string
  readonly ref: string
  readonly baseRef?: string
  readonly headRef?: string
}

/** What happened to a pull request; `target` is the event that runs in the base repository's context. */
export function pullRequestEvent(
  url: string,
  repository: Repository,
  pull: PullRequest,
  options: { readonly action?: string; readonly target?: boolean; readonly changes?: Shape } = {},
): RunnerEvent {
  const tip = repository.branches.get(repository.defaultBranch) ?? NONE
  const target = options.target ?? false
  return {
    name: target ? 'pull_request_target' : 'pull_request',
    payload: {
      action: options.action ?? 'synchronize',
      number: pull.number,
      pull_request: pullShape(url, repository, pull),
      ...(options.changes === undefined ? {} : { changes: options.changes }),
      ...common(url, repository),
    },
    // The test merge is a commit of GitHub's own; nothing may depend on it.
    sha: target ? tip : 'f'.repeat(40),
    ref: target ? `refs/heads/${repository.defaultBranch}` : `refs/pull/${pull.number}/merge`,
    baseRef: pull.baseRef,
    headRef: pull.headRef,
  }
}

/** A group of the merge queue. */
export function mergeGroupEvent(
  url: string,
  repository: Repository,
  group: { readonly base: string; readonly head: string },
): RunnerEvent {
  const head_ref = `refs/heads/gh-readonly-queue/${repository.defaultBranch}/pr-1-${group.base}`
  const merge_group = { head_sha: group.head, head_ref, base_sha: group.base, base_ref: `refs/heads/${repository.defaultBranch}` }
  return {
    name: 'merge_group',
    payload: { action: 'checks_requested', merge_group, ...common(url, repository) },
    sha: group.head,
    ref: head_ref,
  }
}

/** A push; zeros stand for a branch that was created or deleted. */
export function pushEvent(
  url: string,
  repository: Repository,
  push: { readonly branch: string; readonly before?: string; readonly after?: string; readonly forced?: boolean },
): RunnerEvent {
  const [before, after] = [push.before ?? NONE, push.after ?? NONE]
  const ref = `refs/heads/${push.branch}`
  const flags = { created: before === NONE, deleted: after === NONE, forced: push.forced ?? false }
  return { name: 'push', payload: { ref, before, after, ...flags, commits: [], ...common(url, repository) }, sha: after, ref }
}

/** An event without a change: a schedule, a dispatch, or one that is not supported. */
export function plainEvent(url: string, repository: Repository, name: string): RunnerEvent {
  const sha = repository.branches.get(repository.defaultBranch) ?? NONE
  const own =
    name === 'schedule' ? { schedule: '0 3 * * 1' } : name === 'workflow_dispatch' ? { inputs: {}, workflow: 'gate.yml' } : {}
  return { name, payload: { ...own, ...common(url, repository) }, sha, ref: `refs/heads/${repository.defaultBranch}` }
}

function common(url: string, repository: Repository): Shape {
  const [owner, name] = repository.fullName.split('/')
  const about = {
    id: 1,
    name,
    full_name: repository.fullName,
    private: repository.isPrivate,
    default_branch: repository.defaultBranch,
  }
  return { repository: { ...about, owner: { login: owner } }, sender: userShape(url, account('contributor')) }
}
