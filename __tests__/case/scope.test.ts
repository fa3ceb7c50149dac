import { describe, expect, test } from '@jest/globals'
import { treatsAlike } from '../../src/gate/account.ts'
import { judge } from '../../src/judge/judge.ts'
import { facts, use } from '../judge/facts.ts'
import { mistakesIn, policyOf } from '../policy/policy-text.ts'

const SCOPED = policyOf('version: 1\nimages: [{match: ["**"], paths: [prod/**], allowed: false}]\n')
const LEVELS = policyOf('version: 1\nrules: {image/unpinned: [error, {level: off, paths: [dev/**]}]}\n')
const EXCUSED = policyOf(`version: 1
images: [{match: ["**"], pinned: true}]
exceptions: [{rule: image/unpinned, image: docker.io/library/nginx, repositories: [Acme/*], reason: r, owner: o, expires: 2026-12-01}]
`)

describe('a part of a policy with a scope', () => {
  test.each([
    ['prod/a/b.yaml', 'blocked'],
    ['dev/prod/b.yaml', 'passed'],
  ])('holds in its files alone: %s', (file, verdict) => {
    expect(judge(SCOPED, facts([use('nginx:1', file)])).verdict).toBe(verdict)
  })

  test('holds for an image of the command line, which is in no file', () => {
    const given = use('nginx:1', 'argument 1')
    const origin = { ...given.reference.origin, format: 'argument' }
    expect(judge(SCOPED, facts([{ ...given, reference: { ...given.reference, origin } }])).verdict).toBe('blocked')
  })

  test.each([
    ['k8s/a.yaml', 'blocked'],
    ['dev/a.yaml', 'passed'],
  ])('sets the level in its files: %s', (file, verdict) => {
    expect(judge(LEVELS, facts([use('nginx:1', file)])).verdict).toBe(verdict)
  })

  test.each([
    ['acme/web', 'passed'],
    ['acme-evil/web', 'blocked'],
    ['', 'blocked'],
  ])('excuses in its repositories alone: %j', (repository, verdict) => {
    const given = facts([use('nginx:1')])
    expect(judge(EXCUSED, { ...given, change: { ...given.change, repository } }).verdict).toBe(verdict)
  })

  test('judges a file anew that moves into it or out of it', () => {
    expect([treatsAlike(SCOPED, 'dev/a.yaml', 'prod/a.yaml'), treatsAlike(LEVELS, 'dev/a.yaml', 'k8s/a.yaml')]).toEqual([
      false,
      false,
    ])
    expect(treatsAlike(SCOPED, 'dev/a.yaml', 'k8s/a.yaml')).toBe(true)
  })

  test.each([
    ['rules: {image/unpinned: [error, off]}', 'a list of levels says nowhere where each holds'],
    ['rules: {image/unpinned: [error, {level: off}]}', 'is set twice for every file'],
    ['rules: {image/unpinned: {paths: [dev/**]}}', '"paths" limits a level, and only a level'],
    ['rules: {image/unpinned: warn}', 'write "warning": warn is a mode, not a level'],
    ['images: [{match: ["**"], signedBy: release}]', 'write {anyOf: [release]}'],
    ['images: [{match: ["**"], paths: [/prod/**], pinned: true}]', 'write "prod/**"'],
  ])('is refused as %s', (text, said) => {
    expect(mistakesIn(`version: 1\n${text}\n`)).toEqual(expect.arrayContaining([expect.stringContaining(said)]))
  })
})
