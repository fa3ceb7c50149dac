import type { Report } from '../../model/report.ts'
import type { Conversation, Forge, OwnComment } from '../../ports/forge.ts'
import { summaryComment, summaryWrittenAt } from '../reporters/comment.ts'
import { type Delivery, delivered, refused, skipped } from './delivery.ts'

/** When there is to be a summary comment. */
export type SummaryChoice = 'always' | 'on-failure' | 'never'

const CHANNEL = 'comment'

/**
 * Writes the summary comment: one per pull request and configuration, edited in place. On a run that passes it is only written when
 * asked for, or when an earlier comment has to be turned green. A comment of a run that started later is left alone.
 */
export async function deliverComment(
  report: Report,
  { conversation }: Forge,
  { choice, configuration }: { readonly choice: SummaryChoice; readonly configuration: string },
): Promise<Delivery> {
  if (choice === 'never') return skipped(CHANNEL, 'not asked for')
  if (conversation === undefined) return skipped(CHANNEL, 'this run belongs to no pull request')
  const wanted = choice === 'always' || report.verdict !== 'passed'
  const own = await conversation.own()
  if (own.kind !== 'found') return wanted ? refused(CHANNEL, own) : skipped(CHANNEL, 'nothing to say')
  const earlier = latest(own.value, configuration)
  const body = summaryComment(report, configuration)
  if (earlier === undefined) return wanted ? create(conversation, body) : skipped(CHANNEL, 'nothing to say')
  if (earlier.writtenAt > Date.parse(report.startedAt)) return skipped(CHANNEL, 'a newer run has written it')
  const edited = await conversation.edit(earlier.comment.id, body)
  if (edited.kind === 'found') return delivered(CHANNEL, 'edited')
  return edited.kind === 'absent' && wanted ? create(conversation, body) : refused(CHANNEL, edited)
}

async function create(conversation: Conversation, body: string): Promise<Delivery> {
  const created = await conversation.create(body)
  return created.kind === 'found' ? delivered(CHANNEL, 'created') : refused(CHANNEL, created)
}

function latest(own: readonly OwnComment[], configuration: string): { comment: OwnComment; writtenAt: number } | undefined {
  return own
    .flatMap((comment) => {
      const writtenAt = summaryWrittenAt(comment.body, configuration)
      return writtenAt === undefined ? [] : [{ comment, writtenAt }]
    })
    .sort((a, b) => a.comment.id - b.comment.id)
    .at(-1)
}
