import { absent, found } from '../../model/answer.ts'
import { STALE_TRUST_ROOT_DAYS } from '../../model/limits.ts'
import type { TrustRootEntry } from '../../model/policy.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Trust, TrustedRootText } from '../../ports/trust.ts'
import type { Renewal } from './renew.ts'
import { builtInRepositories, type TufRepository } from './repositories.ts'

/** What trust roots need of a run. */
export interface TrustOptions {
  readonly renew: Renewal
  readonly clock: Pick<Clock, 'now'>
  readonly log: Pick<Log, 'warn'>
}

/**
 * Trust roots by name: those that the policy names first, as they stand in its files; then the built-in ones, renewed over TUF. Where
 * that fails, the copy of this release is the answer, marked stale and said in the log. Every call asks again.
 */
export function createTrust(entries: readonly TrustRootEntry[], options: TrustOptions): Trust {
  const named = new Map(entries.map(({ name, json }) => [name, json]))
  return {
    requests: options.renew.requests,
    async root(name) {
      const json = named.get(name)
      if (json !== undefined) return found({ json })
      const repository = builtInRepositories.get(name)
      return repository === undefined ? absent : found(await newest(name, repository, options))
    },
  }
}

async function newest(name: string, repository: TufRepository, { renew, clock, log }: TrustOptions): Promise<TrustedRootText> {
  const renewed = await renew(repository)
  if (renewed.kind === 'found') return { json: renewed.value }
  const why = renewed.kind === 'unknown' ? renewed.problem : { kind: 'unresolved' as const, about: name, detail: 'there is none' }
  const days = Math.floor((clock.now().getTime() - Date.parse(repository.asOf)) / 86_400_000)
  const old = days > STALE_TRUST_ROOT_DAYS ? `, ${days} days old: update Preadmit` : ''
  log.warn(
    `the trust root "${name}" could not be renewed from ${new URL(repository.url).host} (${why.detail}); the copy of this release (${repository.asOf}${old}) is used`,
  )
  const detail = `it could not be renewed (${why.detail}), and its copy of ${repository.asOf} does not know who vouches here`
  return { json: repository.trustedRoot, stale: { kind: why.kind, about: `trust root "${name}"`, detail } }
}
