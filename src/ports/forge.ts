import type { Answer } from '../model/answer.ts'

/** A GitHub check-run annotation. Columns only when start and end line are equal. */
export interface CheckAnnotation {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly startColumn?: number
  readonly endColumn?: number
  readonly level: 'failure' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
}

/** What a check run shows. */
export interface CheckOutput {
  readonly title: string
  readonly summary: string
  readonly text?: string
}

/** The conclusions that this product uses. The others count as passing on GitHub. */
export type CheckConclusion = 'success' | 'failure' | 'action_required'

/** Check runs on the head commit. */
export interface Checks {
  /** Creates the run `in_progress`; its id. */
  start(name: string, output: CheckOutput): Promise<Answer<number>>
  /** Adds at most 50 annotations. */
  annotate(id: number, output: CheckOutput, annotations: readonly CheckAnnotation[]): Promise<Answer<true>>
  /** Completes the run. */
  finish(id: number, conclusion: CheckConclusion, output: CheckOutput): Promise<Answer<true>>
}

/** Lines of the head side on which a review comment may stand, per file; `whole` is true for files whose patch GitHub left out. */
export interface CommentableFile {
  readonly path: string
  readonly ranges: readonly { readonly start: number; readonly end: number }[]
  readonly patchMissing: boolean
}

/** A review comment or issue comment that this product wrote earlier (author checked by the adapter). */
export interface OwnComment {
  readonly id: number
  readonly body: string
  readonly path?: string
  readonly line?: number
  readonly answered: boolean
}

/** A review comment to write. Without `line` it stands on the file. */
export interface NewReviewComment {
  readonly path: string
  readonly line?: number
  readonly startLine?: number
  readonly body: string
}

/** Reviews of the pull request. Only own comments are ever listed, edited or removed. */
export interface Reviews {
  commentable(): Promise<Answer<readonly CommentableFile[]>>
  own(): Promise<Answer<readonly OwnComment[]>>
  /** One review with comments on lines. */
  submit(body: string, comments: readonly NewReviewComment[]): Promise<Answer<true>>
  /** One comment by itself, on a line or on the file. */
  comment(comment: NewReviewComment): Promise<Answer<true>>
  edit(id: number, body: string): Promise<Answer<true>>
  remove(id: number): Promise<Answer<true>>
}

/** The conversation of the pull request. Only own comments are ever listed or edited. */
export interface Conversation {
  own(): Promise<Answer<readonly OwnComment[]>>
  create(body: string): Promise<Answer<true>>
  edit(id: number, body: string): Promise<Answer<true>>
}

/** What the runner of a workflow offers. */
export interface Runner {
  /** Writes one line to the log that the runner parses: already escaped command text. */
  command(text: string): void
  /** Appends to the job summary; refused past the runner's limit. */
  summary(markdown: string): Promise<Answer<true>>
}

/** All ways to tell people. A channel that this run does not have is undefined. */
export interface Forge {
  readonly checks?: Checks
  readonly reviews?: Reviews
  readonly conversation?: Conversation
  readonly runner?: Runner
}
