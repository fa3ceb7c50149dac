import type { ProblemKind } from '../../model/answer.ts'

/** How a request ended without a usable answer. `again`: another attempt may go better. */
export interface Trouble {
  readonly kind: ProblemKind
  readonly detail: string
  readonly again: boolean
}

/** Carries the trouble through Node's error channels. */
export class Stopped extends Error {
  readonly trouble: Trouble
  constructor(trouble: Trouble) {
    super(trouble.detail)
    this.trouble = trouble
  }
}
