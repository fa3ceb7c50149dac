import publicGood from '@sigstore/tuf/seeds.json' with { type: 'json' }
import github from './github.seeds.json' with { type: 'json' }

/** A TUF repository that hands out a trust root, with the copies of its metadata and of that root that came with this release. */
export interface TufRepository {
  /** Where its metadata is, without a slash at the end; its targets are in the folder `targets` there. */
  readonly url: string
  /** TUF root metadata: who signs it decides who signs the rest. */
  readonly root: Uint8Array
  /** The text of its `trusted_root.json`. */
  readonly trustedRoot: string
  /** The day (ISO 8601) on which that was what the repository handed out. */
  readonly asOf: string
}

const PUBLIC_GOOD = 'https://tuf-repo-cdn.sigstore.dev'
const GITHUB = 'https://tuf-repo.github.com'

/** The trust roots that are built in: Sigstore's public-good instance, and GitHub's own for attestations of private repositories. */
export const builtInRepositories: ReadonlyMap<string, TufRepository> = new Map([
  ['public-good', repository(PUBLIC_GOOD, publicGood[PUBLIC_GOOD], '2026-10-23')],
  ['github', repository(GITHUB, github[GITHUB], '2026-10-23')],
])

interface Seed {
  readonly 'root.json': string
  readonly targets: { readonly 'trusted_root.json': string }
}

function repository(url: string, seed: Seed, asOf: string): TufRepository {
  const root = Buffer.from(seed['root.json'], 'base64')
  return { url, root, trustedRoot: Buffer.from(seed.targets['trusted_root.json'], 'base64').toString('utf8'), asOf }
}
