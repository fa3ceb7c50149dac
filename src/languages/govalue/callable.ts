import type { Unknown } from './unknown.ts'

export type { Callable, FunctionTable, Run } from './value.ts'

/** An error that a function returns: execution stops with "error calling NAME: message". */
export class CallError extends Error {}

/** A bound was hit: which one, in words for users. Nothing of the rendering may be used. */
export class LimitReached extends Error {}

/** The rendering cannot be told: an unknown stands where the program would have to look at it. */
export class NotKnown extends Error {
  readonly unknown: Unknown
  constructor(unknown: Unknown) {
    super(unknown.why)
    this.unknown = unknown
  }
}
