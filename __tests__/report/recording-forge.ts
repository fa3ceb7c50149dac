import { type Answer, found, type ProblemKind, unknown } from '../../src/model/answer.ts'
import type { CommentableFile, Forge, NewReviewComment, OwnComment } from '../../src/ports/forge.ts'

/** A refusal that a channel can give. */
export function refusal(kind: ProblemKind): Extract<Answer<never>, { kind: 'unknown' }> {
  return unknown(kind, 'the API', `it said ${kind}`)
}

/** What a recording forge starts with. `refuse` answers a call with something else than success: by call, e.g. `reviews.submit`. */
export interface ForgeSetup {
  readonly files?: readonly CommentableFile[]
  readonly reviewComments?: readonly OwnComment[]
  readonly comments?: readonly OwnComment[]
  readonly refuse?: (call: string, argument: unknown) => Answer<never> | undefined
}

/** A forge that remembers what it was told, in order, each call as `channel.method` with its arguments. */
export interface RecordingForge {
  readonly forge: Required<Forge>
  readonly calls: readonly { readonly call: string; readonly args: readonly unknown[] }[]
  readonly log: readonly string[]
  readonly summaries: readonly string[]
  readonly posted: readonly NewReviewComment[]
}

/** A forge with every channel. */
export function recordingForge({
  files = [],
  reviewComments = [],
  comments = [],
  refuse = () => undefined,
}: ForgeSetup = {}): RecordingForge {
  const calls: { call: string; args: readonly unknown[] }[] = []
  const log: string[] = []
  const summaries: string[] = []
  const posted: NewReviewComment[] = []
  async function answer<T>(call: string, args: readonly unknown[], value: T, then = () => {}): Promise<Answer<T>> {
    calls.push({ call, args })
    const refused = refuse(call, args.at(-1))
    if (refused !== undefined) return refused
    then()
    return found(value)
  }
  const done = true as const
  const forge: Required<Forge> = {
    checks: {
      start: (name, output) => answer('checks.start', [name, output], 7),
      annotate: (id, output, annotations) => answer('checks.annotate', [id, output, annotations], done),
      finish: (id, conclusion, output) => answer('checks.finish', [id, conclusion, output], done),
    },
    reviews: {
      commentable: () => answer('reviews.commentable', [], files),
      own: () => answer('reviews.own', [], reviewComments),
      submit: (body, list) => answer('reviews.submit', [body, list], done, () => posted.push(...list)),
      comment: (comment) => answer('reviews.comment', [comment], done, () => posted.push(comment)),
      edit: (id, body) => answer('reviews.edit', [id, body], done),
      remove: (id) => answer('reviews.remove', [id], done),
    },
    conversation: {
      own: () => answer('conversation.own', [], comments),
      create: (body) => answer('conversation.create', [body], done),
      edit: (id, body) => answer('conversation.edit', [id, body], done),
    },
    runner: {
      command: (text) => {
        log.push(text)
      },
      summary: (text) => answer('runner.summary', [text], done, () => summaries.push(text)),
    },
  }
  return { forge, calls, log, summaries, posted }
}
