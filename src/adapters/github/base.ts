import type { Answer } from '../../model/answer.ts'
import { absent, found, unknown } from '../../model/answer.ts'
import type { GithubApi } from './api.ts'
import type { CommitTree, MergeCommit } from './commits.ts'
import { branchTip, commitTree, mergeBase, mergeCommit, repositoryDefaultBranch } from './commits.ts'
import type { GithubEvent } from './event.ts'
import { booleanAt, listAt, textAt } from './json.ts'

/** The default branch, from the event where it says so. */
export function defaultBranchOf(api: GithubApi, event: GithubEvent): Promise<Answer<string>> {
  if (event.defaultBranch !== undefined) return Promise.resolve(found(event.defaultBranch))
  return repositoryDefaultBranch(api, `${event.owner}/${event.repo}`)
}

/** The two commits of a change. `base` undefined: everything is new. `merge` is set where `head` is GitHub's merge of it. */
export interface ChangeSides {
  readonly base: CommitTree | undefined
  readonly head: CommitTree
  readonly merge?: MergeCommit
}

/**
 * What is compared. A pull request is judged by what its merge would bring, where GitHub has merged it: its head alone says nothing of a base
 * that went on, and of a merge in its history that took neither side. `head` stays the commit that everything is said about.
 */
export async function changeSides(api: GithubApi, event: GithubEvent): Promise<Answer<ChangeSides>> {
  const repository = `${event.owner}/${event.repo}`
  const [base, head] = await Promise.all([baseOf(api, event), commitTree(api, repository, event.head)])
  if (head.kind === 'absent') return unknown('unresolved', event.head, 'GitHub does not have the head commit')
  if (head.kind !== 'found') return head
  if (base.kind === 'unknown') return base
  if (base.kind === 'absent') return found({ base: undefined, head: head.value })
  const { commit, merge } = base.value
  return found({ base: commit, head: head.value, ...(merge === undefined ? {} : { merge }) })
}

interface Base {
  readonly commit: CommitTree
  readonly merge?: MergeCommit
}

/**
 * What the change is compared with; absent means that everything is new, as for a branch without history or a base that a
 * force-push threw away. A verdict stays on the head commit, so nothing is carried from a base that its author wrote to one that he did
 * not: a pull request into a branch that nobody protects, and a push to one, are compared with the default branch.
 */
async function baseOf(api: GithubApi, event: GithubEvent): Promise<Answer<Base>> {
  const repository = `${event.owner}/${event.repo}`
  const { base } = event
  if (base.kind === 'none') return absent
  if (base.kind === 'exact' && event.name !== 'push') return plain(commitTree(api, repository, base.commit))
  const branch = await defaultBranchOf(api, event)
  if (branch.kind !== 'found') return branch
  if (await isGuarded(api, event, branch.value)) {
    if (base.kind === 'merge-base') return mergedBase(api, event, base.of)
    if (base.kind === 'exact') return plain(commitTree(api, repository, base.commit))
  }
  const tip = await branchTip(api, repository, branch.value)
  if (tip.kind === 'absent') return unknown('unresolved', branch.value, 'the default branch has no commit')
  if (tip.kind !== 'found') return tip
  return tip.value === event.head && base.kind === 'created' ? absent : plain(mergeBase(api, repository, tip.value, event.head))
}

async function mergedBase(api: GithubApi, { owner, repo, head, pullRequest }: GithubEvent, of: string): Promise<Answer<Base>> {
  const repository = `${owner}/${repo}`
  const merge = pullRequest === undefined ? absent : await mergeCommit(api, repository, { number: pullRequest.number, head })
  if (merge.kind === 'unknown') return merge
  if (merge.kind === 'absent') return plain(mergeBase(api, repository, of, head))
  const into = await commitTree(api, repository, merge.value.into)
  return into.kind === 'found' ? found({ commit: into.value, merge: merge.value }) : into
}

async function plain(answer: Promise<Answer<CommitTree>>): Promise<Answer<Base>> {
  const commit = await answer
  return commit.kind === 'found' ? found({ commit: commit.value }) : commit
}

/** Whether the branch that a change goes to is the default branch, or one that its author cannot write to as he likes. A tag is neither. */
async function isGuarded(api: GithubApi, event: GithubEvent, defaultBranch: string): Promise<boolean> {
  const into = event.pullRequest?.baseRef ?? event.pushedTo
  if (into === undefined) return false
  return into === defaultBranch || isProtected(api, `${event.owner}/${event.repo}`, into)
}

/** Rules that keep content out. Others, such as one against deletion, often hold for every branch and guard nothing. */
const GUARDING = new Set(['pull_request', 'required_status_checks', 'update', 'merge_queue', 'workflows'])

/** Whether rules keep people from writing to a branch as they like. What cannot be read protects nothing. */
async function isProtected(api: GithubApi, repository: string, branch: string): Promise<boolean> {
  const name = encodeURIComponent(branch)
  const shown = await api.json({ method: 'GET', path: `/repos/${repository}/branches/${name}` })
  if (shown.kind === 'found' && booleanAt(shown.value, 'protected') === true) return true
  const rules = await api.json({ method: 'GET', path: `/repos/${repository}/rules/branches/${name}` })
  return rules.kind === 'found' && (listAt(rules.value) ?? []).some((rule) => GUARDING.has(textAt(rule, 'type') ?? ''))
}
