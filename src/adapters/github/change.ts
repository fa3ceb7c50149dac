import type { Answer } from '../../model/answer.ts'
import { absent, found, unknown } from '../../model/answer.ts'
import type { ChangeInfo } from '../../model/facts.ts'
import type { Change, TreeEntry, Trees, TrustedFile } from '../../ports/change.ts'
import type { GithubApi } from './api.ts'
import { changeSides, defaultBranchOf } from './base.ts'
import { createBlobReader } from './blobs.ts'
import { branchTip, commitTree } from './commits.ts'
import type { GithubEvent } from './event.ts'
import type { Json } from './json.ts'
import { textAt } from './json.ts'
import type { PolicyInput } from './policy-input.ts'
import { createTreeReader } from './trees.ts'

/** What a change over the API is made of. */
export interface GithubChangeOptions {
  readonly api: GithubApi
  readonly event: GithubEvent
  readonly policy: PolicyInput
  /** For a policy of another repository, where another token reads it. */
  readonly policyApi?: GithubApi
}

interface TrustedTree {
  readonly commit: string
  readonly entries: ReadonlyMap<string, TreeEntry>
  readonly read: ReturnType<typeof createBlobReader>
}

const NO_COMMIT = '0'.repeat(40)

/**
 * A change as git objects over the API, by commit id throughout: no checkout, no file lists, no patches. `info.base` is the
 * commit that the event names until `trees()` has answered, then the one that was really compared with.
 */
export function createGithubChange(options: GithubChangeOptions): Change {
  const { api, event, policy } = options
  const repository = `${event.owner}/${event.repo}`
  const [trees, blobs] = [createTreeReader(api, repository), createBlobReader(api, repository)]
  let base = namedBase(event)
  let judged: ChangeInfo['merge']
  const readTrees = once(async (): Promise<Answer<Trees>> => {
    if (event.head === '') return found({ base: [], head: [] })
    const sides = await changeSides(api, event)
    if (sides.kind !== 'found') return sides
    const { base: from, head, merge } = sides.value
    const [before, own, merged] = await Promise.all([
      from === undefined ? found([]) : trees(from.tree),
      trees(head.tree),
      merge === undefined ? undefined : trees(merge.tree),
    ])
    if (before.kind !== 'found') return before
    if (own.kind !== 'found') return own
    if (merged !== undefined && merged.kind !== 'found') return merged
    if (from !== undefined) base = from.commit
    if (merge === undefined || merged === undefined) return found({ base: before.value, head: own.value })
    judged = { commit: merge.commit, files: mergedFiles(before.value, own.value, merged.value) }
    return found({ base: before.value, head: merged.value })
  })
  const trustedTree = once((): Promise<Answer<TrustedTree>> => {
    const ours = { reader: trees, read: blobs }
    const reading = policy.remote === undefined ? api : (options.policyApi ?? api)
    return readTrusted({ api: reading, event, policy }, ours)
  })
  return {
    get info(): ChangeInfo {
      const pull = event.pullRequest === undefined ? {} : { pullRequest: event.pullRequest.number }
      return {
        repository,
        event: event.name,
        base,
        head: event.head === '' ? NO_COMMIT : event.head,
        scope: event.scope,
        ...pull,
        ...(judged === undefined ? {} : { merge: judged, baseIs: 'the commit of the base branch that it is merged into' }),
        ...(isStrangers(event) ? { fromFork: true } : {}),
        ...(event.branch === undefined ? {} : { branch: event.branch }),
        ...(event.environment === undefined ? {} : { environment: event.environment }),
      }
    },
    trees: readTrees,
    contents: blobs,
    trusted: async (path) => trustedFile(await trustedTree(), path),
    trustedPaths: async () => {
      const tree = await trustedTree()
      return tree.kind === 'found' ? found([...tree.value.entries.keys()]) : tree
    },
    superseded: () => superseded(api, event),
  }
}

/** Files that the merge changes and whose text in it is not that of the head: lines are counted otherwise there. */
function mergedFiles(base: readonly TreeEntry[], head: readonly TreeEntry[], merge: readonly TreeEntry[]): readonly string[] {
  const ids = (entries: readonly TreeEntry[]): ReadonlyMap<string, string> => new Map(entries.map(({ path, id }) => [path, id]))
  const [before, own] = [ids(base), ids(head)]
  return merge.filter(({ path, id }) => before.get(path) !== id && own.get(path) !== id).map(({ path }) => path)
}

