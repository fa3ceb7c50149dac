import { describe, expect, test } from '@jest/globals'
import { scanInventory } from '../../src/inventory/read-scan.ts'
import { MAX_INVENTORY_PACKAGES } from '../../src/model/limits.ts'
import type { JsonValue } from '../../src/model/strict-json.ts'

const NOW = new Date('2026-12-01T00:00:00Z')
const WEEK = 7 * 86_400
const scan = (result: JsonValue, finished: JsonValue = '2026-11-30T12:00:00Z'): JsonValue => ({
  scanner: { uri: 'pkg:github/aquasecurity/trivy@0.60.0', version: '0.60.0', result },
  metadata: { scanStartedOn: '2026-11-30T11:59:00Z', scanFinishedOn: finished },
})
function read(predicate: JsonValue, maxAgeSeconds = WEEK) {
  const answer = scanInventory('the image', predicate, {
    vouch: { by: 'authority', authority: 'scanner' },
    now: NOW,
    maxAgeSeconds,
  })
  if (answer.kind === 'unknown') return `${answer.problem.kind}: ${answer.problem.detail}`
  return answer.kind === 'found'
    ? { flaws: answer.value.scanned, gaps: answer.value.gaps.map(({ detail, count }) => `${count} ${detail}`) }
    : answer.kind
}

describe('the result of a scan', () => {
  test('by Trivy', () => {
    const target = {
      Target: 'web (debian 12.5)',
      Class: 'os-pkgs',
      Type: 'debian',
      Vulnerabilities: [
        {
          VulnerabilityID: 'CVE-2026-1',
          VendorIDs: ['DSA-1-1'],
          PkgName: 'libssl3',
          PkgIdentifier: { PURL: 'pkg:deb/debian/libssl3@3.0.11-1?arch=amd64' },
          InstalledVersion: '3.0.11-1',
          FixedVersion: '3.0.12-1, 3.1.0-1',
          Severity: 'HIGH',
        },
        { VulnerabilityID: 'GHSA-x', PkgName: 'a', InstalledVersion: '1', Severity: 'UNKNOWN' },
        { PkgName: 'nameless', InstalledVersion: '1' },
      ],
    }
    const silent = { Target: 'app', Class: 'lang-pkgs', Type: 'npm' }
    const clean = { Target: 'go', Class: 'lang-pkgs', Type: 'gobinary', Packages: [] }
    expect(read(scan({ Results: [target, silent, clean, { Target: 'x', Class: 'config' }] }))).toEqual({
      flaws: [
        {
          ids: ['CVE-2026-1', 'DSA-1-1'],
          ecosystem: 'deb',
          name: 'libssl3',
          version: '3.0.11-1',
          fixed: '3.0.12-1',
          rating: 'high',
        },
        { ids: ['GHSA-x'], ecosystem: 'debian', name: 'a', version: '1' },
      ],
      gaps: ['1 targets of the scan of which it says neither packages nor flaws', '1 flaws in the scan without an id'],
    })
  })

  test('by Grype', () => {
    const match = {
      vulnerability: { id: 'GHSA-x', severity: 'Critical', fix: { state: 'fixed', versions: ['2.0.0'] } },
      relatedVulnerabilities: [{ id: 'CVE-2026-2' }],
      artifact: { name: '@acme/a', version: '1.0.0', type: 'npm', purl: 'pkg:npm/%40acme/a@1.0.0' },
    }
    expect(read(scan({ matches: [match] }))).toEqual({
      flaws: [
        {
          ids: ['GHSA-x', 'CVE-2026-2'],
          ecosystem: 'npm',
          name: '@acme/a',
          version: '1.0.0',
          fixed: '2.0.0',
          rating: 'critical',
        },
      ],
      gaps: [],
    })
    expect(read(scan({ matches: [] }))).toEqual({ flaws: [], gaps: [] })
  })

  test('as in-toto writes it, without packages and with the worst of its severities', () => {
    const list = [
      {
        id: 'CVE-2026-3',
        severity: [
          { method: 'nvd', score: 'MEDIUM' },
          { method: 'vendor', score: 'high' },
        ],
      },
      { vulnerability: { id: 'CVE-2026-4' }, severity: [{ method: 'CVSS_V3', score: '9.8' }] },
    ]
    expect(read(scan(list))).toEqual({
      flaws: [
        { ids: ['CVE-2026-3'], ecosystem: '', name: '', version: '', rating: 'high' },
        { ids: ['CVE-2026-4'], ecosystem: '', name: '', version: '' },
      ],
      gaps: [],
    })
  })

  test.each([
    ['another form', scan({ runs: [] }), 'unsupported: the result of its scan is none of Trivy, Grype or in-toto'],
    [
      'Trivy without results',
      scan({ SchemaVersion: 2 }),
      'unsupported: the result of its scan is none of Trivy, Grype or in-toto',
    ],
    ['no result', scan(null), 'unsupported: the result of its scan is none of Trivy, Grype or in-toto'],
    ['no time', scan({ matches: [] }, null), 'malformed: its scan does not say when it ended'],
    ['a time that is none', scan({ matches: [] }, 'yesterday'), 'malformed: its scan does not say when it ended'],
  ])('of %s could not be told', (_, predicate, why) => {
    expect(read(predicate)).toBe(why)
  })

  test('counts until its age, and one second later it could not be told', () => {
    const ended = new Date(NOW.getTime() - WEEK * 1000).toISOString()
    expect(read(scan({ matches: [] }, ended))).toEqual({ flaws: [], gaps: [] })
    expect(read(scan({ matches: [] }, ended), WEEK - 1)).toBe(
      `unresolved: its scan of ${ended} is older than the 167 hours that the policy allows`,
    )
  })

  test('lists as many flaws as the limit, and one more could not be told', () => {
    const list = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `CVE-${at}`, severity: [] }))
    expect(read(scan(list(MAX_INVENTORY_PACKAGES)))).toMatchObject({ gaps: [] })
    expect(read(scan(list(MAX_INVENTORY_PACKAGES + 1)))).toMatch(/^too-many: its scan lists 20001 flaws/)
  })
})
