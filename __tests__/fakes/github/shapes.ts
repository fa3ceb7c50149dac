import type { Account, CheckRun, IssueComment, PullRequest, Repository, ReviewComment } from './repository.ts'

/** A JSON object of a reply. */
export type Shape = Readonly<Record<string, unknown>>

const TIME = '2026-01-01T00:00:00Z'

/** GitHub's `simple-user`. */
export function userShape(url: string, { login, id, type }: Account): Shape {
  const api = `${url}/users/${encodeURIComponent(login)}`
  const links = [
    'followers',
    'following',
    'gists',
    'starred',
    'subscriptions',
    'organizations',
    'repos',
    'events',
    'received_events',
  ]
  const urls = Object.fromEntries(links.map((link) => [`${link}_url`, `${api}/${link}`]))
  return {
    login,
    id,
    node_id: `U_${id}`,
    avatar_url: `${api}/avatar`,
    gravatar_id: '',
    url: api,
    html_url: `${api}/page`,
    ...urls,
    type,
    site_admin: false,
  }
}

/** A commit of the git database, with its tree. */
export function gitCommitShape(url: string, repository: Repository, id: string): Shape {
  const commit = repository.store.commits.get(id)
  const api = `${url}/repos/${repository.fullName}/git`
  const who = { name: 'Sample Author', email: 'author@example.com', date: TIME }
  return {
    sha: id,
    node_id: `C_${id}`,
    url: `${api}/commits/${id}`,
    html_url: `${api}/commits/${id}`,
    author: who,
    committer: who,
    message: commit?.message ?? '',
    tree: { sha: commit?.tree ?? '', url: `${api}/trees/${commit?.tree ?? ''}` },
    parents: (commit?.parents ?? []).map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${api}/commits/${parent}`,
    })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  }
}

/** A commit of a repository, as comparisons and branches show it. */
export function commitShape(url: string, repository: Repository, id: string): Shape {
  const git = gitCommitShape(url, repository, id)
  const api = `${url}/repos/${repository.fullName}/commits/${id}`
  const commit = {
    author: git.author,
    committer: git.committer,
    message: git.message,
    tree: git.tree,
    url: git.url,
    comment_count: 0,
  }
  return {
    url: api,
    sha: id,
    node_id: `C_${id}`,
    html_url: api,
    comments_url: `${api}/comments`,
    commit,
    author: null,
    committer: null,
    parents: git.parents,
  }
}

/** A pull request with the fields that are read; far from all that GitHub sends. */
export function pullShape(url: string, repository: Repository, pull: PullRequest): Shape {
  const owner = { login: repository.fullName.split('/')[0] }
  const base = { id: 1, full_name: repository.fullName, fork: false, default_branch: repository.defaultBranch, owner }
  const head =
    pull.headRepository === null
      ? null
      : { id: 2, full_name: pull.headRepository, fork: pull.headRepository !== repository.fullName }
  return {
    number: pull.number,
    state: 'open',
    draft: false,
    title: pull.title,
    url: `${url}/repos/${repository.fullName}/pulls/${pull.number}`,
    user: userShape(url, pull.author),
    head: { ref: pull.headRef, sha: pull.head, repo: head },
    base: { ref: pull.baseRef, sha: repository.branches.get(pull.baseRef) ?? '', repo: base },
    author_association: 'CONTRIBUTOR',
  }
}

/** A check run; annotations only as their count. */
export function checkRunShape(url: string, repository: Repository, run: CheckRun): Shape {
  const api = `${url}/repos/${repository.fullName}/check-runs/${run.id}`
  return {
    id: run.id,
    name: run.name,
    node_id: `CR_${run.id}`,
    head_sha: run.headSha,
    external_id: run.externalId,
    url: api,
    html_url: `${api}/page`,
    details_url: run.detailsUrl || api,
    status: run.status,
    conclusion: run.conclusion,
    started_at: TIME,
    completed_at: run.status === 'completed' ? TIME : null,
    output: { ...run.output, annotations_count: run.annotations.length, annotations_url: `${api}/annotations` },
    check_suite: { id: 1 },
    app: null,
    pull_requests: [],
  }
}

/** A review comment. */
export function reviewCommentShape(url: string, repository: Repository, pull: PullRequest, comment: ReviewComment): Shape {
  const api = `${url}/repos/${repository.fullName}/pulls/comments/${comment.id}`
  const href = { href: api }
  return {
    id: comment.id,
    node_id: `RC_${comment.id}`,
    url: api,
    html_url: `${api}/page`,
    pull_request_url: `${url}/repos/${repository.fullName}/pulls/${pull.number}`,
    _links: { self: href, html: href, pull_request: href },
    diff_hunk: '@@',
    path: comment.path,
    commit_id: pull.head,
    original_commit_id: comment.commit,
    pull_request_review_id: null,
    ...(comment.line === undefined ? { subject_type: 'file' } : { line: comment.line, side: comment.side, subject_type: 'line' }),
    ...(comment.startLine === undefined ? {} : { start_line: comment.startLine, start_side: 'RIGHT' }),
    ...(comment.inReplyTo === undefined ? {} : { in_reply_to_id: comment.inReplyTo }),
    body: comment.body,
    user: userShape(url, comment.author),
    author_association: 'NONE',
    created_at: TIME,
    updated_at: TIME,
  }
}

/** A comment below a pull request. */
export function issueCommentShape(url: string, repository: Repository, pull: PullRequest, comment: IssueComment): Shape {
  const api = `${url}/repos/${repository.fullName}/issues/comments/${comment.id}`
  return {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    url: api,
    html_url: `${api}/page`,
    issue_url: `${url}/repos/${repository.fullName}/issues/${pull.number}`,
    body: comment.body,
    user: userShape(url, comment.author),
    author_association: 'NONE',
    created_at: TIME,
    updated_at: TIME,
  }
}
