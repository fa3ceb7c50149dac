import type { Answer } from '../../model/answer.ts'
import { MAX_STALE_COMMENTS } from '../../model/limits.ts'
import type { Report } from '../../model/report.ts'
import type { CommentableFile, Forge, OwnComment, Reviews } from '../../ports/forge.ts'
import { code, join, type Markdown, marker, markerFields, md, nothing, prose } from '../markdown.ts'
import { type Problem, problemsOf, saidAbout } from '../problems.ts'
import { FINDING_MARKER, type PlannedComment, planReview } from '../reporters/review.ts'
import { plural, SIGNS, title } from '../wording.ts'
import { type Delivery, delivered, refused, skipped, whyNot } from './delivery.ts'

const CHANNEL = 'review'

/**
 * Brings the review comments of this configuration up to date: new problems get a comment, persisting ones keep theirs, settled ones
 * are removed, or edited where somebody answered. Never resolves a thread, never requests changes.
 */
export async function deliverReview(report: Report, { reviews }: Forge, configuration: string): Promise<Delivery> {
  if (reviews === undefined) return skipped(CHANNEL, 'this run belongs to no pull request')
  const loud = problemsOf(report).filter((problem) => problem.state !== 'notice')
  const own = await reviews.own()
  // Without knowing what was said before, everything would be said twice.
  if (own.kind !== 'found') return loud.length === 0 ? skipped(CHANNEL, 'nothing to say') : refused(CHANNEL, own)
  const commentable: Answer<readonly CommentableFile[]> =
    loud.length === 0 ? { kind: 'found', value: [] } : await reviews.commentable()
  if (commentable.kind !== 'found') return refused(CHANNEL, commentable)
  const plan = planReview(report, commentable.value, configuration)
  const mine = threadsOf(own.value, configuration)
  const fresh = plan.comments.filter((planned) => threadFor(planned, mine) === undefined)
  const lost = await post(reviews, reviewBody(report, plan.left.length), fresh)
  const edited = await refresh(reviews, plan.comments, mine)
  const settled = await settle(reviews, report, staleAmong(mine, loud, report))
  const said = `${fresh.length - lost.comments.length} new, ${edited} edited, ${settled} settled, ${plan.left.length} elsewhere`
  const placed = new Set(plan.comments.filter((one) => !lost.comments.includes(one)).flatMap(({ prints }) => prints))
  if (lost.comments.length === 0) return { ...delivered(CHANNEL, said), placed }
  return {
    channel: CHANNEL,
    status: 'refused',
    detail: `${plural(lost.comments.length, 'comment')} refused: ${lost.why}`,
    placed,
  }
}

interface Thread {
  readonly comment: OwnComment
  readonly prints: readonly string[]
}

interface Lost {
  readonly comments: readonly PlannedComment[]
  readonly why: string
  readonly hopeless: boolean
}

const NONE_LOST: Lost = { comments: [], why: '', hopeless: false }

function threadsOf(own: readonly OwnComment[], configuration: string): readonly Thread[] {
  return own.flatMap((comment) => {
    const [owner, ...prints] = markerFields(comment.body, FINDING_MARKER) ?? []
    return owner === configuration ? [{ comment, prints }] : []
  })
}

function threadFor({ prints }: PlannedComment, threads: readonly Thread[]): Thread | undefined {
  return threads.find((thread) => thread.prints.some((print) => prints.includes(print)))
}

async function post(reviews: Reviews, body: Markdown, comments: readonly PlannedComment[]): Promise<Lost> {
  const onLines = comments.filter(({ comment }) => comment.line !== undefined)
  const onFiles = comments.filter(({ comment }) => comment.line === undefined)
  const lost = onLines.length === 0 ? NONE_LOST : await postLines(reviews, body, onLines)
  return lost.hopeless ? { ...lost, comments: [...lost.comments, ...onFiles] } : both(lost, await postFiles(reviews, onFiles))
}

// A review is taken whole or refused whole, without naming the comment that is at fault: halves find it, and it goes to the file.
async function postLines(reviews: Reviews, body: Markdown, comments: readonly PlannedComment[]): Promise<Lost> {
  const answer = await reviews.submit(
    body,
    comments.map(({ comment }) => comment),
  )
  if (answer.kind === 'found') return NONE_LOST
  if (!isAboutContent(answer)) return { comments, why: whyNot(answer), hopeless: true }
  if (comments.length === 1) return postFiles(reviews, comments)
  const middle = Math.ceil(comments.length / 2)
  const first = await postLines(reviews, body, comments.slice(0, middle))
  const second = comments.slice(middle)
  return first.hopeless
    ? { ...first, comments: [...first.comments, ...second] }
    : both(first, await postLines(reviews, body, second))
}

async function postFiles(reviews: Reviews, comments: readonly PlannedComment[]): Promise<Lost> {
  const lost: PlannedComment[] = []
  let why = ''
  for (const [at, planned] of comments.entries()) {
    const answer = await reviews.comment(planned.onFile)
    if (answer.kind === 'found') continue
    why = whyNot(answer)
    if (!isAboutContent(answer)) return { comments: [...lost, ...comments.slice(at)], why, hopeless: true }
    lost.push(planned)
  }
  return { comments: lost, why, hopeless: false }
}

function both(a: Lost, b: Lost): Lost {
  return { comments: [...a.comments, ...b.comments], why: a.why === '' ? b.why : a.why, hopeless: b.hopeless }
}

// A refusal for want of permission or capacity holds for every comment; and after a timeout a second try might say it twice.
function isAboutContent(answer: Exclude<Answer<true>, { kind: 'found' }>): boolean {
  return answer.kind === 'absent' || ['malformed', 'unsupported', 'too-large', 'too-many'].includes(answer.problem.kind)
}

async function refresh(reviews: Reviews, planned: readonly PlannedComment[], threads: readonly Thread[]): Promise<number> {
  let edited = 0
  for (const one of planned) {
    const thread = threadFor(one, threads)
    if (thread === undefined || [one.comment.body, one.onFile.body].includes(thread.comment.body)) continue
    const body = thread.comment.line === undefined ? one.onFile.body : one.comment.body
    if ((await reviews.edit(thread.comment.id, body)).kind === 'found') edited++
  }
  return edited
}

// A run that could not look proves nothing settled.
function staleAmong(threads: readonly Thread[], loud: readonly Problem[], { verdict }: Report): readonly Thread[] {
  if (verdict !== 'passed' && verdict !== 'blocked') return []
  const current = new Set(loud.flatMap((problem) => saidAbout(problem).map((finding) => finding.fingerprint)))
  return threads.filter(({ prints }) => !prints.some((print) => current.has(print))).slice(0, MAX_STALE_COMMENTS)
}

async function settle(reviews: Reviews, report: Report, threads: readonly Thread[]): Promise<number> {
  let settled = 0
  for (const { comment, prints } of threads) {
    const mark = marker('settled', prints)
    const text = join([mark, md`${SIGNS.passed} What was said here no longer applies as of ${code(report.head.slice(0, 12))}.`])
    const answer = comment.answered ? await reviews.edit(comment.id, text) : await reviews.remove(comment.id)
    if (answer.kind === 'found') settled++
  }
  return settled
}

function reviewBody(report: Report, left: number): Markdown {
  const elsewhere =
    left === 0
      ? nothing
      : prose(`${plural(left, 'more problem')} on lines outside this diff, or beyond the worst: see the job summary.`)
  return join([md`${prose(title(report))}.`, elsewhere], ' ')
}
