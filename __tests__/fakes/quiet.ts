import type { Clock } from '../../src/ports/clock.ts'
import type { Log } from '../../src/ports/log.ts'

/** A log that keeps its lines. */
export function recordingLog(): Log & { readonly lines: readonly string[] } {
  const lines: string[] = []
  const keep = (text: string): void => void lines.push(text)
  return { lines, debug: keep, info: keep, warn: keep, secret: () => undefined, progress: () => undefined }
}

/** A clock on which waiting takes no time at all but is counted. */
export function patientClock(start = new Date('2026-06-01T00:00:00Z')): Clock & { readonly sleptMs: () => number } {
  let slept = 0
  return {
    now: () => new Date(start.getTime() + slept),
    elapsedMs: () => slept,
    sleep: async (ms) => {
      slept += ms
    },
    sleptMs: () => slept,
  }
}
