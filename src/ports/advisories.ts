import type { Advisory, AdvisoryReference, ExploitedCatalogue, PackageQuestion } from '../model/advisory.ts'
import type { Answer } from '../model/answer.ts'
import type { RequestCount } from '../model/facts.ts'

/**
 * A database of advisories in OSV's format, and the catalogue of exploited vulnerabilities. Never throws for what a server does: an
 * outage is *unknown*, and an empty list is given only where the database said that it has nothing.
 */
export interface Advisories {
  /** What is asked, for readers: `OSV (api.osv.dev)`. */
  readonly source: string
  /** Whether its answers are about exactly the version; otherwise they are about the package, and the caller compares. */
  readonly exact: boolean
  /** The advisories for each question, in the order of the questions. Questions are distinct. */
  ask(questions: readonly PackageQuestion[]): Promise<readonly Answer<readonly AdvisoryReference[]>[]>
  /** One advisory. Absent: the database took it back. */
  record(reference: AdvisoryReference): Promise<Answer<Advisory>>
  /** The catalogue; absent where the policy wants none. */
  exploited(): Promise<Answer<ExploitedCatalogue>>
  /** The time of the newest change that it has, as far as its answers told (ISO 8601). */
  newest(): string | undefined
  /** Requests sent so far, by host. */
  requests(): readonly RequestCount[]
}
