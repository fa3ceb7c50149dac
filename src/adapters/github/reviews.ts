import type { Answer } from '../../model/answer.ts'
import { found } from '../../model/answer.ts'
import type { CommentableFile, NewReviewComment, OwnComment, Reviews } from '../../ports/forge.ts'
import type { GithubApi } from './api.ts'
import { newSideRanges } from './hunks.ts'
import type { Json } from './json.ts'
import { integerAt, textAt } from './json.ts'
import type { IsOwn } from './viewer.ts'
import { done } from './written.ts'

/** Which pull request is reviewed, and who this token is. */
export interface ReviewsOptions {
  readonly api: GithubApi
  readonly repository: string
  readonly pullRequest: number
  readonly head: string
  readonly isOwn: () => Promise<IsOwn>
}

/** Reviews of one pull request, always as a comment: a bot's request for changes would stick until somebody dismisses it. */
export function createReviews(options: ReviewsOptions): Reviews {
  const { api, repository, pullRequest, head } = options
  const pull = `/repos/${repository}/pulls/${pullRequest}`
  const byId = (id: number): string => `/repos/${repository}/pulls/comments/${id}`
  return {
    commentable: async () => {
      const files = await api.pages(`${pull}/files`)
      return files.kind === 'found' ? found(files.value.flatMap(commentableFile)) : refusedList(files)
    },
    own: async () => {
      const comments = await api.pages(`${pull}/comments`)
      if (comments.kind !== 'found') return refusedList(comments)
      const isOwn = comments.value.length === 0 ? () => false : await options.isOwn()
      return found(comments.value.filter(isOwn).flatMap((comment) => ownReviewComment(comment, comments.value, isOwn)))
    },
    submit: async (body, comments) => {
      const review = { commit_id: head, event: 'COMMENT', body, comments: comments.map((comment) => anchored(comment)) }
      return done(await api.send({ method: 'POST', path: `${pull}/reviews`, body: review }), 'the review')
    },
    comment: async (comment) => {
      const anchor =
        comment.line === undefined ? { subject_type: 'file', path: comment.path, body: comment.body } : anchored(comment)
      const body = { commit_id: head, ...anchor }
      return done(await api.send({ method: 'POST', path: `${pull}/comments`, body }), 'the review comment')
    },
    edit: async (id, body) =>
      done(await api.send({ method: 'PATCH', path: byId(id), body: { body }, repeatable: true }), 'the review comment'),
    remove: async (id) => {
      const answer = await api.send({ method: 'DELETE', path: byId(id), repeatable: true })
      return answer.kind === 'absent' ? found(true) : done(answer, 'the review comment')
    },
  }
}

/** A list under a pull request that is not found is a refusal: the pull request itself exists. */
export function refusedList(answer: Exclude<Answer<unknown>, { kind: 'found' }>): Exclude<Answer<never>, { kind: 'found' }> {
  const refused = done(answer, 'the pull request')
  return refused.kind === 'found' ? answer : refused
}

function anchored(comment: NewReviewComment): { readonly [key: string]: Json } {
  const line = comment.line === undefined ? {} : { line: comment.line, side: 'RIGHT' }
  const isRange = comment.line !== undefined && comment.startLine !== undefined && comment.startLine < comment.line
  const range = isRange ? { start_line: comment.startLine ?? 1, start_side: 'RIGHT' } : {}
  return { path: comment.path, body: comment.body, ...line, ...range }
}

function commentableFile(file: Json): readonly CommentableFile[] {
  const path = textAt(file, 'filename')
  if (path === undefined || textAt(file, 'status') === 'removed') return []
  const patch = textAt(file, 'patch')
  return [{ path, ranges: patch === undefined ? [] : newSideRanges(patch), patchMissing: patch === undefined }]
}

function ownReviewComment(comment: Json, all: readonly Json[], isOwn: IsOwn): readonly OwnComment[] {
  const id = integerAt(comment, 'id')
  if (id === undefined) return []
  const answered = all.some((other) => integerAt(other, 'in_reply_to_id') === id && !isOwn(other))
  const [path, line] = [textAt(comment, 'path'), integerAt(comment, 'line')]
  const place = { ...(path === undefined ? {} : { path }), ...(line === undefined ? {} : { line }) }
  return [{ id, body: textAt(comment, 'body') ?? '', answered, ...place }]
}
