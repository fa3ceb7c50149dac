/** A question to a database of advisories, in the words of OSV: `{ecosystem: 'Debian:12', name: 'openssl', version: '3.0.11-1'}`. */
export interface PackageQuestion {
  readonly ecosystem: string
  readonly name: string
  readonly version: string
}

/** The key of a question, for maps and sets. */
export function questionKey({ ecosystem, name, version }: PackageQuestion): string {
  return JSON.stringify([ecosystem, name, version])
}

/** An advisory by its id and the time of its last change (ISO 8601): the same pair is the same record for ever. */
export interface AdvisoryReference {
  readonly id: string
  readonly modified: string
}

/** A severity as an advisory writes it: a CVSS vector, or Ubuntu's word. */
export interface WrittenSeverity {
  readonly type: string
  readonly score: string
}

/** One border of a range of versions. `0` in `introduced` is before every version. */
export interface RangeEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit'
  readonly version: string
}

/** A range of affected versions; the order of its events means nothing. `GIT` ranges count commits. */
export interface AdvisoryRange {
  readonly type: 'SEMVER' | 'ECOSYSTEM' | 'GIT'
  readonly events: readonly RangeEvent[]
}

/** What an advisory says of one package. It is affected at a listed version or inside of any one of the ranges. */
export interface AffectedPackage {
  readonly ecosystem: string
  readonly name: string
  readonly ranges: readonly AdvisoryRange[]
  readonly versions: readonly string[]
  readonly severity: readonly WrittenSeverity[]
  /** Debian's own word: `unimportant`, `low`, `medium`, `high`, `not yet assigned`, `end-of-life`. */
  readonly urgency?: string
  /** The bounds that Go's database knows for versions which are none of its modules' (then `ranges` says all versions). */
  readonly customRanges?: readonly AdvisoryRange[]
  /** RustSec's `unmaintained`, `unsound`, `notice`: advice, and no vulnerability. */
  readonly informational?: string
}

/** An advisory of OSV's schema (1.x), as far as it matters which packages it is about, how bad it is and what else it is called. */
export interface Advisory extends AdvisoryReference {
  readonly withdrawn?: string
  /** Other ids of the same flaw. */
  readonly aliases: readonly string[]
  /** Ids of the flaws that a distribution's advisory is about. */
  readonly upstream: readonly string[]
  readonly severity: readonly WrittenSeverity[]
  /** The publisher's own word: `LOW`, `MODERATE`, `HIGH`, `CRITICAL`. */
  readonly word?: string
  /** The package itself is hostile: an id of `MAL-`, or CWE-506. */
  readonly malicious: boolean
  readonly affected: readonly AffectedPackage[]
}

/** What the catalogue of exploited vulnerabilities says of one CVE. Days are `YYYY-MM-DD`. */
export interface ExploitedEntry {
  readonly added: string
  readonly due?: string
  readonly ransomware: boolean
}

/** CISA's catalogue of known exploited vulnerabilities, by CVE, with the time of its release (ISO 8601). */
export interface ExploitedCatalogue {
  readonly released: string
  readonly entries: ReadonlyMap<string, ExploitedEntry>
}
