import type { Authority } from '../model/policy.ts'

const GITHUB_REPOSITORY = /^https:\/\/github\.com\/([A-Za-z0-9][A-Za-z0-9-]*\/[\w.-]+)\//
const GITHUB_OWNER = /^https:\/\/github\.com\/([A-Za-z0-9][A-Za-z0-9-]*)\//

/** Whose attestations GitHub would be asked for: the repository an authority names, or its owner where all of its repositories count; undefined for all others. */
export function githubOwner(authority: Authority): string | undefined {
  if (authority.kind === 'github') return authority.repository.replace(/\/\*$/, '')
  if (authority.kind !== 'keyless') return undefined
  const identity = authority.identity.replace(/^uri:/, '')
  return GITHUB_REPOSITORY.exec(identity)?.[1] ?? GITHUB_OWNER.exec(identity)?.[1]
}
