import { describe, expect, test } from '@jest/globals'
import { judge } from '../../src/judge/judge.ts'
import type { ChangeInfo, Facts } from '../../src/model/facts.ts'
import type { Policy } from '../../src/model/policy.ts'
import { weakerThan } from '../../src/policy/weaker.ts'
import { facts, use } from '../judge/facts.ts'
import { mistakesIn, policyOf } from '../policy/policy-text.ts'

type On = Partial<Pick<ChangeInfo, 'branch' | 'environment'>>

function on(given: Facts, occasion: On): Facts {
  return { ...given, change: { ...given.change, ...occasion } }
}

function verdict(policy: Policy, occasion: On): string {
  return judge(policy, on(facts([use('nginx:1')]), occasion)).verdict
}

const ENTRY = policyOf('version: 1\nimages: [{match: ["**"], branches: [main, release/**], allowed: false}]\n')
const DEPLOYED = policyOf('version: 1\nimages: [{match: ["**"], environments: {except: [dev]}, allowed: false}]\n')
const QUIET = policyOf('version: 1\nrules: {image/unpinned: [error, {level: off, branches: [dev]}]}\n')
const LOUD = policyOf('version: 1\nrules: {image/unpinned: [off, {level: error, branches: [main]}]}\n')
const EXCUSED = policyOf(`version: 1
rules: {image/unpinned: error}
exceptions: [{rule: image/unpinned, image: docker.io/library/nginx, branches: [dev], reason: r, owner: o, expires: 2026-12-01}]
`)

describe('a part of a policy for some branches or environments', () => {
  test.each<[string, Policy, On, string]>([
    ['an entry on its branch', ENTRY, { branch: 'release/1/x' }, 'blocked'],
    ['an entry on another branch', ENTRY, { branch: 'maintenance' }, 'passed'],
    ['an entry where no branch is known', ENTRY, {}, 'blocked'],
    ['an entry in an environment', DEPLOYED, { environment: 'production' }, 'blocked'],
    ['an entry in the environment that is left out', DEPLOYED, { environment: 'dev' }, 'passed'],
    ['an entry where no environment is known', DEPLOYED, { branch: 'dev' }, 'blocked'],
    ['a quieter level on its branch', QUIET, { branch: 'dev' }, 'passed'],
    ['a quieter level where no branch is known', QUIET, {}, 'blocked'],
    ['a louder level on its branch', LOUD, { branch: 'main' }, 'blocked'],
    ['a louder level on another branch', LOUD, { branch: 'dev' }, 'passed'],
    ['a louder level where no branch is known', LOUD, {}, 'blocked'],
    ['an exception on its branch', EXCUSED, { branch: 'dev' }, 'passed'],
    ['an exception on another branch', EXCUSED, { branch: 'main' }, 'blocked'],
    ['an exception where no branch is known', EXCUSED, {}, 'blocked'],
  ])('%s', (_, policy, occasion, expected) => {
    expect(verdict(policy, occasion)).toBe(expected)
  })

  test.each([
    ['images: [{match: ["**"], branches: [refs/heads/main], pinned: true}]', 'write "main"'],
    ['images: [{match: ["**"], branches: [], pinned: true}]', 'the list is empty'],
    ['rules: {image/unpinned: {branches: [main]}}', '"branches" limits a level, and only a level'],
    ['rules: {image/unpinned: [error, {level: off}]}', 'is set twice for every file'],
  ])('is refused as %s', (text, said) => {
    expect(mistakesIn(`version: 1\n${text}\n`)).toEqual(expect.arrayContaining([expect.stringContaining(said)]))
  })
})

const STRICT = policyOf('version: 1\nimages: [{match: ["**"], pinned: true}]\nrules: {image/unpinned: error}\n')

describe('a proposed policy with occasions is weaker', () => {
  test.each([
    [
      'images: [{match: ["**"], branches: [main], pinned: true}]\nrules: {image/unpinned: error}',
      'holds only for the branches main',
    ],
    [
      'images: [{match: ["**"], environments: {except: [dev]}, pinned: true}]\nrules: {image/unpinned: error}',
      'holds not for the environments dev',
    ],
    [
      'images: [{match: ["**"], pinned: true}]\nrules: {image/unpinned: [warning, {level: error, branches: [main]}]}',
      'lowers image/unpinned',
    ],
    [
      'images: [{match: ["**"], pinned: true}]\nrules: {image/unpinned: [error, {level: off, branches: [dev]}]}',
      'sets image/unpinned to off',
    ],
    ['images: [{match: ["**"], mode: warn, pinned: true}]\nrules: {image/unpinned: error}', 'only warns (mode: warn)'],
    ['images: [{match: ["**"], from: 2027-01-01, pinned: true}]\nrules: {image/unpinned: error}', 'only warns until 2027-01-01'],
  ])('%s', (text, said) => {
    expect(weakerThan(STRICT, policyOf(`version: 1\n${text}\n`))).toEqual(expect.arrayContaining([expect.stringContaining(said)]))
  })

  test('and not where a trial ends earlier', () => {
    const until = (day: string): Policy => policyOf(`version: 1\nimages: [{match: ["**"], from: ${day}, pinned: true}]\n`)
    expect(weakerThan(until('2027-02-01'), until('2027-01-01'))).toEqual([])
    expect(weakerThan(until('2027-01-01'), until('2027-02-01'))).not.toEqual([])
  })
})
