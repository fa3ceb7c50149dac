import {
  MAX_CEL_CALLS,
  MAX_CEL_SIZE,
  MAX_CEL_STEPS,
  MAX_CEL_STEPS_PER_OBJECT,
  MAX_CEL_STEPS_PER_RUN,
} from '../../model/limits.ts'
import { type Unknown, unknownBecause, type Value } from './value.ts'

/** What an evaluation may still spend. Once `stopped` is set, nothing that it comes to counts. */
export interface Budget {
  left: number
  depth: number
  /** Whether it began with all the steps that one expression may have. */
  readonly whole: boolean
  stopped?: string
}

const TOO_LONG = `it takes more than ${MAX_CEL_STEPS} steps`
const ALL_SPENT = `the steps for all policies are spent: ${MAX_CEL_STEPS_PER_OBJECT} for one object, ${MAX_CEL_STEPS_PER_RUN} for a run`

/** A fresh budget, of the steps that are given or `MAX_CEL_STEPS`. */
export function newBudget(left: number = MAX_CEL_STEPS): Budget {
  return { left: Math.min(left, MAX_CEL_STEPS), depth: 0, whole: left >= MAX_CEL_STEPS }
}

/** Takes steps; false when there are none left, and from then on. */
export function spend(budget: Budget, steps: number): boolean {
  if (budget.stopped !== undefined) return false
  budget.left -= Math.max(0, Math.ceil(steps))
  if (budget.left < 0) budget.stopped = budget.whole ? TOO_LONG : ALL_SPENT
  return budget.left >= 0
}

/** Goes one level down; false when that is too deep. Every success is followed by `leave`. */
export function enter(budget: Budget): boolean {
  if (budget.depth >= MAX_CEL_CALLS) budget.stopped ??= `its evaluation nests deeper than ${MAX_CEL_CALLS}`
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
  if (size > MAX_CEL_SIZE) budget.stopped ??= `it makes something larger than ${MAX_CEL_SIZE}`
  return spend(budget, size / 20)
}

/** Pays for looking at values: their characters, bytes and items. */
export function inspects(budget: Budget, values: readonly Value[]): boolean {
  return spend(budget, values.reduce((sum, value) => sum + sizeOf(value), 0) / 20)
}

function sizeOf(value: Value): number {
  if (value.kind === 'string' || value.kind === 'bytes') return value.value.length
  if (value.kind === 'list') return value.items.length
  return value.kind === 'map' ? value.entries.size : 0
}

/** The outcome of everything after a budget ran out. */
export function outOf(budget: Budget): Unknown {
  return unknownBecause(budget.stopped ?? 'it takes too many steps')
}
