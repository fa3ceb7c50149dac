import type { RenderFailure } from '../../model/rendering.ts'
import type { Place } from '../../model/span.ts'

/** Ends a rendering: kustomize would refuse it too. Caught where the rendering begins. */
export class Refusal extends Error {
  readonly failure: RenderFailure
  readonly at: Place | undefined
  constructor(failure: RenderFailure, why: string, at?: Place) {
    super(why)
    this.failure = failure
    this.at = at
  }
}

/** Ends a rendering: what kustomize would print cannot be told from the files. Caught where the rendering begins. */
export class Undecided extends Error {
  readonly at: Place | undefined
  constructor(why: string, at?: Place) {
    super(why)
    this.at = at
  }
}

/** Work that a rendering may still do; both counts are checked while working. */
export interface Budget {
  steps: number
  nodes: number
}

/** Takes steps from the budget; the rendering is undecided once they are used up. */
export function spend(budget: Budget, steps: number): void {
  budget.steps -= steps
  if (budget.steps < 0) throw new Undecided('rendering it takes more steps than are allowed')
}

/** Takes nodes from the budget; the rendering is undecided once they are used up. */
export function grow(budget: Budget, nodes: number): void {
  budget.nodes -= nodes
  if (budget.nodes < 0) throw new Undecided('it comes to more values than are allowed')
}
