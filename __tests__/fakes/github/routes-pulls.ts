import type { Exchange, Reply, Route } from './exchange.ts'
import { notFound, ok, page, refuse, stringOf } from './exchange.ts'
import { listTree } from './objects.ts'
import { patchOf } from './patch.ts'
import type { PullRequest, ReviewComment } from './repository.ts'
import { account } from './repository.ts'
import { pullShape, reviewCommentShape, userShape } from './shapes.ts'

const READ = [{ scope: 'pull-requests', access: 'read' }] as const
const WRITE = [{ scope: 'pull-requests', access: 'write' }] as const
const PULL = '/repos/{owner}/{repo}/pulls/{pull_number}'
const COMMENT = '/repos/{owner}/{repo}/pulls/comments/{comment_id}'
const MAX_BODY = 65_536

/** Pull requests, their files, reviews and review comments. */
export const pullRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: PULL,
    permitted: READ,
    handle: withPull((exchange, pull) => ok(pullShape(exchange.url, exchange.repository, pull))),
  },
  {
    method: 'GET',
    template: `${PULL}/files`,
    permitted: READ,
    handle: withPull((exchange, pull) => page(exchange, filesOf(exchange, pull))),
  },
  { method: 'GET', template: `${PULL}/comments`, permitted: READ, handle: withPull(listComments) },
  { method: 'POST', template: `${PULL}/comments`, permitted: WRITE, creates: true, handle: withPull(addComment) },
  { method: 'POST', template: `${PULL}/reviews`, permitted: WRITE, creates: true, handle: withPull(addReview) },
  { method: 'PATCH', template: COMMENT, permitted: WRITE, handle: withComment(editComment) },
  { method: 'DELETE', template: COMMENT, permitted: WRITE, handle: withComment(removeComment) },
]

interface ChangedFile {
  readonly filename: string
  readonly status: string
  readonly patch?: string
}

function withPull(handle: (exchange: Exchange, pull: PullRequest) => Reply): (exchange: Exchange) => Reply {
  return (exchange) => {
    const pull = exchange.repository.pulls.get(Number(exchange.params.pull_number))
    return pull === undefined ? notFound() : handle(exchange, pull)
  }
}

function withComment(
  handle: (exchange: Exchange, pull: PullRequest, comment: ReviewComment) => Reply,
): (exchange: Exchange) => Reply {
  return (exchange) => {
    const id = Number(exchange.params.comment_id)
    for (const pull of exchange.repository.pulls.values()) {
      const comment = pull.reviewComments.find((candidate) => candidate.id === id)
      if (comment === undefined) continue
      const foreign = comment.author.login !== exchange.token.login
      return foreign ? refuse(403, 'Resource not accessible by integration') : handle(exchange, pull, comment)
    }
    return notFound()
  }
}

/** The files of a pull request between its merge base and its head, with patches, as far as GitHub lists them. */
export function filesOf(exchange: Exchange, pull: PullRequest): readonly ChangedFile[] {
  const sides = `${exchange.repository.mergeBase(pull)}...${pull.head}`
  const known = LISTED.get(pull)
  if (known?.sides === sides) return known.files
  const files = changedFiles(exchange, pull)
  LISTED.set(pull, { sides, files })
  return files
}

/** Patches are cut once per pair of commits: reviews look at them for every comment. */
const LISTED = new WeakMap<PullRequest, { readonly sides: string; readonly files: readonly ChangedFile[] }>()

function changedFiles({ url, repository, caps }: Exchange, pull: PullRequest): readonly ChangedFile[] {
  const { store } = repository
  const side = (commit: string | undefined): ReadonlyMap<string, string> => {
    const tree = commit === undefined ? undefined : store.commits.get(commit)?.tree
    const entries = tree === undefined ? [] : listTree(store, tree)
    return new Map(entries.filter((entry) => entry.mode !== '40000').map((entry) => [entry.path, entry.id]))
  }
  const [base, head] = [side(repository.mergeBase(pull)), side(pull.head)]
  const paths = [...new Set([...base.keys(), ...head.keys()])].sort()
  const files = paths.filter((path) => base.get(path) !== head.get(path)).slice(0, caps.pullFiles)
  return files.map((filename) => {
    const [before, after] = [base.get(filename), head.get(filename)]
    const [old, now] = [before, after].map((id) => store.blobs.get(id ?? '') ?? new Uint8Array())
    const binary = [old, now].some((bytes) => bytes?.includes(0))
    const patch = patchOf(Buffer.from(old ?? []).toString(), Buffer.from(now ?? []).toString())
    const shown = !binary && patch.text !== '' && patch.text.split('\n').length <= caps.patchLines
    const link = `${url}/repos/${repository.fullName}/contents/${encodeURIComponent(filename)}`
    return {
      sha: after ?? before ?? null,
      filename,
      status: before === undefined ? 'added' : after === undefined ? 'removed' : 'modified',
      additions: patch.additions,
      deletions: patch.deletions,
      changes: patch.additions + patch.deletions,
      blob_url: link,
      raw_url: link,
      contents_url: link,
      ...(shown ? { patch: patch.text } : {}),
    }
  })
}

