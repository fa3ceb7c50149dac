import type { ChangeInfo } from '../../model/facts.ts'
import { UsageError } from '../../model/usage-error.ts'
import type { Json } from './json.ts'
import { at, booleanAt, integerAt, textAt } from './json.ts'

/** How the base of a change is found: by merge base, as it stands, or not at all (everything is new). */
export type BaseRule =
  | { readonly kind: 'merge-base'; readonly of: string }
  | { readonly kind: 'exact'; readonly commit: string }
  | { readonly kind: 'created' }
  | { readonly kind: 'none' }

/** The pull request that an event is about. `isFork` also when the fork was deleted since. */
export interface PullRequestEvent {
  readonly number: number
  readonly baseRef: string
  readonly isFork: boolean
}

/** What the runner's event says about the change, checked: commit ids are commit ids. `head` is empty for a deleted branch. */
export interface GithubEvent {
  readonly name: string
  readonly owner: string
  readonly repo: string
  readonly defaultBranch?: string
  readonly head: string
  readonly base: BaseRule
  readonly scope: ChangeInfo['scope']
  readonly pullRequest?: PullRequestEvent
  /** The branch that was pushed to; undefined for a tag. */
  readonly pushedTo?: string
  /** The branch that the change goes into, or that was looked at; undefined for tags and commits. */
  readonly branch?: string
  /** The environment that is deployed to; undefined where the event is about no deployment. */
  readonly environment?: string
}

/** The event name, its payload, and the scope input; `repository`, `sha` and `ref` are GITHUB_REPOSITORY, GITHUB_SHA and GITHUB_REF. */
export interface EventInput {
  readonly name: string
  readonly payload: Json
  readonly repository: string
  readonly sha: string
  readonly ref?: string
  readonly scope: 'auto' | 'changed' | 'all'
}

type Side = Pick<GithubEvent, 'head' | 'base' | 'pushedTo' | 'branch' | 'environment'> & {
  readonly pullRequest?: PullRequestEvent
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const SIDES: Readonly<Record<string, (input: EventInput) => Side>> = {
  pull_request: pullRequestSide,
  pull_request_target: pullRequestSide,
  merge_group: mergeGroupSide,
  push: pushSide,
  schedule: wholeSide,
  workflow_dispatch: wholeSide,
  deployment: deploymentSide,
}

/** Reads an event. Throws UsageError for events that are not supported and for payloads that do not fit their event. */
export function readEvent(input: EventInput): GithubEvent {
  const side = Object.hasOwn(SIDES, input.name) ? SIDES[input.name] : undefined
  if (side === undefined)
    throw new UsageError(
      `the event "${input.name}" says nothing about a change that could be judged`,
      `run on one of: ${Object.keys(SIDES).join(', ')}`,
    )
  const [owner, repo, ...rest] = input.repository.split('/')
  if (!owner || !repo || rest.length > 0) throw new UsageError(`GITHUB_REPOSITORY is not owner/name: "${input.repository}"`)
  const named = textAt(input.payload, 'repository', 'full_name')
  if (named !== undefined && named.toLowerCase() !== input.repository.toLowerCase())
    throw new UsageError(`the event is about ${named}, but GITHUB_REPOSITORY is ${input.repository}`)
  const { head, base, pullRequest, pushedTo, branch, environment } = side(input)
  const defaultBranch = textAt(input.payload, 'repository', 'default_branch')
  const scope = scopeOf(input, base)
  return {
    name: input.name,
    owner,
    repo,
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
    head,
    base: scope === 'all' ? { kind: 'none' } : base,
    scope,
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(pushedTo === undefined ? {} : { pushedTo }),
    ...(branch === undefined ? {} : { branch }),
    ...(environment === undefined ? {} : { environment }),
  }
}

/**
 * The event with the branch and the environment that may decide what is demanded. A verdict stays on its commit, and one commit may go into
 * several branches: only the commit of a merge group is made for one. Elsewhere they count where the job reports under a name for each.
 */
export function believedEvent(event: GithubEvent, namedByBranch: boolean): GithubEvent {
  if (namedByBranch || event.name === 'merge_group') return event
  const { branch: _, environment: __, ...rest } = event
  return rest
}

function scopeOf(input: EventInput, base: BaseRule): ChangeInfo['scope'] {
  if (input.scope === 'changed' && base.kind === 'none')
    throw new UsageError(`scope "changed" needs two sides to compare, and the event ${input.name} has one`, 'scope: auto')
  if (input.scope !== 'auto') return input.scope
  return base.kind === 'none' ? 'all' : 'changed'
}

function pullRequestSide({ payload }: EventInput): Side {
  const pull = at(payload, 'pull_request')
  const number = integerAt(pull, 'number') ?? integerAt(payload, 'number')
  const baseRef = textAt(pull, 'base', 'ref')
  if (number === undefined || baseRef === undefined) throw new UsageError('the event payload has no pull request')
  const headRepo = textAt(pull, 'head', 'repo', 'full_name')
  const isFork = headRepo === undefined || headRepo !== textAt(pull, 'base', 'repo', 'full_name')
  return {
    head: commitAt(payload, 'pull_request', 'head', 'sha'),
    base: { kind: 'merge-base', of: commitAt(payload, 'pull_request', 'base', 'sha') },
    pullRequest: { number, baseRef, isFork },
    branch: baseRef,
  }
}

function mergeGroupSide({ payload }: EventInput): Side {
  return {
    head: commitAt(payload, 'merge_group', 'head_sha'),
    base: { kind: 'exact', commit: commitAt(payload, 'merge_group', 'base_sha') },
    ...onBranch(textAt(payload, 'merge_group', 'base_ref')),
  }
}

function pushSide({ payload }: EventInput): Side {
  const before = commitAt(payload, 'before')
  const after = commitAt(payload, 'after')
  if (isZero(after) || booleanAt(payload, 'deleted') === true) return { head: '', base: { kind: 'created' } }
  const { branch } = onBranch(textAt(payload, 'ref'))
  const base: BaseRule = isZero(before) ? { kind: 'created' } : { kind: 'exact', commit: before }
  return { head: after, base, ...(branch === undefined ? {} : { pushedTo: branch, branch }) }
}

function wholeSide({ sha, ref }: EventInput): Side {
  if (!COMMIT.test(sha)) throw new UsageError('GITHUB_SHA is not a commit id')
  return { head: sha, base: { kind: 'none' }, ...onBranch(ref) }
}

/** A deployment names its commit, and what it was asked to deploy by a name that may be a branch, a tag or a commit: the branch stays open. */
function deploymentSide({ payload }: EventInput): Side {
  const environment = textAt(payload, 'deployment', 'environment')
  const head = commitAt(payload, 'deployment', 'sha')
  return { head, base: { kind: 'none' }, ...(environment === undefined ? {} : { environment }) }
}

function onBranch(ref: string | undefined): Pick<GithubEvent, 'branch'> {
  const branch = /^refs\/heads\/(.+)$/.exec(ref ?? '')?.[1]
  return branch === undefined ? {} : { branch }
}

function isZero(commit: string): boolean {
  return /^0+$/.test(commit)
}

function commitAt(payload: Json, ...path: readonly string[]): string {
  const value = textAt(payload, ...path)
  if (value === undefined || !COMMIT.test(value)) throw new UsageError(`the event payload has no commit id at ${path.join('.')}`)
  return value
}
