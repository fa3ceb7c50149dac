import { expect, test } from '@jest/globals'
import { policyWords } from '../../src/report/origin.ts'

const trusted = { name: 'main', commit: 'd'.repeat(40) }
const policy = { source: 'built-in', sha: null, trusted } as Parameters<typeof policyWords>[0]['policy']

test('a side without a policy is said to have none, unless nothing was judged: it may have one that cannot be used', () => {
  expect(policyWords({ policy, verdict: 'passed' })).toBe('built-in: main at dddddddddddd has none')
  expect(policyWords({ policy, verdict: 'misconfigured' })).toBe('none: nothing was judged')
})
