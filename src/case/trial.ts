import type { ImageEntry } from '../model/policy.ts'

/** Whether an entry only warns on the day of the run (UTC): it is on trial, and the day from which it blocks has not come. */
export function isOnTrial({ trial }: Pick<ImageEntry, 'trial'>, now: Date): boolean {
  return trial !== undefined && (trial.from === undefined || now.toISOString().slice(0, 10) < trial.from)
}

/** What a warning of an entry on trial says of itself: from when it blocks. */
export function trialNote({ trial }: Pick<ImageEntry, 'trial'>): string {
  if (trial?.from === undefined) return '; the entry is on trial (`mode: warn`) and only warns'
  return `; this only warns until it blocks, from ${trial.from} on`
}
