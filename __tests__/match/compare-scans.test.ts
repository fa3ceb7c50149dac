import { expect, test } from '@jest/globals'
import { compareScans } from '../../src/match/compare-scans.ts'
import type { ScannedFlaw } from '../../src/model/inventory.ts'

const flaw = (ids: readonly string[], more: Partial<ScannedFlaw> = {}): ScannedFlaw => ({
  ids,
  ecosystem: 'deb',
  name: 'libssl3',
  version: '1',
  ...more,
})

test('what only the new scan has came in, whichever of its ids the old one writes', () => {
  const before = [flaw(['CVE-1']), flaw(['GHSA-b', 'CVE-2']), flaw(['CVE-gone'])]
  const after = [
    flaw(['GHSA-a', 'CVE-1']),
    flaw(['CVE-2']),
    flaw(['CVE-3'], { rating: 'low' }),
    flaw(['GHSA-d'], { rating: 'critical' }),
  ]
  const { introduced, removed, staying, unclear } = compareScans(before, after, undefined)
  expect(introduced.map(({ id, severity }) => [id, severity?.rating])).toEqual([
    ['GHSA-d', 'critical'],
    ['CVE-3', 'low'],
  ])
  expect(removed.map(({ id }) => id)).toEqual(['CVE-gone'])
  expect([staying, unclear]).toEqual([2, []])
})

test('flaws that share an id are one, under its CVE, with the worst rating and all packages', () => {
  const { introduced } = compareScans(
    [],
    [
      flaw(['GHSA-a'], { name: 'x', rating: 'low' }),
      flaw(['CVE-9', 'DSA-1'], { name: 'y', fixed: '2' }),
      flaw(['GHSA-a', 'CVE-9'], { name: 'x', rating: 'high' }),
      flaw(['CVE-9'], { ecosystem: '', name: '', version: '' }),
    ],
    { released: '2026-11-01', entries: new Map([['CVE-9', { added: '2026-10-01' }]]) } as never,
  )
  expect(introduced).toEqual([
    {
      id: 'CVE-9',
      aliases: ['DSA-1', 'GHSA-a'],
      packages: [
        { ecosystem: 'deb', name: 'x', version: '1' },
        { ecosystem: 'deb', name: 'y', version: '1', fixed: '2' },
      ],
      severity: { rating: 'high', by: 'publisher' },
      exploited: { added: '2026-10-01' },
    },
  ])
})

test('a hostile package is one by its id', () => {
  expect(compareScans([], [flaw(['MAL-2026-1'])], undefined).introduced[0]?.malicious).toBe(true)
})
