import type { Answer } from '../../model/answer.ts'
import { absent, found, unknown } from '../../model/answer.ts'
import type { GithubApi } from './api.ts'
import type { Json } from './json.ts'
import { at, listAt, textAt } from './json.ts'

/** A commit and its root tree, both as ids. */
export interface CommitTree {
  readonly commit: string
  readonly tree: string
}

/** The commit by which GitHub merged a pull request to try it: what merging would bring is the difference between `into` and it. */
export interface MergeCommit extends CommitTree {
  /** The tip of the base branch that it merges into. */
  readonly into: string
}

const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** The tree of a commit in `owner/name`; absent when GitHub does not have the commit. */
export async function commitTree(api: GithubApi, repository: string, commit: string): Promise<Answer<CommitTree>> {
  const answer = await api.json({ method: 'GET', path: `/repos/${repository}/git/commits/${commit}` })
  if (answer.kind !== 'found') return answer
  if (textAt(answer.value, 'sha') !== commit) return unknown('digest-mismatch', commit, 'GitHub answered with another commit')
  return treeOf(answer.value, commit, ['tree', 'sha'])
}

/** The merge base of two commits; absent when they have no common history. */
export async function mergeBase(api: GithubApi, repository: string, base: string, head: string): Promise<Answer<CommitTree>> {
  // The second page of one commit each: the first page carries up to 300 files with their patches, which nobody reads here.
  const path = `/repos/${repository}/compare/${base}...${head}?per_page=1&page=2`
  const answer = await api.json({ method: 'GET', path })
  if (answer.kind === 'absent') return unrelated(api, repository, base)
  if (answer.kind !== 'found') return answer
  const commit = textAt(answer.value, 'merge_base_commit', 'sha')
  if (commit === undefined || !ID.test(commit)) return unknown('malformed', path, 'the comparison names no merge base')
  return treeOf(answer.value, commit, ['merge_base_commit', 'commit', 'tree', 'sha'])
}

/**
 * GitHub's own merge of a pull request (`refs/pull/N/merge`, which nobody can push to); absent where there is none, as in a conflict, and
 * where it is not of this head yet.
 */
export async function mergeCommit(
  api: GithubApi,
  repository: string,
  { number, head }: { readonly number: number; readonly head: string },
): Promise<Answer<MergeCommit>> {
  const ref = await api.json({ method: 'GET', path: `/repos/${repository}/git/ref/pull/${number}/merge` })
  if (ref.kind !== 'found') return ref
  const commit = textAt(ref.value, 'object', 'sha')
  if (commit === undefined || !ID.test(commit))
    return unknown('malformed', 'the merge commit', 'GitHub answered with another ref')
  const answer = await api.json({ method: 'GET', path: `/repos/${repository}/git/commits/${commit}` })
  if (answer.kind !== 'found') return answer
  if (textAt(answer.value, 'sha') !== commit) return unknown('digest-mismatch', commit, 'GitHub answered with another commit')
  const [into, merged, ...more] = (listAt(at(answer.value, 'parents')) ?? []).map((parent) => textAt(parent, 'sha'))
  if (into === undefined || !ID.test(into) || merged !== head || more.length > 0) return absent
  const tree = treeOf(answer.value, commit, ['tree', 'sha'])
  return tree.kind === 'found' ? found({ ...tree.value, into }) : tree
}

/** A comparison is also not found when a commit is missing: only if both are there, the histories are unrelated. */
async function unrelated(api: GithubApi, repository: string, base: string): Promise<Answer<CommitTree>> {
  const known = await commitTree(api, repository, base)
  if (known.kind === 'unknown') return known
  return known.kind === 'found' ? absent : unknown('unresolved', base, 'GitHub does not have the base commit')
}

/** The commit at the tip of a branch, read once so that everything after it is by id; absent when there is no such branch. */
export async function branchTip(api: GithubApi, repository: string, branch: string): Promise<Answer<string>> {
  const ref = branch.split('/').map(encodeURIComponent).join('/')
  const answer = await api.json({ method: 'GET', path: `/repos/${repository}/git/ref/heads/${ref}` })
  if (answer.kind !== 'found') return answer
  const commit = textAt(answer.value, 'object', 'sha')
  const named = textAt(answer.value, 'ref') === `refs/heads/${branch}`
  return named && commit !== undefined && ID.test(commit)
    ? found(commit)
    : unknown('malformed', branch, 'GitHub answered with another ref')
}

/** The name of the default branch. */
export async function repositoryDefaultBranch(api: GithubApi, repository: string): Promise<Answer<string>> {
  const answer = await api.json({ method: 'GET', path: `/repos/${repository}` })
  if (answer.kind === 'absent') return unknown('denied', repository, 'GitHub does not show this repository to this token')
  if (answer.kind !== 'found') return answer
  const branch = textAt(answer.value, 'default_branch')
  return branch === undefined ? unknown('malformed', repository, 'the repository has no default branch') : found(branch)
}

function treeOf(answer: Json, commit: string, path: readonly string[]): Answer<CommitTree> {
  const tree = textAt(answer, ...path)
  if (tree === undefined || !ID.test(tree)) return unknown('malformed', commit, 'GitHub named no tree for this commit')
  return found({ commit, tree })
}
