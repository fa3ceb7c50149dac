/** The time. Read once at the start for judging; durations use `elapsedMs`. */
export interface Clock {
  now(): Date
  /** Milliseconds on a clock that never goes back. */
  elapsedMs(): number
  /** Resolves after so many milliseconds, or rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
