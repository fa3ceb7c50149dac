import { describe, expect, test } from '@jest/globals'
import type { ReportVulnerabilities } from '../../src/model/report.ts'
import { vulnerabilityCounts } from '../../src/report/vulnerabilities.ts'

const side = { source: 'SBOM (SPDX-2.3) that nobody signed', packages: 118, unasked: 0, gaps: [] }
const one = { id: 'CVE-2026-1', aliases: [], packages: [] }
const found: ReportVulnerabilities = {
  asked: 'OSV (api.osv.dev)',
  compared: true,
  before: side,
  after: side,
  introduced: [],
  removed: [],
  staying: 0,
  problems: [],
}

describe('what the report says of vulnerabilities', () => {
  test.each<[string, Partial<ReportVulnerabilities>, string]>([
    [
      'numbers',
      { introduced: [one, { ...one, exploited: '2026-01-01' }], removed: [one], staying: 41 },
      'came in 2 (1 known exploited) · went out 1 · stays 41',
    ],
    ['what was not asked', { after: { ...side, unasked: 6 } }, 'came in 0 · went out 0 · stays 0 · 6 of 118 packages not asked'],
    [
      'what is the same',
      { packages: { added: 0, removed: 0, changed: 1, same: 94 } },
      'came in 0 · went out 0 · stays 0 · 94 packages the same on both sides, not asked',
    ],
    ['what is present where nothing could be compared', { compared: false, introduced: [one] }, 'present 1, not compared'],
  ])('is %s', (_, more, text) => {
    expect(vulnerabilityCounts({ ...found, ...more })).toBe(text)
  })

  test('is never that there are none where nobody knows the packages', () => {
    const { after: _, ...unknown } = found
    expect(vulnerabilityCounts(unknown)).toBe('which packages it has is not known, so nobody was asked')
  })
})