function listComments(exchange: Exchange, pull: PullRequest): Reply {
  const { url, repository } = exchange
  return page(
    exchange,
    pull.reviewComments.map((comment) => reviewCommentShape(url, repository, pull, comment)),
  )
}

function addComment(exchange: Exchange, pull: PullRequest): Reply {
  const problem = anchorProblem(exchange, pull, exchange.body)
  if (problem !== undefined) return unprocessable(problem)
  const comment = stored(exchange, pull, exchange.body)
  return { status: 201, json: reviewCommentShape(exchange.url, exchange.repository, pull, comment) }
}

/** All or nothing: one comment that cannot be placed refuses the whole review, without saying which one. */
function addReview(exchange: Exchange, pull: PullRequest): Reply {
  const { body, url } = exchange
  const comments = (body.comments ?? []) as readonly Record<string, unknown>[]
  const text = stringOf(body.body)
  if (body.event === 'COMMENT' && text === '' && comments.length === 0) return unprocessable('body cannot be blank')
  if (text.length > MAX_BODY) return unprocessable(TOO_LONG)
  for (const comment of comments) {
    const problem = anchorProblem(exchange, pull, { ...comment, commit_id: body.commit_id })
    if (problem !== undefined) return unprocessable(problem)
  }
  const author = account(exchange.token.login)
  const review = { id: exchange.repository.nextId(), author, body: text, commit: stringOf(body.commit_id) }
  pull.reviews.push(review)
  for (const comment of comments) stored(exchange, pull, { ...comment, commit_id: body.commit_id })
  const link = `${url}/repos/${exchange.repository.fullName}/pulls/${pull.number}/reviews/${review.id}`
  const links = { html_url: link, pull_request_url: link, _links: { html: { href: link }, pull_request: { href: link } } }
  const shape = { id: review.id, node_id: `PRR_${review.id}`, user: userShape(url, author), body: text, state: 'COMMENTED' }
  return ok({ ...shape, ...links, commit_id: review.commit, author_association: 'NONE' })
}

const TOO_LONG = 'Body is too long (maximum is 65536 characters)'
const NOT_IN_DIFF =
  "Pull request review thread line must be part of the diff, Pull request review thread start line must be part of the same hunk as the line., and Pull request review thread diff hunk can't be blank"

function anchorProblem(exchange: Exchange, pull: PullRequest, comment: Readonly<Record<string, unknown>>): string | undefined {
  if (stringOf(comment.body).length > MAX_BODY) return TOO_LONG
  if (comment.commit_id !== pull.head) return 'commit_id is not part of the pull request'
  const file = filesOf(exchange, pull).find((candidate) => candidate.filename === comment.path)
  if (file === undefined) return 'Path could not be resolved'
  if (comment.subject_type === 'file') return undefined
  const line = Number(comment.line)
  const first = comment.start_line === undefined ? line : Number(comment.start_line)
  if (comment.start_line !== undefined && first >= line) return 'start line must precede the end line'
  const inOneHunk = hunksOf(file.patch ?? '').some((hunk) => hunk.start <= first && line <= hunk.end)
  return inOneHunk && comment.side === 'RIGHT' ? undefined : NOT_IN_DIFF
}

function hunksOf(patch: string): readonly { readonly start: number; readonly end: number }[] {
  return [...patch.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)].map((match) => {
    const [start, count] = [Number(match[1]), Number(match[2] ?? 1)]
    return { start, end: start + count - 1 }
  })
}

function stored(exchange: Exchange, pull: PullRequest, body: Readonly<Record<string, unknown>>): ReviewComment {
  const line = body.line === undefined ? {} : { line: Number(body.line) }
  const startLine = body.start_line === undefined ? {} : { startLine: Number(body.start_line) }
  const comment: ReviewComment = {
    id: exchange.repository.nextId(),
    path: stringOf(body.path),
    ...line,
    ...startLine,
    side: 'RIGHT',
    commit: stringOf(body.commit_id),
    author: account(exchange.token.login),
    body: stringOf(body.body),
  }
  pull.reviewComments.push(comment)
  return comment
}

function editComment(exchange: Exchange, pull: PullRequest, comment: ReviewComment): Reply {
  const body = stringOf(exchange.body.body)
  if (body.length > MAX_BODY) return unprocessable(TOO_LONG)
  comment.body = body
  return ok(reviewCommentShape(exchange.url, exchange.repository, pull, comment))
}

function removeComment(_: Exchange, pull: PullRequest, comment: ReviewComment): Reply {
  pull.reviewComments.splice(pull.reviewComments.indexOf(comment), 1)
  return { status: 204 }
}

function unprocessable(message: string): Reply {
  return refuse(422, 'Validation Failed', [message])
}
