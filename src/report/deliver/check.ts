import type { Report } from '../../model/report.ts'
import type { CheckOutput, Forge } from '../../ports/forge.ts'
import { annotationBatches, checkOutput, conclusionOf } from '../reporters/check-run.ts'
import { title } from '../wording.ts'
import { type Delivery, delivered, refused, skipped } from './delivery.ts'

/** A check run that is open, or why there is none. */
export type OpenedCheck =
  | { readonly status: 'open'; readonly id: number }
  | { readonly status: 'none'; readonly delivery: Delivery }

const STARTING = { title: 'Preadmit is looking at this change', summary: 'Images are being found, resolved and verified.' }
const MOVED_ON = 'The change moved on while it was looked at: the newer run decides'

const ABANDONED = {
  title: 'Preadmit was interrupted before it had a verdict',
  summary: 'Nothing is proved and nothing is blocked. Run the job again; its log says what happened.',
}

/** Creates the check run `in_progress`, before anything is verified. Never throws. */
export async function openCheck(forge: Forge, name: string): Promise<OpenedCheck> {
  if (name === '') return none(skipped('check-run', 'no check run is asked for'))
  if (forge.checks === undefined) return none(skipped('check-run', 'this run has no check runs'))
  try {
    const answer = await forge.checks.start(name, STARTING)
    return answer.kind === 'found' ? { status: 'open', id: answer.value } : none(refused('check-run', answer))
  } catch (error) {
    return none({ channel: 'check-run', status: 'refused', detail: error instanceof Error ? error.message : String(error) })
  }
}

/** Adds an annotation for all that is not `placed` on the lines by a review, fifty at a time. */
export async function annotateCheck(
  report: Report,
  { checks }: Forge,
  check: OpenedCheck,
  placed?: ReadonlySet<string>,
): Promise<Delivery> {
  if (check.status === 'none') return check.delivery
  if (checks === undefined) return skipped('check-run', 'this run has no check runs')
  const batches = annotationBatches(report, placed)
  const output = checkOutput(report)
  for (const batch of batches) {
    const answer = await checks.annotate(check.id, output, batch)
    if (answer.kind !== 'found') return refused('check-run', answer)
  }
  return delivered('check-run', `${batches.flat().length} annotations`)
}

/** Completes the run. A run that was opened is completed whatever else was refused: left open it would hold the change for ever. */
export async function finishCheck(
  report: Report,
  { checks }: Forge,
  { check, superseded, annotated }: { readonly check: OpenedCheck; readonly superseded: boolean; readonly annotated: Delivery },
): Promise<Delivery> {
  if (check.status === 'none' || checks === undefined) return annotated
  const conclusion = conclusionOf(report, superseded)
  const output = superseded ? { ...checkOutput(report), title: MOVED_ON } : checkOutput(report)
  const full = await checks.finish(check.id, conclusion, output)
  const answer = full.kind === 'found' ? full : await checks.finish(check.id, conclusion, bareOutput(report))
  if (answer.kind !== 'found') return refused('check-run', answer)
  return annotated.status === 'refused' ? annotated : delivered('check-run', `${annotated.detail}, ${conclusion}`)
}

/** Completes a run that will have no report: a check that stays in progress would hold the change for ever. Never passes. */
export async function abandonCheck({ checks }: Forge, check: OpenedCheck): Promise<void> {
  if (check.status === 'none' || checks === undefined) return
  await checks.finish(check.id, 'action_required', ABANDONED)
}

// A text that is refused must not keep the run open.
function bareOutput(report: Report): CheckOutput {
  return { title: title(report), summary: title(report) }
}

function none(delivery: Delivery): OpenedCheck {
  return { status: 'none', delivery }
}
