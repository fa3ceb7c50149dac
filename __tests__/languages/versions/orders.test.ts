import { describe, expect, test } from '@jest/globals'
import { apkOrder } from '../../../src/languages/versions/apk.ts'
import { composerOrder } from '../../../src/languages/versions/composer.ts'
import { debOrder } from '../../../src/languages/versions/deb.ts'
import { dottedOrder } from '../../../src/languages/versions/dotted.ts'
import { gemOrder } from '../../../src/languages/versions/gem.ts'
import { mavenOrder } from '../../../src/languages/versions/maven.ts'
import { MAX_VERSION_TEXT, type VersionOrder } from '../../../src/languages/versions/order.ts'
import { pep440Order } from '../../../src/languages/versions/pep440.ts'
import { rpmOrder } from '../../../src/languages/versions/rpm.ts'
import { goOrder, nugetOrder, semverOrder, shortSemverOrder } from '../../../src/languages/versions/semver.ts'

/** Versions from old to new; a list in it holds versions that are equal. */
const LADDERS: readonly (readonly [string, VersionOrder, readonly (string | readonly string[])[]])[] = [
  [
    'dpkg 1.21.22',
    debOrder,
    [
      '0.9-1ubuntu0.1~esm1',
      '0.9-1ubuntu0.1',
      '1.0~rc1-1',
      ['1.0', '1.0-0', '0:1.0'],
      '1.0-1~bpo12+1',
      ['1.0-1', '1.00-01'],
      '1.0-1+b6',
      '1.0-1+deb12u1',
      '1.0-rc1',
      '1.0+dfsg-1',
      '1:0.1',
    ],
  ],
  [
    'rpm 4.18.0',
    rpmOrder,
    ['1.0~rc1-1', ['1.0', '1_0'], '1.0-1.el9', '1.0-2', '1.0^git1-1', '1.0.a-1', ['1.0.5-1', '1.0.05-1'], '1.0.10-1', '1:0-1'],
  ],
  [
    'apk-tools 3.0.6',
    apkOrder,
    [
      '1.0_alpha1',
      '1.0_rc1',
      '1.0',
      '1.0-r0',
      '1.0-r1',
      '1.0_git20200101',
      '1.0_p1',
      '1.0a',
      '1.0.1',
      '8.2.0',
      '8.2.001',
      '8.10',
    ],
  ],
  [
    'packaging 26.4',
    pep440Order,
    [
      '1.0.dev1',
      '1.0a1',
      '1.0b2',
      ['1.0rc1', '1.0c1', '1.0-pre1'],
      ['1.0', '1', 'v1.0.0'],
      '1.0+local.1',
      ['1.0.post1', '1.0-1'],
      '1.1',
      '1!0.1',
    ],
  ],
  [
    'npm semver 7.8.6',
    semverOrder,
    ['1.0.0--1', '1.0.0', ['1.0.1', '1.0.1+build', 'v1.0.1'], '1.10.0-1', '1.10.0-alpha', '1.10.0-alpha.1', '1.10.0'],
  ],
  [
    'x/mod 0.43.0',
    goOrder,
    [
      'v0.0.0-20190101000000-aaaaaaaaaaaa',
      'v1.2.3',
      'v1.2.4-0.20200101000000-aaaaaaaaaaaa',
      ['v1.2.4', '1.2.4', 'v1.2.4+incompatible'],
      ['v1.3', '1.3.0'],
    ],
  ],
  ['NuGet', nugetOrder, ['1.0.0-Alpha', '1.0.0-beta', ['1.0', '1.0.0.0', '1.0.0+x'], '1.0.0.1', '1.10']],
  ['short semantic versions', shortSemverOrder, ['1-rc.1', ['1', '1.0.0'], '1.2', '1.2.1']],
  [
    'maven-artifact 3.8.7',
    mavenOrder,
    [
      ['1.0-alpha-1', '1.0a1'],
      '1.0-beta-1',
      '1.0-milestone-1',
      ['1.0-rc-1', '1.0-cr1'],
      '1.0-SNAPSHOT',
      ['1.0', '1', '1-ga', '1.0.0-final'],
      '1-sp-1',
      ['1.foo1', '1-foo-1'],
      '1-1',
      '1.1',
    ],
  ],
  ['RubyGems 3.3.15', gemOrder, ['1.0.a', ['1.0.pre.1', '1.0-1'], ['1.0', '1', '1.0.0'], '1.0.1', '1.10']],
  [
    'composer/semver 3.3.2',
    composerOrder,
    [
      'dev-main',
      '1.0-dev',
      ['1.0-alpha1', '1.0a1'],
      '1.0-beta',
      '1.0-RC1',
      ['1.0', '1.0.0.0', 'v1.0@stable', '1.0+build'],
      ['1.0-p1', '1.0pl1'],
      '1.0.1',
      '1.x-dev',
      '2.0',
    ],
  ],
  ['CRAN', dottedOrder, ['1.0', ['1.0.1', '1.0-1'], '1.0-10', '1.1']],
]

describe.each(LADDERS)('the order of %s', (_, order, ladder) => {
  const rungs = ladder.flatMap((rung, height) => [rung].flat().map((version) => ({ version, height })))

  test('puts every pair as the tool does', () => {
    const pairs = rungs.flatMap((a) => rungs.map((b) => ({ a, b })))
    const said = pairs.map(({ a, b }) => [a.version, b.version, order(a.version, b.version)])
    expect(said).toEqual(pairs.map(({ a, b }) => [a.version, b.version, Math.sign(a.height - b.height)]))
  })

  test('has no place for a text that is too long', () => {
    const last = rungs.at(-1)?.version ?? ''
    expect(order(last, '1'.repeat(MAX_VERSION_TEXT + 1))).toBeUndefined()
  })
})

describe('a text that is no version', () => {
  test.each<[string, VersionOrder, string]>([
    ['an empty one of deb', debOrder, ''],
    ['an epoch of deb that is no number', debOrder, 'a:1'],
    ['an empty one of rpm', rpmOrder, '1:-2'],
    ['one of apk without a number', apkOrder, 'edge'],
    ['a branch in npm', semverOrder, 'main'],
    ['a short version in npm', semverOrder, '1.2'],
    ['a short version with more in Go', goOrder, '1.2-rc.1'],
    ['a word in PyPI', pep440Order, 'unknown'],
    ['a number with a sign in RubyGems', gemOrder, '1.~2'],
    ['a word in Composer', composerOrder, 'latest'],
    ['(devel) in Go', goOrder, '(devel)'],
    ['a word in CRAN', dottedOrder, '1.0b'],
  ])('%s has no order', (_, order, text) => {
    expect(order(text, text)).toBeUndefined()
    expect(order('1.0.0', text)).toBeUndefined()
  })

  test('two named branches of Composer have no order among themselves', () => {
    expect(composerOrder('dev-main', 'dev-other')).toBeUndefined()
  })

  test('a text of the greatest length still has one', () => {
    expect(debOrder('1'.repeat(MAX_VERSION_TEXT), '1')).toBe(1)
  })
})
