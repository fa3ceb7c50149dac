import type { Place } from '../../../model/span.ts'

/** Why the Applications of an ApplicationSet are not known: Argo CD refuses it, or no file decides them. */
export class SetProblem extends Error {
  readonly at: Place | undefined

  constructor(why: string, at?: Place) {
    super(why)
    this.at = at
  }
}
