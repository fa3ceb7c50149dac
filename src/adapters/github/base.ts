import type { Answer } from '../../model/answer.ts'
import { absent, found, unknown } from '../../model/answer.ts'
import type { GithubApi } from './api.ts'
import type { CommitTree } from './commits.ts'
import { branchTip, commitTree, mergeBase, repositoryDefaultBranch } from './commits.ts'
import type { GithubEvent } from './event.ts'
import { booleanAt, listAt, textAt } from './json.ts'

/** The default branch, from the event where it says so. */
export function defaultBranchOf(api: GithubApi, event: GithubEvent): Promise<Answer<string>> {
  if (event.defaultBranch !== undefined) return Promise.resolve(found(event.defaultBranch))
  return repositoryDefaultBranch(api, `${event.owner}/${event.repo}`)
}

/**
 * What the change is compared with; absent means that everything is new, as for a branch without history or a base that a
 * force-push threw away. A pull request into a branch that nobody protects is compared with the default branch: a verdict stays on
 * the head commit, and would otherwise be carried from a base that its author wrote to one that he did not.
 */
export async function baseCommit(api: GithubApi, event: GithubEvent): Promise<Answer<CommitTree>> {
  const repository = `${event.owner}/${event.repo}`
  if (event.base.kind === 'none') return absent
  if (event.base.kind === 'exact') return commitTree(api, repository, event.base.commit)
  const branch = await defaultBranchOf(api, event)
  if (branch.kind !== 'found') return branch
  const into = event.pullRequest?.baseRef ?? branch.value
  if (event.base.kind === 'merge-base' && (into === branch.value || (await isProtected(api, repository, into))))
    return mergeBase(api, repository, event.base.of, event.head)
  const tip = await branchTip(api, repository, branch.value)
  if (tip.kind === 'absent') return unknown('unresolved', branch.value, 'the default branch has no commit')
  if (tip.kind !== 'found') return tip
  return tip.value === event.head ? absent : mergeBase(api, repository, tip.value, event.head)
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
