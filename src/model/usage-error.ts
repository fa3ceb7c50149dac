/** Where in a file a user's mistake is: 1-based line, 1-based column in UTF-16 units. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/**
 * A mistake in what the user gave (inputs, arguments, policy): ends the run as `misconfigured`, exit code 2.
 * `hint` is what to write instead. `others` are the further mistakes of the same text, in its order.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly hint: string | undefined
  readonly position: Position | undefined
  readonly others: readonly UsageError[]
  constructor(message: string, hint?: string, position?: Position, others: readonly UsageError[] = []) {
    super(message)
    this.hint = hint
    this.position = position
    this.others = others
  }
}