/** The commit that the event names as its base. */
function namedBase({ base }: GithubEvent): string {
  if (base.kind === 'merge-base') return base.of
  return base.kind === 'exact' ? base.commit : NO_COMMIT
}

/** A run on pull_request_target has the base's secrets, and a fork's author does not; on pull_request it has none to begin with. */
function isStrangers({ name, pullRequest }: GithubEvent): boolean {
  return name === 'pull_request_target' && pullRequest?.isFork === true
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined
  return () => {
    started ??= work()
    return started
  }
}

async function readTrusted(
  { api, event, policy }: GithubChangeOptions,
  ours: { readonly reader: ReturnType<typeof createTreeReader>; readonly read: ReturnType<typeof createBlobReader> },
): Promise<Answer<TrustedTree>> {
  const remote = policy.remote
  const repository = remote?.repository ?? `${event.owner}/${event.repo}`
  const commit = remote === undefined ? await tipCommit(api, event) : found(remote.commit)
  if (commit.kind !== 'found') return commit
  const tree = await commitTree(api, repository, commit.value)
  if (tree.kind === 'absent')
    return unknown(
      'unresolved',
      `${repository}@${commit.value}`,
      'GitHub does not have this commit, or this token may not read it',
    )
  if (tree.kind !== 'found') return tree
  const listed = await (remote === undefined ? ours.reader : createTreeReader(api, repository))(tree.value.tree)
  if (listed.kind !== 'found') return listed
  const entries = new Map(listed.value.map((entry) => [entry.path, entry]))
  return found({ commit: commit.value, entries, read: remote === undefined ? ours.read : createBlobReader(api, repository) })
}

async function tipCommit(api: GithubApi, event: GithubEvent): Promise<Answer<string>> {
  const branch = await defaultBranchOf(api, event)
  if (branch.kind !== 'found') return branch
  const tip = await branchTip(api, `${event.owner}/${event.repo}`, branch.value)
  return tip.kind === 'absent' ? unknown('unresolved', branch.value, 'the default branch has no commit') : tip
}

async function trustedFile(tree: Answer<TrustedTree>, path: string): Promise<Answer<TrustedFile>> {
  if (tree.kind !== 'found') return tree
  const entry = tree.value.entries.get(path)
  if (entry === undefined) return absent
  if (entry.mode === 'symlink' || entry.mode === 'submodule')
    return unknown('unsupported', path, `on the default branch it is a ${entry.mode}, not a file`)
  const bytes = (await tree.value.read([entry])).get(entry) ?? absent
  return bytes.kind === 'found' ? found({ bytes: bytes.value, commit: tree.value.commit }) : bytes
}

/**
 * True when the pull request was pushed to, or pointed at another base, since this run's event. Other events name a fixed commit.
 * A token that may not read pull requests can still read where the head is.
 */
async function superseded(api: GithubApi, event: GithubEvent): Promise<Answer<boolean>> {
  if (event.pullRequest === undefined) return found(false)
  const repository = `/repos/${event.owner}/${event.repo}`
  const pull = await api.json({ method: 'GET', path: `${repository}/pulls/${event.pullRequest.number}` })
  const head = textAt(valueOrNothing(pull), 'head', 'sha')
  const base = textAt(valueOrNothing(pull), 'base', 'ref')
  if (head !== undefined && base !== undefined) return found(head !== event.head || base !== event.pullRequest.baseRef)
  const ref = await api.json({ method: 'GET', path: `${repository}/git/ref/pull/${event.pullRequest.number}/head` })
  const commit = textAt(valueOrNothing(ref), 'object', 'sha')
  if (commit !== undefined) return found(commit !== event.head)
  return ref.kind === 'unknown' ? ref : unknown('denied', 'the pull request', 'GitHub does not say where its head is')
}

function valueOrNothing(answer: Answer<Json>): Json | undefined {
  return answer.kind === 'found' ? answer.value : undefined
}
