import { found } from '../model/answer.ts'
import type { Facts, RequestCount } from '../model/facts.ts'
import type { Policy } from '../model/policy.ts'
import type { Change } from '../ports/change.ts'
import type { Registry } from '../ports/registry.ts'
import type { Trust } from '../ports/trust.ts'
import type { GatePorts } from './doors.ts'
import { readInventoryWith, readStatementsWith } from './read-inventory.ts'
import { vulnerabilitiesOf } from './vulnerabilities.ts'

/** What a run learned about vulnerabilities, and the requests that it took. */
export interface Looked {
  readonly facts: Pick<Facts, 'vulnerabilities'>
  readonly requests: readonly RequestCount[]
}

/** The doors that looking takes; of the change only what its default branch holds. */
export type VulnerabilityPorts = Pick<GatePorts, 'openAdvisories' | 'attestations'> & { readonly change: Pick<Change, 'trusted'> }

/** Looks for vulnerabilities where the policy asks for it and there is a door to advisories; without either, nothing is said of them. */
export async function lookForVulnerabilities(
  facts: Pick<Facts, 'references' | 'resolutions' | 'now'>,
  policy: Policy,
  { ports, registry, trust }: { readonly ports: VulnerabilityPorts; readonly registry: Registry; readonly trust: Trust },
): Promise<Looked> {
  const { vulnerabilities } = policy
  const advisories =
    vulnerabilities === undefined
      ? undefined
      : ports.openAdvisories?.(vulnerabilities, async (path) => {
          const file = await ports.change.trusted(path)
          return file.kind === 'found' ? found(file.value.bytes) : file
        })
  if (vulnerabilities === undefined || advisories === undefined) return { facts: {}, requests: [] }
  const { attestations } = ports
  const context = {
    registry,
    trust,
    ...(attestations === undefined ? {} : { attestations }),
    authorities: policy.authorities,
    now: new Date(facts.now),
  }
  const looked = await vulnerabilitiesOf(facts, vulnerabilities, {
    advisories,
    inventory: readInventoryWith(context),
    statements: readStatementsWith(context),
  })
  return { facts: { vulnerabilities: looked }, requests: advisories.requests() }
}
