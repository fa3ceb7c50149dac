import { clusterRepositories } from '../admission/hold-against.ts'
import type { ClusterPolicy } from '../model/cluster-policy.ts'
import { formatRepository } from '../model/image-name.ts'
import type { ImageReference } from '../model/reference.ts'
import type { GatePorts } from './doors.ts'

/** What somebody who may read the repository knows without this run: what its base and its policies name. */
export interface KnownNames {
  readonly base: readonly ImageReference[]
  readonly cluster: readonly ClusterPolicy[]
}

/**
 * The doors for a change of somebody who may not read what this run may: credentials are used only for repositories that the base or the
 * cluster's policies name. Else a change could name any private image, and the report would say whether it exists and what a tag is.
 */
export function withholdingCredentials(ports: GatePorts, { base, cluster }: KnownNames): GatePorts {
  const named = base.flatMap((reference) => (reference.kind === 'static' ? [reference.name] : []))
  const known = new Set([...named, ...clusterRepositories(cluster)].map(formatRepository))
  return {
    ...ports,
    openRegistry: (policy) => ports.openRegistry(policy, (repository) => known.has(formatRepository(repository))),
  }
}
