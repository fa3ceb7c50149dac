import type { Answer } from '../model/answer.ts'
import type { Deadline } from '../model/deadline.ts'
import type { Policy } from '../model/policy.ts'
import type { VulnerabilityPolicy } from '../model/vulnerability-policy.ts'
import type { Advisories } from '../ports/advisories.ts'
import type { StreamingRegistry } from '../ports/blob-streams.ts'
import type { Change } from '../ports/change.ts'
import type { ChartServer } from '../ports/charts.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { ReadPinned } from '../ports/pinned.ts'
import type { CredentialsFor } from '../ports/registry.ts'
import type { AttestationStore, Trust } from '../ports/trust.ts'

/** The doors of a run. The registry and the trust roots open only once the policy that names them is known. */
export interface GatePorts {
  readonly change: Change
  readonly clock: Clock
  readonly log: Log
  readonly attestations?: AttestationStore
  /** Reads policies of other repositories that the policy extends. */
  readonly pinned?: ReadPinned
  /** Until when reading and judging may go on. */
  readonly deadline?: Deadline
  /** `credentialsFor`: for which repositories credentials may be used; all where it is left out. */
  openRegistry(policy: Policy, credentialsFor?: CredentialsFor): StreamingRegistry
  openTrust(policy: Policy): Trust
  /** Opens the chart repositories that the policy lists; without it none is asked. */
  openCharts?(repositories: readonly string[]): ChartServer
  /** Sources of advisories; `folder` reads a file of the default branch. Where there is no door, nobody is asked, and that is said. */
  openAdvisories?(policy: VulnerabilityPolicy, folder: (path: string) => Promise<Answer<Uint8Array>>): Advisories
}
