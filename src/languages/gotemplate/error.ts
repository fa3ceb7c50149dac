import type { Place } from '../../model/span.ts'

/**
 * A template that Go would not parse or execute, with Go's message. `place` is where in the files the innermost template failed, where
 * that is known; `cause` is the error of the template or function below.
 */
export class TemplateError extends Error {
  readonly stage: 'parse' | 'execute'
  readonly place: Place | undefined
  constructor(message: string, stage: 'parse' | 'execute', place: Place | undefined, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.stage = stage
    this.place = place
  }
}
