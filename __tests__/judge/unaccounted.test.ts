import { describe, expect, test } from '@jest/globals'
import { judge } from '../../src/judge/judge.ts'
import type { Unaccounted } from '../../src/model/account.ts'
import { builtInPolicy } from '../../src/policy/built-in.ts'
import { policyOf } from '../policy/policy-text.ts'
import { digestOf, facts, soundsOf, use } from './facts.ts'

const CLEARED = use(`ghcr.io/acme/web:1@${digestOf('web')}`)
const OPEN: Unaccounted = {
  kind: 'deciding',
  place: { file: 'clusters/prod/web.yaml', span: { start: 4, end: 9 } },
  name: 'flux-chart',
  program: 'Flux helm-controller',
  change: 'altered',
  answer: 'Pin it.',
  keys: ['spec/chart/spec/version'],
  before: '1.0.0',
  after: '1.1.0',
}
const EXCEPTED = policyOf(`version: 1
exceptions:
  - rule: image/unaccounted
    paths: [clusters/prod/**]
    reason: charts of our own
    owner: "@acme/platform"
    expires: 2026-12-31
`)

describe('a change that decides an image and has no ruling', () => {
  test('is unverified, whatever was cleared beside it, and says what stood and stands there', () => {
    const judgement = judge(builtInPolicy, facts([CLEARED], { unaccounted: [OPEN] }))
    expect(judgement.verdict).toBe('unverified')
    expect(soundsOf(judgement)).toEqual(['warning image/unaccounted'])
    expect(judgement.findings[0]).toMatchObject({
      message:
        '`spec.chart.spec.version` changed: Flux helm-controller reads it for which images run, and no ruling accounts for that',
      evidence: ['before: 1.0.0', 'now: 1.1.0'],
    })
  })

  test('is covered by an exception for its path, and by none for another', () => {
    expect(judge(EXCEPTED, facts([CLEARED], { unaccounted: [OPEN] })).verdict).toBe('passed')
    const elsewhere = { ...OPEN, place: { ...OPEN.place, file: 'clusters/test/web.yaml' } }
    expect(judge(EXCEPTED, facts([CLEARED], { unaccounted: [elsewhere] })).verdict).toBe('unverified')
  })

  test('is unverified although its rule is switched off', () => {
    const silent = policyOf('version: 1\nrules: {image: off}\n')
    expect(judge(silent, facts([CLEARED], { unaccounted: [OPEN] })).verdict).toBe('unverified')
  })

  test('is judged the same from recorded facts', () => {
    const made = facts([CLEARED], { unaccounted: [OPEN] })
    expect(judge(builtInPolicy, JSON.parse(JSON.stringify(made)))).toEqual(judge(builtInPolicy, made))
  })
})

test('what only looks like a part of a reference is a notice and blocks nothing', () => {
  const judgement = judge(builtInPolicy, facts([CLEARED], { unaccounted: [{ ...OPEN, kind: 'looks-like' }] }))
  expect(judgement.verdict).toBe('passed')
  expect(soundsOf(judgement)).toEqual(['notice image/looks-like'])
})
