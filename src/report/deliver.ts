import { MAX_ANNOTATIONS, MAX_COMMANDS_PER_LEVEL, MAX_LOG_LINES } from '../model/limits.ts'
import type { Report } from '../model/report.ts'
import type { Forge } from '../ports/forge.ts'
import { annotateCheck, finishCheck, type OpenedCheck, openCheck } from './deliver/check.ts'
import { deliverComment, type SummaryChoice } from './deliver/comment.ts'
import { attempt, type Delivery, delivered, refused, skipped } from './deliver/delivery.ts'
import { deliverReview } from './deliver/review.ts'
import { command, logLine } from './escape.ts'
import { problemsOf } from './problems.ts'
import { fingerprint } from './report.ts'
import { annotationCommands } from './reporters/annotations.ts'
import { jobSummary } from './reporters/summary.ts'
import { text } from './reporters/text.ts'

export { abandonCheck, type OpenedCheck, openCheck } from './deliver/check.ts'
export type { Delivery } from './deliver/delivery.ts'

/**
 * How a report is to be delivered. `checkRun`: the check run's name, empty for none. `check`: the run that `openCheck` opened before
 * verification. `shard`: which part of the files this run looks at, so that runs over other parts leave its comments alone.
 * `superseded`: the head of the change moved on, so nothing is written to the pull request and the check never passes.
 */
export interface DeliveryOptions {
  readonly checkRun: string
  readonly review: boolean
  readonly summaryComment: SummaryChoice
  readonly check?: OpenedCheck
  readonly shard?: string
  readonly superseded?: boolean
}

/**
 * Tells everybody: log, review, comment, check run, job summary and annotations, the check's conclusion last. A refused channel costs one
 * notice and hands its findings to the annotations and the job summary. Never throws, never changes the verdict, never loses a finding.
 */
export async function deliver(report: Report, forge: Forge, options: DeliveryOptions): Promise<readonly Delivery[]> {
  const configuration = fingerprint([options.checkRun, options.shard ?? '']).slice(0, 8)
  const superseded = options.superseded === true
  const check = options.check ?? (await openCheck(forge, options.checkRun))
  const review = await attempt('review', () =>
    options.review ? whenCurrent('review', superseded, () => deliverReview(report, forge, configuration)) : notAsked('review'),
  )
  // After the review: what stands on a line is not said there a second time. What the review could not place is.
  const annotated = await attempt('check-run', () => annotateCheck(report, forge, check, review.placed))
  const comment = await attempt('comment', () =>
    whenCurrent('comment', superseded, () => deliverComment(report, forge, { choice: options.summaryComment, configuration })),
  )
  const summary = await attempt('summary', () => deliverSummary(report, forge))
  const log = await attempt('log', () => writeLog(report, forge))
  const told = [annotated, review, comment, summary, log]
  const annotations = await attempt('annotations', () => deliverAnnotations(report, forge, told))
  const finished = await attempt('check-run', () => finishCheck(report, forge, { check, superseded, annotated }))
  return [finished, review, comment, summary, log, annotations]
}

async function whenCurrent(channel: string, superseded: boolean, write: () => Promise<Delivery>): Promise<Delivery> {
  return superseded ? skipped(channel, 'the change moved on: the newer run writes it') : write()
}

async function notAsked(channel: string): Promise<Delivery> {
  return skipped(channel, 'not asked for')
}

async function deliverSummary(report: Report, { runner }: Forge): Promise<Delivery> {
  if (runner === undefined) return skipped('summary', 'this run has no job summary')
  const answer = await runner.summary(jobSummary(report))
  return answer.kind === 'found' ? delivered('summary', 'written') : refused('summary', answer)
}

// Whoever opens the log of a failed job finds there what failed, whatever else could be written.
async function writeLog(report: Report, { runner }: Forge): Promise<Delivery> {
  if (runner === undefined || problemsOf(report).length === 0) return skipped('log', 'nothing to say')
  const lines = text.render(report, { quiet: true }).trimEnd().split('\n')
  for (const line of lines.slice(0, MAX_LOG_LINES)) runner.command(logLine(line))
  const more = lines.length - MAX_LOG_LINES
  if (more > 0) runner.command(logLine(`… and ${more} more lines: the job summary and the report file have everything.`))
  return delivered('log', 'written')
}

// When the check run shows every annotation, repeating them as commands would show each line twice. When the summary is lost,
// the log is the last place that holds everything, so that nothing is left out of it.
async function deliverAnnotations(report: Report, { runner }: Forge, told: readonly Delivery[]): Promise<Delivery> {
  if (runner === undefined) return skipped('annotations', 'this run has no log that is parsed')
  const [annotated, review, , summary] = told
  for (const { channel, detail } of told.filter(({ status }) => status === 'refused')) {
    runner.command(
      command('notice', { title: `Preadmit ${channel}` }, [
        `The ${channel} could not be written: ${detail}`,
        'The verdict is not affected. The findings are in the annotations and the job summary.',
      ]),
    )
  }
  const everything = summary?.status !== 'delivered'
  const shown = annotated?.status === 'delivered' && (!everything || problemsOf(report).length <= MAX_ANNOTATIONS)
  if (shown) return skipped('annotations', 'the check run shows them')
  const commands = everything
    ? annotationCommands(report, Number.MAX_SAFE_INTEGER)
    : annotationCommands(report, MAX_COMMANDS_PER_LEVEL, review?.placed)
  for (const line of commands) runner.command(line)
  if (commands.length > 0)
    runner.command(logLine(`Preadmit wrote ${commands.length} annotations; GitHub shows ten of each level.`))
  return delivered('annotations', `${commands.length} written`)
}
