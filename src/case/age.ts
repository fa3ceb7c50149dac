import { formatDuration } from '../model/duration.ts'
import type { Repository } from '../model/image-name.ts'
import type { ImageEntry } from '../model/policy.ts'
import type { Subject } from '../model/subject.ts'
import type { DemandOutcome } from './case.ts'
import type { Lookup } from './lookup.ts'
import { lineIn } from './policy-line.ts'

/** Reproducible builds write a date of their own choice (1970, 1980): before this, a date of creation says nothing. */
const FIRST_BELIEVABLE = Date.UTC(2013, 0, 1)

/** An image whose age is demanded: where it is, what it is, and what is known of it. */
export interface Aged {
  readonly repository: Repository
  readonly subject: Subject
  readonly lookup: Lookup
  readonly now: Date
}

/**
 * The demands on age: old enough to have been looked at, young enough to be maintained. Counted from the earliest time that a log or a
 * timestamp proves for the image; from the date that it gives itself, which is its author's choice, only where the policy says so.
 */
export function agesOf(entry: ImageEntry, aged: Aged): readonly DemandOutcome[] {
  const asked = [
    { limit: entry.minAgeSeconds, by: entry.minAgeBy, rule: 'image/too-new' },
    { limit: entry.maxAgeSeconds, by: entry.maxAgeBy, rule: 'image/too-old' },
  ]
  return asked.flatMap(({ limit, by, rule }) => (limit === undefined ? [] : [ageOf(entry, aged, { limit, by, rule })]))
}

interface AgeDemand {
  readonly limit: number
  readonly by: 'created' | undefined
  readonly rule: string
}

function ageOf(entry: ImageEntry, aged: Aged, { limit, by, rule }: AgeDemand): DemandOutcome {
  const made = by === 'created' ? believableDate(aged.subject.config?.created) : provenSince(aged)
  if (made === undefined) return by === 'created' ? notDated(entry, rule, aged) : notProven(entry, rule, aged)
  const age = Math.floor((aged.now.getTime() - made) / 1000)
  const evidence = `${by === 'created' ? 'created' : 'proven to have existed'}: ${new Date(made).toISOString()}`
  if (rule === 'image/too-new' && age < limit) return refuted(entry, rule, `is younger than ${formatDuration(limit)}`, evidence)
  if (rule === 'image/too-old' && age > limit) return refuted(entry, rule, `is older than ${formatDuration(limit)}`, evidence)
  return { demand: 'age', entry, status: 'proved' }
}

/** When an image says that it was made, in milliseconds; undefined where it says nothing, or the date of a reproducible build. */
export function believableDate(created: string | undefined): number | undefined {
  const date = Date.parse(created ?? '')
  return Number.isNaN(date) || date < FIRST_BELIEVABLE ? undefined : date
}

/**
 * The earliest time at which the image is proven to have existed, in milliseconds: what its digest names, or else every image that it
 * can run as, by the youngest of them.
 */
function provenSince({ repository, subject, lookup }: Aged): number | undefined {
  const whole = earliest(lookup.times(repository, subject.digest))
  if (whole !== undefined || !subject.isIndex) return whole
  const parts = subject.platforms
    .filter(({ platform }) => platform !== 'unknown/unknown')
    .map(({ digest }) => earliest(lookup.times(repository, digest)))
  return parts.length > 0 && parts.every((time) => time !== undefined) ? Math.max(...parts) : undefined
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times)
}

function refuted(entry: ImageEntry, rule: string, what: string, evidence: string): DemandOutcome {
  const says = `${what}, which the policy (${lineIn(entry)}) does not accept`
  return { demand: 'age', entry, status: 'refuted', rule, says, evidence: [evidence] }
}

function notDated(entry: ImageEntry, rule: string, { subject }: Aged): DemandOutcome {
  const problem = { kind: 'unresolved', about: subject.digest, detail: 'the image does not say when it was made' } as const
  const says = `does not say when it was made, and the policy (${lineIn(entry)}) sets an age`
  return { demand: 'age', entry, status: 'unknown', rule, says, problem, lasting: false, evidence: [] }
}

/** Lasting where every place was read and nothing in it proves a time: then it stays so, and an exception may cover it. */
function notProven(entry: ImageEntry, rule: string, { repository, subject, lookup }: Aged): DemandOutcome {
  const detail = 'no log entry and no timestamp proves since when it exists'
  const inventory = lookup.inventory(repository, subject.digest)
  const problem = inventory?.problems[0] ?? ({ kind: 'unresolved', about: subject.digest, detail } as const)
  const lasting =
    inventory !== undefined &&
    inventory.problems.length === 0 &&
    inventory.observations.every(({ status }) => status !== 'unchecked')
  const says = `has no proven age, and the policy (${lineIn(entry)}) sets one: ${problem.detail}`
  const own = subject.config?.created
  const evidence = own === undefined ? [] : [`created, by its own word: ${own}`]
  return { demand: 'age', entry, status: 'unknown', rule, says, problem, lasting, evidence }
}
