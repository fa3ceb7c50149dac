import { describe, expect, test } from '@jest/globals'
import { silencedBy } from '../../src/match/vex.ts'
import type { VexStatement } from '../../src/model/vex.ts'

const digest = `sha256:${'a'.repeat(64)}`
const candidate = { ids: ['CVE-2026-1', 'GHSA-x'], digest, name: 'openssl', versions: ['3.0.1'] }
const statement: VexStatement = {
  authority: 'security',
  ids: ['CVE-2026-1'],
  digests: [digest],
  parts: [],
  status: 'not_affected',
  justification: 'vulnerable_code_not_present',
  time: '2026-01-01T00:00:00Z',
}

describe('a vulnerability', () => {
  test('is silenced by a reasoned statement about this digest', () => {
    expect(silencedBy(candidate, [statement])).toBe(statement)
  })

  test.each<[string, Partial<VexStatement>]>([
    ['about another digest', { digests: [`sha256:${'b'.repeat(64)}`] }],
    ['about no digest', { digests: [] }],
    ['about another vulnerability', { ids: ['CVE-2026-2'] }],
    ['about another part', { parts: [{ name: 'zlib' }] }],
    ['about another version of the part', { parts: [{ name: 'openssl', version: '3.0.2' }] }],
    ['without a justification', { justification: '' }],
    ['with a justification of its own', { justification: 'we looked' }],
    ['that it is affected', { status: 'affected' }],
    ['that it is looked into', { status: 'under_investigation' }],
  ])('is not silenced by a statement %s', (_, other) => {
    expect(silencedBy(candidate, [{ ...statement, ...other }])).toBeUndefined()
  })

  test('is what the newest statement says, in whatever order they come', () => {
    const later: VexStatement = { ...statement, status: 'affected', time: '2026-02-01T00:00:00Z' }
    expect(silencedBy(candidate, [statement, later])).toBeUndefined()
    expect(silencedBy(candidate, [later, { ...statement, time: '2026-03-01T00:00:00Z' }])).toMatchObject({
      status: 'not_affected',
    })
  })

  test('is not silenced where two statements of one time disagree', () => {
    expect(silencedBy(candidate, [statement, { ...statement, status: 'affected' }])).toBeUndefined()
  })

  test('is silenced in the part that is named, at its version', () => {
    expect(silencedBy(candidate, [{ ...statement, parts: [{ name: 'openssl', version: '3.0.1' }] }])).toBeDefined()
  })
})
