/** Where in a file a user's mistake is: 1-based line, 1-based column in UTF-16 units. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/**
 * A mistake in what the user gave (inputs, arguments, policy): ends the run as `misconfigured`, exit code 2.
 * `hint` is what to write instead.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly hint: string | undefined
  readonly position: Position | undefined
  constructor(message: string, hint?: string, position?: Position) {
    super(message)
    this.hint = hint
    this.position = position
  }
}
