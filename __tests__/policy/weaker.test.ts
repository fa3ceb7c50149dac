import { describe, expect, test } from '@jest/globals'
import { consequencesOf } from '../../src/judge/consequences.ts'
import { judge } from '../../src/judge/judge.ts'
import { weakerThan } from '../../src/policy/weaker.ts'
import { digestOf, facts, use } from '../judge/facts.ts'
import { policyOf } from './policy-text.ts'
import { SAMPLE } from './sample.ts'

const sample = policyOf(SAMPLE)

/** What is weaker in the sample after one replacement in its text. */
function weakened(from: string, to: string): readonly string[] {
  expect(SAMPLE).toContain(from)
  return weakerThan(sample, policyOf(SAMPLE.replace(from, to)))
}

describe('a proposed policy', () => {
  test("that gives GitHub's own trust root is weaker: authorities use it without naming it", () => {
    expect(
      weakened('  acme: trust/trusted_root.json', '  acme: trust/trusted_root.json\n  github: trust/trusted_root.json'),
    ).toEqual([expect.stringContaining('trusts a root under the name "github"')])
  })

  test('that is the same, in another order, is not weaker', () => {
    expect(
      weakerThan(sample, { ...sample, images: sample.images.toReversed(), authorities: sample.authorities.toReversed() }),
    ).toEqual([])
  })

  test.each<[string, string, string]>([
    ['mode: enforce', 'mode: warn', 'reports only: mode goes from enforce to warn'],
    ['onUnverified: block', 'onUnverified: warn', 'passes what could not be decided: onUnverified goes to warn'],
    ['except: [ghcr.io/acme/sandbox/**]', 'except: [ghcr.io/acme/**]', 'excepts ghcr.io/acme/**, for ghcr.io/acme/**'],
    ['    pinned: true ', '    paths: [prod/**]\n    pinned: true ', 'holds only in prod/**, for ghcr.io/acme/**'],
    ['    pinned: true ', '    paths: {except: [dev/**]}\n    pinned: true ', 'does not hold in dev/**, for ghcr.io/acme/**'],
    ['image/unpinned: error', 'image/unpinned: [error, {level: off, paths: [dev/**]}]', 'sets image/unpinned to off in dev/**'],
    ['pinned: true ', 'pinned: false ', 'does not demand a digest, for ghcr.io/acme/**'],
    [
      '[release, platform-key]',
      '[release, platform-key, any-acme-workflow]',
      'is content with what is signed by any of release, platform-key, any-acme-workflow instead of any of release, platform-key, for ghcr.io/acme/**',
    ],
    [
      'subject: index',
      'subject: index-or-each-platform',
      'takes proofs of index-or-each-platform instead of index, for ghcr.io/acme/**',
    ],
    [
      'source: https://github.com/acme/*',
      'source: https://github.com/acme/**',
      'does not demand a slsa-provenance attestation with {"builder":"https://github.com/actions/runner/github-hosted","source":"https://github.com/acme/*"}, for ghcr.io/acme/**',
    ],
    [
      'maxAge: 7d',
      'inline: true\n        maxAge: 7d',
      'takes a vulnerability-scan attestation that only its index vouches for, for ghcr.io/acme/**',
    ],
    ['maxAge: 7d', 'maxAge: 30d', 'takes an age of 30d instead of 7d, for ghcr.io/acme/**'],
    ['[linux/amd64, linux/arm64]', '[linux/amd64]', 'does not demand linux/arm64, for ghcr.io/acme/**'],
    [
      'minAge: 3d',
      'minAge: {of: 3d, by: created}',
      'believes the date that an image gives itself instead of a proven one, for ghcr.io/acme/**',
    ],
    ['minAge: 3d', 'minAge: 1d', 'takes images of 1d instead of 3d, for ghcr.io/acme/**'],
    ['match: [docker.io/**]', 'match: [docker.io/library/**]', 'has no entry for docker.io/** any more'],
    ['image/unpinned: error', 'image/unpinned: off', 'lowers image/unpinned from error to off'],
    ['ref: refs/heads/main', 'ref: refs/heads/*', 'trusts somebody else under the name "release"'],
    [
      'paths: [dev/**]',
      'paths: [dev/**, staging/**]',
      'excuses image/unpinned for docker.io/library/redis:7.4, dev/**, staging/** until 2027-01-31',
    ],
    ['["**/testdata/**"]', '["**/testdata/**", "k8s/**"]', 'no longer looks at k8s/**'],
    ['policies/**/*.yaml', 'other/*.yaml', 'no longer holds changes against policies/**/*.yaml'],
    ['allowPrivate: true', 'allowPrivate: false', 'may contact registry.acme.internal:5000'],
  ])('with %s become %s says so', (from, to, expected) => {
    expect(weakened(from, to)).toEqual([expected])
  })

  test.each<[string, string]>([
    ['[release, platform-key]', '[release]'],
    ['minAge: 3d', 'minAge: 7d'],
    ['minAge: 3d', 'minAge: {of: 3d, by: proven}'],
    ['maxAge: 7d', 'maxAge: 1d'],
    ['[linux/amd64, linux/arm64]', '[linux/amd64, linux/arm64, linux/s390x]'],
    ['except: [ghcr.io/acme/sandbox/**]\n', '\n'],
    ['subject: index', 'subject: each-platform'],
  ])('with %s become %s is not weaker', (from, to) => {
    expect(weakened(from, to)).toEqual([])
  })

  test('that asks fewer of several signers is weaker', () => {
    const of = (signedBy: string) =>
      policyOf(
        `version: 1\nauthorities: {a: {github: {repository: a/b}}, b: {github: {repository: b/c}}}\nimages: [{match: ["**"], signedBy: ${signedBy}}]`,
      )
    expect(weakerThan(of('{allOf: [a, b]}'), of('{allOf: [a]}'))).toHaveLength(1)
    expect(weakerThan(of('{allOf: [a, b]}'), of('{anyOf: [a, b]}'))).toHaveLength(1)
    expect(weakerThan(of('{anyOf: [a, b]}'), of('{allOf: [a, b]}'))).toEqual([])
  })

  test('shows which images of the change it would rule otherwise', () => {
    const current = policyOf('version: 1\nimages: [{match: ["**"], pinned: true}]')
    const proposed = policyOf('version: 1\nimages: [{match: [ghcr.io/**], pinned: true}]')
    expect(consequencesOf(current, proposed, facts([use('nginx:1'), use(`redis:7@${digestOf('r')}`)]))).toEqual([
      'has no entry for ** any more',
      'makes nginx:1 cleared instead of blocked',
    ])
  })
})

test('what a proposed policy would change is shown with the notice that it changes', () => {
  const gateFiles = [
    { file: '.github/preadmit.yml', what: 'policy', status: 'modified', consequences: ['excepts ghcr.io/evil/**'] },
  ] as const
  const one = judge(sample, facts([], { gateFiles })).findings.find(({ rule }) => rule === 'policy/changed')
  expect(one?.evidence).toEqual(['the new policy excepts ghcr.io/evil/**'])
})
