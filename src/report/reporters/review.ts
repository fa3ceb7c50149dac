import { MAX_INLINE_COMMENTS, MAX_MARKDOWN_BYTES, MAX_SUGGESTION_LINE } from '../../model/limits.ts'
import type { LocatedEdit, Report } from '../../model/report.ts'
import type { CommentableFile, NewReviewComment } from '../../ports/forge.ts'
import { byteLength, isVisible } from '../escape.ts'
import { deletesLine, fixBlock, fixedLine, placeLink, sayMessage, sayWhy } from '../fold.ts'
import { lastLine } from '../locate.ts'
import { code, fence, join, link, type Markdown, marker, md, nothing } from '../markdown.ts'
import { type Problem, problemsOf, saidAbout } from '../problems.ts'
import type { Reporter } from '../reporter.ts'
import { SIGNS } from '../wording.ts'

/** The name of the marker that review comments start with. */
export const FINDING_MARKER = 'finding'

/** A comment to be on the pull request: where it may stand, what it says there, and what it says when it can only stand on the file. */
export interface PlannedComment {
  readonly prints: readonly string[]
  readonly comment: NewReviewComment
  readonly onFile: NewReviewComment
}

/** What a review says: at most twenty comments, worst first, and the problems that found no place in the diff. */
export interface ReviewPlan {
  readonly comments: readonly PlannedComment[]
  readonly left: readonly Problem[]
}

/** Plans the review comments for the lines and files of the diff. Notices are not worth a thread. */
export function planReview(report: Report, files: readonly CommentableFile[], configuration: string): ReviewPlan {
  // Where the merge has another text than the head, its lines are not those of the diff: such a comment stands on the file.
  const shifted = new Set(report.merge?.files ?? [])
  const byPath = new Map(files.map((file) => [file.path, shifted.has(file.path) ? { ...file, ranges: [] } : file]))
  const loud = problemsOf(report).filter((problem) => problem.state !== 'notice')
  const inDiff = loud.filter((problem) => byPath.has(problem.location.file))
  const chosen = new Set(inDiff.slice(0, MAX_INLINE_COMMENTS))
  return {
    comments: [...chosen].map((problem) => plan(report, problem, { file: byPath.get(problem.location.file), configuration })),
    left: loud.filter((problem) => !chosen.has(problem)),
  }
}

interface Site {
  readonly file: CommentableFile | undefined
  readonly configuration: string
}

function plan(report: Report, problem: Problem, { file, configuration }: Site): PlannedComment {
  const prints = [...new Set(saidAbout(problem).map((finding) => finding.fingerprint))]
  const mark = marker(FINDING_MARKER, [configuration, ...prints])
  const path = problem.location.file
  const suggested = suggestionFor(report, problem, file)
  const onFile = { path, body: bodyOf(report, problem, [mark, fileIntro(report, problem)]) }
  if (suggested !== undefined) {
    const body = bodyOf(report, problem, [mark], suggested.block)
    return { prints, onFile, comment: { path, line: suggested.line, body } }
  }
  const lines = linesWithin(file, problem)
  return { prints, onFile, comment: lines === undefined ? onFile : { path, ...lines, body: bodyOf(report, problem, [mark]) } }
}

function linesWithin(file: CommentableFile | undefined, { location }: Problem): { line: number; startLine?: number } | undefined {
  const { line } = location
  const end = lastLine(location)
  const range = file?.ranges.find(({ start, end: last }) => start <= line && line <= last)
  if (range === undefined) return undefined
  return end > line && end <= range.end ? { startLine: line, line: end } : { line }
}

function fileIntro(report: Report, problem: Problem): Markdown {
  return md`About ${placeLink(report, problem.location)}:`
}

interface Suggestion {
  readonly line: number
  readonly block: Markdown
}

// One click replaces the whole line, so there is a suggestion only where that line is known whole, is in the diff, is seen
// whole by the reader, and changes nowhere but at the edit.
function suggestionFor(report: Report, problem: Problem, file: CommentableFile | undefined): Suggestion | undefined {
  for (const { fix } of saidAbout(problem)) {
    const [edit, ...others] = fix?.edits ?? []
    if (edit === undefined || others.length > 0 || edit.file !== problem.location.file || !isCommentable(file, edit)) continue
    if (deletesLine(report, edit)) return { line: edit.line, block: fence(undefined, 'suggestion') }
    const fixed = fixedLine(report, edit)
    if (fixed === undefined || !isClickable(fixed.was) || !isClickable(fixed.line) || fixed.was === fixed.line) continue
    return { line: edit.line, block: fence(fixed.line, 'suggestion') }
  }
  return undefined
}

function isCommentable(file: CommentableFile | undefined, { line }: LocatedEdit): boolean {
  return file?.ranges.some(({ start, end }) => start <= line && line <= end) === true
}

function isClickable(line: string): boolean {
  return line.trim() !== '' && line.length <= MAX_SUGGESTION_LINE && line.split('\n').every(isVisible)
}

function bodyOf(report: Report, problem: Problem, intro: readonly Markdown[], suggestion?: Markdown): Markdown {
  const { subject } = problem
  const said = saidAbout(problem)
  const sentences = said.map(
    (finding) => md`${SIGNS[problem.state]} **${sayMessage(finding, subject)}** ${sayWhy(finding, subject)}`,
  )
  const fixes = suggestion === undefined ? said.map((finding) => fixBlock(report, finding, subject)) : [suggestion]
  const rules = join([...new Set(said.map((finding) => link(code(finding.rule), finding.docs)))], ', ')
  const whole = join([...intro, ...sentences, nearestMiss(problem), ...fixes, md`<sub>${rules}</sub>`])
  if (byteLength(whole) <= MAX_MARKDOWN_BYTES) return whole
  return join([...intro, sentences[0] ?? nothing, md`<sub>The rest is in the job summary.</sub>`])
}

// The one difference that decides: what the policy asks for, and what the best candidate has instead.
function nearestMiss({ image, state }: Problem): Markdown {
  const demand = image?.demands.find(
    ({ status, expected, got }) => status === 'refuted' && expected !== undefined && got !== undefined,
  )
  if (state !== 'blocked' || demand === undefined) return nothing
  return md`Expected ${code(demand.expected ?? '')}, found ${code(demand.got ?? '')}.`
}

/** Every file of the report as if all its lines were in the diff, for showing a review without a pull request. */
export function wholeFiles(report: Report): readonly CommentableFile[] {
  const paths = [...new Set(report.findings.map(({ file }) => file))].filter((path) => path !== '')
  return paths.map((path) => ({ path, ranges: [{ start: 1, end: Number.MAX_SAFE_INTEGER }], patchMissing: false }))
}

export const review: Reporter = {
  name: 'review',
  summary: 'Review comments on the lines, with suggestions.',
  render: (report: Report): string =>
    planReview(report, wholeFiles(report), 'preadmit')
      .comments.map(({ comment }) => `${code(`${comment.path}:${comment.line ?? 'file'}`)}\n\n${comment.body}\n`)
      .join('\n'),
}
