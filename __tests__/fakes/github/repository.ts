import type { FileSpec, Files, ObjectStore } from './objects.ts'
import { createStore, mergeBaseOf, putCommit, putFiles } from './objects.ts'

/** An account. */
export interface Account {
  readonly login: string
  readonly id: number
  readonly type: 'User' | 'Bot'
}

/** A check run as GitHub keeps it: annotations append. */
export interface CheckRun {
  readonly id: number
  readonly name: string
  readonly headSha: string
  readonly app: string
  status: string
  conclusion: string | null
  externalId: string
  detailsUrl: string
  output: { title: string; summary: string; text: string | null }
  readonly annotations: Record<string, unknown>[]
}

/** A comment on a line or a file of a pull request. */
export interface ReviewComment {
  readonly id: number
  readonly path: string
  readonly line?: number
  readonly startLine?: number
  readonly side: string
  readonly commit: string
  readonly author: Account
  readonly inReplyTo?: number
  body: string
}

/** A comment below a pull request. */
export interface IssueComment {
  readonly id: number
  readonly author: Account
  body: string
}

/** A review with its body; its comments are in the list of review comments. */
export interface Review {
  readonly id: number
  readonly author: Account
  readonly body: string
  readonly commit: string
}

/** A pull request. `headRepository` is null when the fork was deleted. */
export interface PullRequest {
  readonly number: number
  readonly title: string
  readonly author: Account
  readonly headRef: string
  headRepository: string | null
  head: string
  baseRef: string
  /** GitHub's own merge of it, where `merge` made one. */
  merge?: string
  readonly reviews: Review[]
  readonly reviewComments: ReviewComment[]
  readonly issueComments: IssueComment[]
}

/** Who opens a pull request from where. */
export interface PullRequestSpec {
  readonly changes: Readonly<Record<string, FileSpec | undefined>>
  readonly base?: string
  readonly branch?: string
  readonly fork?: string
  readonly author?: string
  readonly title?: string
}

/** One repository of the emulator, with what tests do to it. */
export interface Repository {
  readonly fullName: string
  readonly isPrivate: boolean
  readonly defaultBranch: string
  readonly store: ObjectStore
  readonly branches: Map<string, string>
  readonly protectedBranches: Set<string>
  readonly pulls: Map<number, PullRequest>
  readonly checkRuns: CheckRun[]
  /** Bundles by subject digest; `{ bundle_url }` stands for one that is stored there and not in the answer. */
  readonly attestations: Map<string, unknown[]>
  readonly rules: Map<string, unknown[]>
  readonly protections: Map<string, unknown>
  /** A new id, unique in this repository. */
  nextId(): number
  /** Commits on a branch (created from the default branch where it is new): undefined removes a file. */
  commit(branch: string, changes: Readonly<Record<string, FileSpec | undefined>>, message?: string): string
  /** A commit without parents. */
  root(files: Files): string
  /** The files of a commit. */
  filesAt(commit: string): Files
  /** Opens a pull request with one commit on a new branch. */
  open(spec: PullRequestSpec): PullRequest
  /** Pushes one more commit to a pull request. */
  push(pull: PullRequest, changes: Readonly<Record<string, FileSpec | undefined>>): string
  /**
   * Merges a pull request to try it, as GitHub does for `refs/pull/N/merge`: what it changed on top of its base branch, file by file, and
   * `texts` where both sides changed a file.
   */
  merge(pull: PullRequest, texts?: Files): string
  /** What a finished job of a workflow reports on a commit. */
  jobFinished(commit: string, name: string, conclusion: string): void
  /** The merge base of a pull request. */
  mergeBase(pull: PullRequest): string | undefined
}

/** An account from its login; `[bot]` at the end makes it a bot. */
export function account(login: string): Account {
  const id =
    login === 'github-actions[bot]'
      ? 41898282
      : 1000 + ([...login].reduce((sum, letter) => sum * 7 + letter.charCodeAt(0), 0) % 900000)
  return { login, id, type: login.endsWith('[bot]') ? 'Bot' : 'User' }
}

