/** Where progress goes. Untrusted text is escaped by the adapter: callers pass plain text, never commands. */
export interface Log {
  debug(text: string): void
  info(text: string): void
  warn(text: string): void
  /** Something to be kept out of every later line: tokens, passwords. */
  secret(value: string): void
  /** How far a long step is; shown on terminals only. */
  progress(step: string, done: number, total: number): void
}
