import { deadlineOf } from '../model/deadline.ts'
import type { RunBudget } from '../wiring.ts'

/** Time that ends, and the most of it that one answer is waited for. */
export interface Share extends RunBudget {
  readonly perRequestMs: number
}

/**
 * How the time of a run is shared out. The whole of it ends at `timeout`, telling included: what is still being looked at when
 * `looking` is over stays open, what GitHub has not taken when `telling` is over is told by annotations and the job summary, and what
 * is left then concludes the check run. `opening` is the time for looking, with less patience: the check run is opened before that.
 */
export interface Shares {
  readonly opening: Share
  readonly looking: RunBudget
  readonly telling: Share
  readonly closing: Share
}

const TELLING_MS = { least: 5_000, most: 60_000 }
const OPENING_MS = 15_000
const PARTS = 4

/** Shares of a budget that has just begun. Telling gets a quarter, within bounds, and never more than half. */
export function shareOut(whole: RunBudget): Shares {
  const total = whole.remainingMs()
  const telling = Math.min(TELLING_MS.most, Math.max(total / PARTS, Math.min(total / 2, TELLING_MS.least)))
  const perRequestMs = telling / PARTS
  const looking = endingBefore(whole, telling)
  return {
    opening: { ...looking, perRequestMs: Math.min(OPENING_MS, total / 10) },
    looking,
    telling: { ...endingBefore(whole, perRequestMs), perRequestMs },
    closing: { ...whole, perRequestMs: perRequestMs / 2 },
  }
}

/** The same budget, over so many milliseconds earlier. */
function endingBefore(budget: RunBudget, ms: number): RunBudget {
  const left = (): number => Math.max(0, budget.remainingMs() - ms)
  return { signal: AbortSignal.timeout(Math.max(1, Math.ceil(left()))), remainingMs: left, left, deadline: deadlineOf(left) }
}