/** An empty repository with an empty default branch that `commit` fills. */
export function createRepository(
  fullName: string,
  options: { readonly isPrivate?: boolean; readonly defaultBranch?: string } = {},
): Repository {
  const store = createStore()
  const files = new Map<string, Files>()
  const branches = new Map<string, string>()
  const defaultBranch = options.defaultBranch ?? 'main'
  let ids = 100
  let seconds = 1_767_225_600
  const put = (content: Files, parents: readonly string[], message: string): string => {
    const id = putCommit(store, { tree: putFiles(store, content), parents, message }, seconds++)
    files.set(id, content)
    return id
  }
  const commitOn = (
    parent: string | undefined,
    changes: Readonly<Record<string, FileSpec | undefined>>,
    message: string,
  ): string => put(changed(files.get(parent ?? '') ?? {}, changes), parent === undefined ? [] : [parent], message)
  const pulls = new Map<number, PullRequest>()
  const checkRuns: CheckRun[] = []
  const repository: Repository = {
    fullName,
    isPrivate: options.isPrivate ?? false,
    defaultBranch,
    store,
    branches,
    protectedBranches: new Set([defaultBranch]),
    pulls,
    checkRuns,
    attestations: new Map(),
    rules: new Map(),
    protections: new Map(),
    nextId: () => ++ids,
    commit: (branch, changes, message = 'Change files') => {
      const id = commitOn(branches.get(branch) ?? branches.get(defaultBranch), changes, message)
      branches.set(branch, id)
      return id
    },
    root: (content) => put(content, [], 'Start'),
    filesAt: (commit) => files.get(commit) ?? {},
    open: (spec) => {
      const baseRef = spec.base ?? defaultBranch
      const number = pulls.size + 1
      const pull: PullRequest = {
        number,
        title: spec.title ?? 'Sample change',
        author: account(spec.author ?? 'contributor'),
        headRef: spec.branch ?? `change-${number}`,
        headRepository: spec.fork ?? fullName,
        head: commitOn(branches.get(baseRef), spec.changes, 'Sample change'),
        baseRef,
        reviews: [],
        reviewComments: [],
        issueComments: [],
      }
      if (spec.fork === undefined) branches.set(pull.headRef, pull.head)
      pulls.set(number, pull)
      return pull
    },
    push: (pull, changes) => {
      pull.head = commitOn(pull.head, changes, 'One more change')
      if (pull.headRepository === fullName) branches.set(pull.headRef, pull.head)
      return pull.head
    },
    merge: (pull, texts = {}) => {
      const into = branches.get(pull.baseRef) ?? ''
      const [before, after] = [files.get(mergeBaseOf(store, into, pull.head) ?? '') ?? {}, files.get(pull.head) ?? {}]
      const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => before[path] !== after[path])
      const own = Object.fromEntries(paths.map((path) => [path, after[path]]))
      const content = changed(changed(files.get(into) ?? {}, own), texts)
      const id = put(content, [into, pull.head], `Merge ${pull.head} into ${into}`)
      pull.merge = id
      return id
    },
    jobFinished: (commit, name, conclusion) => {
      const output = { title: name, summary: '', text: null }
      const links = { externalId: '', detailsUrl: '' }
      checkRuns.push({
        id: ++ids,
        name,
        headSha: commit,
        app: 'github-actions',
        status: 'completed',
        conclusion,
        output,
        annotations: [],
        ...links,
      })
    },
    mergeBase: (pull) => mergeBaseOf(store, branches.get(pull.baseRef) ?? '', pull.head),
  }
  return repository
}

function changed(files: Files, changes: Readonly<Record<string, FileSpec | undefined>>): Files {
  const next = new Map(Object.entries(files))
  for (const [path, spec] of Object.entries(changes)) {
    if (spec === undefined) next.delete(path)
    else next.set(path, spec)
  }
  return Object.fromEntries(next)
}
