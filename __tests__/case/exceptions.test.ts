import { describe, expect, test } from '@jest/globals'
import { judge } from '../../src/judge/judge.ts'
import { unknown } from '../../src/model/answer.ts'
import type { Exception, Policy } from '../../src/model/policy.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import { ABSENT, answered, digestOf, facts, rulingsIn, soundsOf, template, UNREACHABLE, use } from '../judge/facts.ts'
import { policyOf } from '../policy/policy-text.ts'

const REDIS: Exception = {
  line: 3,
  rule: 'image/unpinned',
  image: 'docker.io/library/redis:7.4',
  paths: ['dev/**'],
  reason: 'local only',
  owner: '@acme/platform',
  expires: '2026-12-31',
}
const strict: Policy = { ...builtInPolicy, rules: [{ rule: 'image/unpinned', level: 'error', options: {} }] }
const withExceptions = (...exceptions: readonly Exception[]): Policy => ({ ...strict, exceptions })

describe('an exception', () => {
  test('exempts what would block, and is listed with its days left', () => {
    const judgement = judge(withExceptions(REDIS), facts([use('redis:7.4', 'dev/compose.yaml')]))
    expect(judgement.rulings[0]?.ruling).toBe('exempt')
    expect(judgement.verdict).toBe('passed')
    expect(judgement.findings[0]?.exceptedBy).toEqual({
      line: 3,
      reason: 'local only',
      owner: '@acme/platform',
      expires: '2026-12-31',
      daysLeft: 40,
    })
  })

  test.each([
    ['another tag', 'redis:7.5', 'dev/compose.yaml'],
    ['another file', 'redis:7.4', 'prod/compose.yaml'],
    ['another repository', 'bitnami/redis:7.4', 'dev/compose.yaml'],
    ['another host', 'docker.io.evil.example/library/redis:7.4', 'dev/compose.yaml'],
  ])('does not cover %s', (_, text, file) => {
    expect(rulingsIn(withExceptions(REDIS), facts([use(text, file)]))).toEqual(['blocked'])
  })

  test('for one digest does not cover another', () => {
    const denied: Policy = {
      ...policyOf(`version: 1\nimages: [{match: ["**"], denied: ["${digestOf('a')}", "${digestOf('b')}"]}]`),
      exceptions: [{ ...REDIS, rule: 'image/denied', image: `docker.io/library/redis@${digestOf('a')}`, paths: [] }],
    }
    expect(rulingsIn(denied, facts([use(`redis@${digestOf('a')}`), use(`redis@${digestOf('b')}`)]))).toEqual([
      'exempt',
      'blocked',
    ])
  })

  test('for another rule covers nothing', () => {
    expect(rulingsIn(withExceptions({ ...REDIS, rule: 'image/not-found' }), facts([use('redis:7.4', 'dev/a.yaml')]))).toEqual([
      'blocked',
    ])
  })

  test('without any scope covers nothing', () => {
    const { image: _, ...everywhere } = { ...REDIS, paths: [] }
    expect(rulingsIn(withExceptions(everywhere), facts([use('redis:7.4', 'dev/a.yaml')]))).toEqual(['blocked'])
  })

  test('two exceptions never combine into a wider one', () => {
    const imageElsewhere = { ...REDIS, paths: ['staging/**'] }
    const pathForOther = { ...REDIS, image: 'docker.io/library/postgres', paths: ['dev/**'] }
    expect(rulingsIn(withExceptions(imageElsewhere, pathForOther), facts([use('redis:7.4', 'dev/a.yaml')]))).toEqual(['blocked'])
  })

  test('of several that fit, the one that lasts longest is listed, in any order', () => {
    const longer = { ...REDIS, line: 9, expires: '2027-01-15' }
    const used = (policy: Policy): number | undefined =>
      judge(policy, facts([use('redis:7.4', 'dev/a.yaml')])).findings[0]?.exceptedBy?.line
    expect([used(withExceptions(REDIS, longer)), used(withExceptions(longer, REDIS))]).toEqual([9, 9])
  })

  test('holds on its last day and not on the next', () => {
    const on = (day: string): string =>
      rulingsIn(withExceptions(REDIS), facts([use('redis:7.4', 'dev/a.yaml')], { now: day }))[0] ?? ''
    expect([on('2026-12-31T23:59:59Z'), on('2027-01-01T00:00:00Z')]).toEqual(['exempt', 'blocked'])
  })

  test('that covers one obstacle leaves the others blocking', () => {
    const policy = policyOf(`version: 1
authorities: {a: {key: {file: keys/platform.pub}}}
images: [{match: ["**"], pinned: true, signedBy: {anyOf: [a]}}]
exceptions: [{rule: image/unpinned, image: "docker.io/library/redis", reason: r, owner: o, expires: 2026-12-31}]
`)
    expect(
      rulingsIn(
        policy,
        answered(policy, facts([use('redis:7')]), () => ABSENT),
      ),
    ).toEqual(['blocked'])
  })

  test('cannot turn an outage into a pass: it is unverified', () => {
    const policy = withExceptions({ ...REDIS, paths: [] }, { ...REDIS, rule: 'image/unresolved', paths: [] })
    const given = facts([use('redis:7.4')], {
      answers: { 'redis:7.4': unknown('unreachable', 'docker.io', 'connection refused') },
    })
    expect(rulingsIn(policy, given)).toEqual(['unverified'])
  })

  test('cannot stand for a signature that could not be checked: it is unverified', () => {
    const policy = policyOf(`version: 1
authorities: {a: {key: {file: keys/platform.pub}}}
images: [{match: ["**"], signedBy: {anyOf: [a]}}]
exceptions:
  - {rule: signature/unchecked, image: docker.io/library/redis, reason: r, owner: o, expires: 2026-12-31}
  - {rule: signature/missing, image: docker.io/library/redis, reason: r, owner: o, expires: 2026-12-31}
`)
    expect(
      rulingsIn(
        policy,
        answered(policy, facts([use('redis:7')]), () => UNREACHABLE),
      ),
    ).toEqual(['unverified'])
  })

  test('for a missing image does not excuse the signature that is demanded of it', () => {
    const policy = policyOf(`version: 1
authorities: {a: {key: {file: keys/platform.pub}}}
images: [{match: ["**"], signedBy: {anyOf: [a]}}]
exceptions: [{rule: image/not-found, image: docker.io/library/redis, reason: r, owner: o, expires: 2026-12-31}]
`)
    expect(rulingsIn(policy, facts([use('redis:7')], { answers: { 'redis:7': { kind: 'absent' } } }))).toEqual(['blocked'])
  })

  test('may cover what a file leaves open for good: a template', () => {
    const policy: Policy = {
      ...builtInPolicy,
      exceptions: [{ line: 1, rule: 'image/unresolved', paths: ['chart/**'], reason: 'r', owner: 'o', expires: '2026-12-31' }],
    }
    expect(rulingsIn(policy, facts([template('{{ x }}'), template('{{ x }}', 'other/app.yaml')]))).toEqual([
      'exempt',
      'unverified',
    ])
  })

  test('may cover a file that cannot be read', () => {
    const unread = [{ file: 'chart/a.yaml', why: 'a template', partly: false }]
    const policy: Policy = {
      ...builtInPolicy,
      exceptions: [{ line: 1, rule: 'file/unreadable', paths: ['chart/**'], reason: 'r', owner: 'o', expires: '2026-12-31' }],
    }
    expect([judge(policy, facts([], { unread })).verdict, judge(builtInPolicy, facts([], { unread })).verdict]).toEqual([
      'passed',
      'unverified',
    ])
  })

  test('that is unused changes nothing', () => {
    expect(rulingsIn(withExceptions(REDIS), facts([use(`nginx:1@${digestOf('n')}`)]))).toEqual(['cleared'])
  })
})

