import { expect, test } from '@jest/globals'
import { compareVulnerabilities } from '../../src/match/compare-vulnerabilities.ts'
import type { Advisory, ExploitedCatalogue } from '../../src/model/advisory.ts'

const question = { ecosystem: 'npm', name: 'a', version: 'main' }
const advisory = (more: Partial<Advisory> = {}): Advisory => ({
  ...{ id: 'GHSA-1', modified: '2026-01-01T00:00:00Z', aliases: ['CVE-2026-1'], upstream: [], severity: [], malicious: false },
  affected: [
    {
      ...{ ecosystem: 'npm', name: 'a', versions: [], severity: [] },
      ranges: [
        {
          type: 'SEMVER',
          events: [
            { kind: 'introduced', version: '0' },
            { kind: 'fixed', version: '2.0.0' },
          ],
        },
      ],
    },
  ],
  ...more,
})
const catalogue: ExploitedCatalogue = {
  released: '2026-01-01',
  entries: new Map([['CVE-2026-1', { added: '2026-01-01', ransomware: false }]]),
}

const unclear = (record: Advisory, exploited?: ExploitedCatalogue) => {
  const side = [{ question, references: [{ id: record.id, modified: record.modified }] }]
  const compared = compareVulnerabilities({ before: side, after: side, exact: false, record: () => record, exploited })
  expect(compared.introduced).toEqual([])
  return compared.unclear
}

test('an advisory that cannot be weighed against a package of the new side is told', () => {
  expect(unclear(advisory())).toEqual([{ id: 'GHSA-1', name: 'a', deciding: false }])
})

test.each([
  ['hostile', advisory({ malicious: true }), undefined],
  ['called so by its id', advisory({ id: 'MAL-2026-1' }), undefined],
  ['exploited under another of its names', advisory(), catalogue],
])('and decides where it is %s', (_, record, exploited) => {
  expect(unclear(record, exploited)).toMatchObject([{ deciding: true }])
})
