import { found } from '../../model/answer.ts'
import type { Conversation, OwnComment } from '../../ports/forge.ts'
import { integerAt, textAt } from './json.ts'
import type { ReviewsOptions } from './reviews.ts'
import { refusedList } from './reviews.ts'
import { done } from './written.ts'

/** Comments below one pull request, own ones only. */
export function createConversation(options: Omit<ReviewsOptions, 'head'>): Conversation {
  const { api, repository, pullRequest } = options
  const list = `/repos/${repository}/issues/${pullRequest}/comments`
  return {
    own: async () => {
      const comments = await api.pages(list)
      if (comments.kind !== 'found') return refusedList(comments)
      const isOwn = comments.value.length === 0 ? () => false : await options.isOwn()
      return found(
        comments.value.filter(isOwn).flatMap((comment): readonly OwnComment[] => {
          const id = integerAt(comment, 'id')
          return id === undefined ? [] : [{ id, body: textAt(comment, 'body') ?? '', answered: false }]
        }),
      )
    },
    create: async (body) => done(await api.send({ method: 'POST', path: list, body: { body } }), 'the comment'),
    edit: async (id, body) => {
      const path = `/repos/${repository}/issues/comments/${id}`
      return done(await api.send({ method: 'PATCH', path, body: { body }, repeatable: true }), 'the comment')
    },
  }
}
