import type { Budget } from './budget.ts'
import type { Outcome, Value } from './value.ts'

/** A function of CEL. For a method, the first value is what it is called on. */
export type CelFunction = (args: readonly Value[], budget: Budget) => Outcome
