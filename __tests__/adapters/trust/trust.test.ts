import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { builtInRepositories } from '../../../src/adapters/trust/repositories.ts'
import { createTrust } from '../../../src/adapters/trust/trust.ts'
import { type Answer, found, unknown } from '../../../src/model/answer.ts'
import { STALE_TRUST_ROOT_DAYS } from '../../../src/model/limits.ts'
import type { TrustRootEntry } from '../../../src/model/policy.ts'
import { readTrustRoot } from '../../../src/verify/trust-root.ts'
import { recordingLog } from '../../fakes/quiet.ts'

const DAY = 86_400_000

function trustWith(entries: readonly TrustRootEntry[], renewed: Answer<string>, daysLater = 1) {
  const log = recordingLog()
  const asked: string[] = []
  const ask = async ({ url }: { readonly url: string }) => {
    asked.push(url)
    return renewed
  }
  const renew = Object.assign(ask, { requests: () => asked.map((url) => ({ host: new URL(url).host, count: 5 })) })
  const asOf = Date.parse(builtInRepositories.get('public-good')?.asOf ?? '')
  const clock = { now: () => new Date(asOf + daysLater * DAY) }
  return { trust: createTrust(entries, { renew, clock, log }), log, asked }
}

const silent = unknown('unreachable', 'the trust root', 'ENOTFOUND')

describe('trust roots', () => {
  test.each([
    ['public-good', 'https://tuf-repo-cdn.sigstore.dev', [2, 2, 2, 1]],
    ['github', 'https://tuf-repo.github.com', [0, 0, 6, 6]],
  ])('%s is what its repository hands out now', async (name, url, sizes) => {
    const { trust, asked, log } = trustWith([], found('{"new":1}'))
    expect(await trust.root(name)).toEqual(found({ json: '{"new":1}' }))
    expect(asked).toEqual([url])
    expect(trust.requests()).toEqual([{ host: new URL(url).host, count: 5 }])
    expect(log.lines).toEqual([])
    const embedded = readTrustRoot(name, builtInRepositories.get(name)?.trustedRoot ?? '')
    const counts = embedded.ok && {
      ...{ logs: embedded.value.logs.length, ctLogs: embedded.value.ctLogs.length },
      ...{ authorities: embedded.value.authorities.length, stamps: embedded.value.timestampAuthorities.length },
    }
    expect(Object.values(counts || {})).toEqual(sizes)
  })

  test.each(['public-good', 'github'])(
    '%s falls back to the copy of this release, says so, and is marked stale',
    async (name) => {
      const { trust, log } = trustWith([], silent)
      const embedded = builtInRepositories.get(name)
      const stale = { kind: 'unreachable', about: `trust root "${name}"`, detail: expect.stringContaining('ENOTFOUND') }
      expect(await trust.root(name)).toEqual(found({ json: embedded?.trustedRoot, stale }))
      expect(log.lines).toEqual([expect.stringMatching(/could not be renewed from tuf-repo\S+ \(ENOTFOUND\).* is used$/)])
    },
  )

  test('a copy is called old after STALE_TRUST_ROOT_DAYS', async () => {
    const young = trustWith([], silent, STALE_TRUST_ROOT_DAYS)
    await young.trust.root('public-good')
    expect(young.log.lines.join()).not.toContain('days old')
    const old = trustWith([], silent, STALE_TRUST_ROOT_DAYS + 1)
    await old.trust.root('public-good')
    expect(old.log.lines.join()).toContain(`${STALE_TRUST_ROOT_DAYS + 1} days old: update Preadmit`)
  })

  test('a root that the policy names is its text, never another one, and nothing is asked for it', async () => {
    const { trust, asked } = trustWith([{ name: 'acme', json: '{"acme":1}' }], silent)
    expect(await trust.root('acme')).toEqual(found({ json: '{"acme":1}' }))
    expect(await trust.root('acme2')).toEqual({ kind: 'absent' })
    expect(await trust.root('../../etc/passwd')).toEqual({ kind: 'absent' })
    expect(asked).toEqual([])
  })

  test('the policy can name its own github root, for servers of its own', async () => {
    const { trust, asked } = trustWith([{ name: 'github', json: '{}' }], silent)
    expect(await trust.root('github')).toEqual(found({ json: '{}' }))
    expect(asked).toEqual([])
  })

  test('what is built in is exactly what was looked at when it was built in: with other bytes, look again and change its day', () => {
    const sums = [...builtInRepositories.values()].map(({ root, trustedRoot, asOf }) => [
      ...[root, trustedRoot].map((bytes) => createHash('sha256').update(bytes).digest('hex')),
      asOf,
    ])
    expect(sums).toMatchInlineSnapshot(`
[
  [
    "27aea7e372aa7864065174f0661784fcf8b0e28b1dbfebeada31a0f1fb19167f",
    "6494e21ea73fa7ee769f85f57d5a3e6a08725eae1e38c755fc3517c9e6bc0b66",
    "2026-10-23",
  ],
  [
    "eb303461e0109458144b6ebcbfd62aaa6f6d7481e9ca77504b85f17761661462",
    "484cdfe1a7c65479c5ba2a22193d1be90f0020db1997de696ab207434c62fbb7",
    "2026-10-23",
  ],
]
`)
  })
})
