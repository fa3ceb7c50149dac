import { formatDuration } from '../model/duration.ts'
import type { ImageEntry } from '../model/policy.ts'
import type { Subject } from '../model/subject.ts'
import type { DemandOutcome } from './case.ts'
import { lineIn } from './policy-line.ts'

/** Reproducible builds write a date of their own choice (1970, 1980): before this, a date of creation says nothing. */
const FIRST_BELIEVABLE = Date.UTC(2013, 0, 1)

/** The demands on age: old enough to have been looked at, young enough to be maintained. */
export function agesOf(entry: ImageEntry, subject: Subject, now: Date): readonly DemandOutcome[] {
  const { minAgeSeconds: min, maxAgeSeconds: max } = entry
  if (min === undefined && max === undefined) return []
  const created = believableDate(subject.config?.created)
  if (created === undefined) return [notDated(entry, subject)]
  const age = Math.floor((now.getTime() - created) / 1000)
  const made = new Date(created).toISOString()
  const tooNew = min !== undefined && age < min
  const tooOld = max !== undefined && age > max
  if (tooNew) return [refuted(entry, 'image/too-new', `is younger than ${formatDuration(min)}`, made)]
  if (tooOld) return [refuted(entry, 'image/too-old', `is older than ${formatDuration(max)}`, made)]
  return [{ demand: 'age', entry, status: 'proved' }]
}

/** When an image says that it was made, in milliseconds; undefined where it says nothing, or the date of a reproducible build. */
export function believableDate(created: string | undefined): number | undefined {
  const date = Date.parse(created ?? '')
  return Number.isNaN(date) || date < FIRST_BELIEVABLE ? undefined : date
}

function refuted(entry: ImageEntry, rule: string, what: string, made: string): DemandOutcome {
  const says = `${what}, which the policy (${lineIn(entry)}) does not accept`
  return { demand: 'age', entry, status: 'refuted', rule, says, evidence: [`created: ${made}`] }
}

function notDated(entry: ImageEntry, subject: Subject): DemandOutcome {
  const rule = entry.minAgeSeconds === undefined ? 'image/too-old' : 'image/too-new'
  const problem = { kind: 'unresolved', about: subject.digest, detail: 'the image does not say when it was made' } as const
  const says = `does not say when it was made, and the policy (${lineIn(entry)}) sets an age`
  return { demand: 'age', entry, status: 'unknown', rule, says, problem, lasting: false, evidence: [] }
}
