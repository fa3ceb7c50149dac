import { matchesGlob } from '../model/glob.ts'
import type { AttestationDemand } from '../model/policy.ts'
import type { JsonRecord } from './json-shape.ts'
import type { Predicate } from './predicates/predicate.ts'
import { predicates } from './predicates/table.ts'

/** An attestation that was proved: what it states, and when that is proved to have been signed (milliseconds since 1970). */
export interface Attested {
  readonly predicateType: string
  readonly predicate: JsonRecord
  readonly times: readonly number[]
}

/** The first constraint that does not hold. */
export interface Miss {
  readonly what: string
  readonly expected: string
  readonly got: string
}

function familyOf(predicateType: string): Predicate | undefined {
  return predicates.find(
    ({ types, prefixes = [] }) => types.includes(predicateType) || prefixes.some((prefix) => predicateType.startsWith(prefix)),
  )
}

/** The facts that a predicate states, by the names that `where` uses. */
export function predicateFacts({ predicateType, predicate }: Attested): ReadonlyMap<string, string> {
  return familyOf(predicateType)?.facts(predicate, predicateType) ?? new Map()
}

/** What of a demand does not hold for one attestation; undefined when all of it does. A fact that is not stated holds for nothing. */
export function predicateMiss(demand: AttestationDemand, attested: Attested, now: number): Miss | undefined {
  return ageMiss(demand.maxAgeSeconds, attested, now) ?? whereMiss(demand, attested)
}

function whereMiss(demand: AttestationDemand, attested: Attested): Miss | undefined {
  const family = familyOf(attested.predicateType)
  const facts = predicateFacts(attested)
  for (const [key, wanted] of Object.entries(demand.where)) {
    const value = facts.get(key)
    const holds = family?.holds?.(key, wanted, attested.predicate) ?? (value !== undefined && matchesGlob(wanted, value))
    if (!holds) return { what: key, expected: wanted, got: value ?? `the attestation states no ${key}` }
  }
  return undefined
}

/** Age counts from the older of what the predicate says and what is proved: neither a late signature nor a false date makes it younger. */
function ageMiss(maxAgeSeconds: number | undefined, attested: Attested, now: number): Miss | undefined {
  if (maxAgeSeconds === undefined) return undefined
  const stated = familyOf(attested.predicateType)?.time?.(attested.predicate)
  const times = stated === undefined ? attested.times : [...attested.times, stated]
  const expected = `at most ${maxAgeSeconds} seconds old`
  if (times.length === 0) return { what: 'age', expected, got: 'nothing says when it was made' }
  const oldest = Math.min(...times)
  if (now - oldest <= maxAgeSeconds * 1000) return undefined
  return { what: 'age', expected, got: new Date(Math.max(oldest, -8.64e15)).toISOString() }
}
