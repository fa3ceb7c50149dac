import { MAX_CEL_CALLS, MAX_CEL_SIZE, MAX_CEL_STEPS } from '../../../model/limits.ts'
import { type Unknown, unknownBecause } from './value.ts'

/** What an evaluation may still spend. Once `stopped` is set, nothing that it comes to counts. */
export interface Budget {
  left: number
  depth: number
  stopped?: string
}

/** A fresh budget, of the steps that are given or `MAX_CEL_STEPS`. */
export function newBudget(left: number = MAX_CEL_STEPS): Budget {
  return { left: Math.min(left, MAX_CEL_STEPS), depth: 0 }
}

/** Takes steps; false when there are none left, and from then on. */
export function spend(budget: Budget, steps: number): boolean {
  if (budget.stopped !== undefined) return false
  budget.left -= Math.max(0, Math.ceil(steps))
  if (budget.left < 0) budget.stopped = `it takes more than ${MAX_CEL_STEPS} steps (MAX_CEL_STEPS, MAX_CEL_STEPS_PER_OBJECT)`
  return budget.left >= 0
}

/** Goes one level down; false when that is too deep. Every success is followed by `leave`. */
export function enter(budget: Budget): boolean {
  if (budget.depth >= MAX_CEL_CALLS) budget.stopped ??= `its evaluation nests deeper than ${MAX_CEL_CALLS} (MAX_CEL_CALLS)`
  if (!spend(budget, 1)) return false
  budget.depth++
  return true
}

/** Comes back from one level. */
export function leave(budget: Budget): void {
  budget.depth--
}

/** Whether something of this size may be made; pays for it. */
export function affords(budget: Budget, size: number): boolean {
  if (size > MAX_CEL_SIZE) budget.stopped ??= `it makes something larger than ${MAX_CEL_SIZE} (MAX_CEL_SIZE)`
  return spend(budget, size / 20)
}

/** The outcome of everything after a budget ran out. */
export function outOf(budget: Budget): Unknown {
  return unknownBecause(budget.stopped ?? 'it takes too many steps')
}
