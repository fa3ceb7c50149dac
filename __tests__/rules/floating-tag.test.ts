import { describe, expect, test } from '@jest/globals'
import { judge } from '../../src/judge/judge.ts'
import { digestOf, facts, use } from '../judge/facts.ts'
import { mistakesIn, policyOf } from '../policy/policy-text.ts'

const RULES = 'version: 1\nrules: {image/floating-tag: {level: error, tags: "stable, nightly-*"}}\n'

function said(text: string, policy = RULES): readonly string[] {
  const { findings } = judge(policyOf(policy), facts([use(text)]))
  return findings.filter(({ rule }) => rule === 'image/floating-tag').map(({ message }) => message)
}

describe('image/floating-tag', () => {
  test.each(['nginx', 'nginx:latest', 'nginx:stable', 'nginx:nightly-3'])('speaks of %s', (text) => {
    expect(said(text)).toHaveLength(1)
  })

  test.each(['nginx:1', 'nginx:stable-alpine', 'nginx:Latest', `nginx:latest@${digestOf('a')}`])('says nothing of %s', (text) => {
    expect(said(text)).toEqual([])
  })

  test('takes no tags from elsewhere, and is off unless asked', () => {
    expect(said('nginx:stable', 'version: 1\nrules: {image/floating-tag: error}\n')).toEqual([])
    expect(said('nginx', 'version: 1\n')).toEqual([])
  })

  test('blocks at level error', () => {
    expect(judge(policyOf(RULES), facts([use('nginx')])).verdict).toBe('blocked')
  })

  test('refuses what is no tag', () => {
    expect(mistakesIn(RULES.replace('stable, ', 'stable,, '))).toHaveLength(1)
  })
})