describe('the end of an exception', () => {
  const expired = { ...REDIS, expires: '2026-11-20' }

  test('is an error where it is still needed', () => {
    const sounds = soundsOf(judge(withExceptions(expired), facts([use('redis:7.4', 'dev/a.yaml')])))
    expect(sounds).toEqual(['error policy/exception-expired', 'error image/unpinned'])
  })

  test('is only noted in a change that does not need it', () => {
    const judgement = judge(withExceptions(expired), facts([use(`nginx:1@${digestOf('n')}`)]))
    expect(soundsOf(judgement)).toEqual(['notice policy/exception-expired'])
    expect(judgement.verdict).toBe('passed')
  })

  test('is an error when the whole repository is looked at', () => {
    const change = { repository: 'acme/web', event: 'schedule', base: 'b', head: 'h', scope: 'all' } as const
    expect(judge(withExceptions(expired), facts([], { change })).verdict).toBe('blocked')
  })

  test('is announced from fourteen days before', () => {
    const sounds = (expires: string): readonly string[] => soundsOf(judge(withExceptions({ ...REDIS, expires }), facts([])))
    expect([sounds('2026-12-06'), sounds('2026-12-05')]).toEqual([[], ['notice policy/exception-expiring']])
  })

  test('an unreadable date covers nothing', () => {
    expect(rulingsIn(withExceptions({ ...REDIS, expires: 'never' }), facts([use('redis:7.4', 'dev/a.yaml')]))).toEqual([
      'blocked',
    ])
  })
})
