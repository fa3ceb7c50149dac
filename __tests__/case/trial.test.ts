import { describe, expect, test } from '@jest/globals'
import { judge } from '../../src/judge/judge.ts'
import type { Judgement } from '../../src/model/judgement.ts'
import { ABSENT, answered, facts, image, UNREACHABLE, use } from '../judge/facts.ts'
import { mistakesIn, policyOf } from '../policy/policy-text.ts'

const KEY = 'authorities: {release: {key: {file: keys/platform.pub}}}'

function trial(how: string, now = '2026-11-21T12:00:00Z'): Judgement {
  const policy = policyOf(`version: 1\n${KEY}\nimages: [{match: ["**"], ${how}, signedBy: {anyOf: [release]}}]\n`)
  return judge(
    policy,
    answered(policy, { ...facts([use('nginx:1')]), now }, () => ABSENT),
  )
}

function said({ findings }: Judgement): readonly string[] {
  return findings.filter(({ rule }) => rule.startsWith('signature/')).map(({ level, message }) => `${level} ${message}`)
}

describe('an entry on trial', () => {
  test('warns of what it refuses, with the day from which it blocks', () => {
    const judged = trial('from: 2027-01-15')
    expect([judged.verdict, judged.rulings[0]?.ruling]).toEqual(['passed', 'cleared'])
    expect(said(judged)).toEqual([expect.stringMatching(/^warning .*; this only warns until it blocks, from 2027-01-15 on$/)])
  })

  test.each([
    ['2027-01-14T23:59:59Z', 'passed'],
    ['2027-01-15T00:00:00Z', 'blocked'],
  ])('ends by itself: at %s it is %s', (now, verdict) => {
    expect(trial('from: 2027-01-15', now).verdict).toBe(verdict)
  })

  test('without a day it says so', () => {
    expect(said(trial('mode: warn'))).toEqual([expect.stringContaining('the entry is on trial (`mode: warn`)')])
  })

  test('warns at most, whatever level its rule has', () => {
    const policy = policyOf(
      `version: 1\n${KEY}\nimages: [{match: ["**"], mode: warn, signedBy: {anyOf: [release]}}]\nrules: {signature/missing: error}\n`,
    )
    expect(
      judge(
        policy,
        answered(policy, facts([use('nginx:1')]), () => ABSENT),
      ).verdict,
    ).toBe('passed')
  })

  test('says as a warning what could not be checked', () => {
    const policy = policyOf(`version: 1\n${KEY}\nimages: [{match: ["**"], mode: warn, signedBy: {anyOf: [release]}}]\n`)
    const judged = judge(
      policy,
      answered(policy, facts([use('nginx:1')]), () => UNREACHABLE),
    )
    expect([judged.verdict, said(judged)]).toEqual(['passed', [expect.stringMatching(/^warning /)]])
  })

  test('takes nothing from another entry for the same image: what both demand blocks', () => {
    const policy = policyOf('version: 1\nimages: [{match: ["**"], mode: warn, pinned: true}, {match: ["**"], pinned: true}]\n')
    expect(judge(policy, facts([use('nginx:1')])).verdict).toBe('blocked')
  })

  test('does not excuse an image that nobody knows: it is unverified', () => {
    const policy = policyOf('version: 1\nimages: [{match: ["**"], mode: warn, pinned: true}]\n')
    const unknown = { kind: 'unknown', problem: { kind: 'unreachable', about: 'docker.io', detail: 'refused' } } as const
    expect(judge(policy, facts([use('nginx:1')], { answers: { 'nginx:1': unknown } })).verdict).toBe('unverified')
    expect(judge(policy, facts([use('nginx:1')], { answers: { 'nginx:1': image('nginx:1') } })).verdict).toBe('passed')
  })

  test.each([
    ['from: tomorrow', '"tomorrow" is not a date'],
    ['from: 2027-02-30', '"2027-02-30" is not a date'],
    ['mode: off', '"off" is not known here'],
  ])('is refused as %s', (how, message) => {
    expect(mistakesIn(`version: 1\nimages: [{match: ["**"], ${how}, pinned: true}]\n`)).toEqual([
      expect.stringContaining(message),
    ])
  })
})
