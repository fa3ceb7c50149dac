import type { JsonRecord } from '../json-shape.ts'

/** What a policy can constrain about one family of predicates. */
export interface Predicate {
  readonly types: readonly string[]
  /** Types that match by prefix, where publishers append a version. */
  readonly prefixes?: readonly string[]
  /** The facts, by the name that `where` uses. A fact that the predicate does not state is missing. */
  facts(predicate: JsonRecord, predicateType: string): ReadonlyMap<string, string>
  /** Whether a constraint holds, for those that are not compared as globs; undefined for the others. */
  holds?(key: string, wanted: string, predicate: JsonRecord): boolean | undefined
  /** When it was made, as it says itself: milliseconds since 1970. */
  time?(predicate: JsonRecord): number | undefined
}
