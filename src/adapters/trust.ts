import seeds from '@sigstore/tuf/seeds.json' with { type: 'json' }
import { type Answer, absent, found, unknown } from '../model/answer.ts'
import type { TrustRootEntry } from '../model/policy.ts'
import type { Trust } from '../ports/trust.ts'

const PUBLIC_GOOD = 'https://tuf-repo-cdn.sigstore.dev'
const NO_GITHUB_SEED =
  "GitHub's own trust root (for attestations of private repositories) is not built in: save the output of `gh attestation trusted-root` for tuf-repo.github.com in a file and name it under trustRoots as `github`"

/**
 * Trust roots by name: those that the policy names, first, then `public-good` as the TUF client of Sigstore carries it. Nothing is
 * fetched: every root that a run can use is in the bundle or on the default branch. `github` must come from the policy.
 */
export function createTrust(entries: readonly TrustRootEntry[]): Trust {
  const named = new Map(entries.map(({ name, json }) => [name, json]))
  return { root: async (name) => rootOf(name, named) }
}

function rootOf(name: string, named: ReadonlyMap<string, string>): Answer<string> {
  const json = named.get(name)
  if (json !== undefined) return found(json)
  if (name === 'public-good') return found(publicGoodRoot())
  if (name === 'github') return unknown('unresolved', 'trust root "github"', NO_GITHUB_SEED)
  return absent
}

/** The `trusted_root.json` of Sigstore's public-good instance that came with the TUF client's seeds. */
export function publicGoodRoot(): string {
  return Buffer.from(seeds[PUBLIC_GOOD].targets['trusted_root.json'], 'base64').toString('utf8')
}
