import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { apkOrder } from '../../src/languages/versions/apk.ts'
import { composerOrder } from '../../src/languages/versions/composer.ts'
import { debOrder } from '../../src/languages/versions/deb.ts'
import { gemOrder } from '../../src/languages/versions/gem.ts'
import { mavenOrder } from '../../src/languages/versions/maven.ts'
import type { VersionOrder } from '../../src/languages/versions/order.ts'
import { pep440Order } from '../../src/languages/versions/pep440.ts'
import { rpmOrder } from '../../src/languages/versions/rpm.ts'
import { goOrder, nugetOrder, semverOrder } from '../../src/languages/versions/semver.ts'

const shared = process.env.PREADMIT_SHARED
const open = shared === undefined ? describe.skip : describe

interface Pair {
  readonly a: string
  readonly b: string
  readonly order: '<' | '=' | '>' | null
  readonly valid?: boolean
}

const KINDS: readonly (readonly [string, VersionOrder])[] = [
  ['apk', apkOrder],
  ['composer', composerOrder],
  ['deb', debOrder],
  ['gem', gemOrder],
  ['go', goOrder],
  ['maven', mavenOrder],
  ['nuget', nugetOrder],
  ['pypi', pep440Order],
  ['rpm', rpmOrder],
  ['semver', semverOrder],
]

open(
  `our orders of versions agree with the real tools${shared === undefined ? ' (skipped: PREADMIT_SHARED is not set)' : ''}`,
  () => {
    test.each(KINDS)('%s', (kind, order) => {
      const table: { pairs: readonly Pair[] } = JSON.parse(
        readFileSync(`${shared}/conformance/vulnerabilities/versions/${kind}.json`, 'utf8'),
      )
      // OSV writes Go's versions without their `v`, so we read them; x/mod does not.
      const bare = ({ a, b }: Pair): boolean => kind === 'go' && !(a.startsWith('v') && b.startsWith('v'))
      const pairs = table.pairs.filter((pair) => pair.valid !== false && !bare(pair))
      const signs = { '-1': '<', '0': '=', '1': '>' } as const
      const said = pairs.map(({ a, b }) => {
        const answer = order(a, b)
        return [a, b, answer === undefined ? null : signs[`${answer}`]]
      })
      expect(pairs.length).toBeGreaterThanOrEqual(290)
      expect(said).toEqual(pairs.map(({ a, b, order: told }) => [a, b, told]))
    })
  },
)
