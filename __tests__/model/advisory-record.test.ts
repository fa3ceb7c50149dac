import { describe, expect, test } from '@jest/globals'
import { readAdvisory, readExploited } from '../../src/model/advisory-record.ts'
import { MAX_ADVISORY_BYTES } from '../../src/model/limits.ts'

function bytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
}

const record = {
  id: 'GHSA-aaaa-bbbb-cccc',
  modified: '2026-01-01T00:00:00Z',
  aliases: ['CVE-2026-1'],
  upstream: ['CVE-2026-2'],
  related: ['CVE-2026-3'],
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/…' }],
  affected: [
    {
      package: { ecosystem: 'npm', name: 'a' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.0.0' }] }],
      versions: ['0.9.0'],
    },
    { ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] },
  ],
  database_specific: { severity: 'HIGH', cwe_ids: ['CWE-79'] },
}

describe('a record of OSV', () => {
  test('is read without what it is only related to, and without parts that name no package', () => {
    expect(readAdvisory(bytes(record))).toEqual({
      ok: true,
      value: {
        id: 'GHSA-aaaa-bbbb-cccc',
        modified: '2026-01-01T00:00:00Z',
        aliases: ['CVE-2026-1'],
        upstream: ['CVE-2026-2'],
        severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/…' }],
        word: 'HIGH',
        malicious: false,
        affected: [
          {
            ecosystem: 'npm',
            name: 'a',
            ranges: [
              {
                type: 'SEMVER',
                events: [
                  { kind: 'introduced', version: '0' },
                  { kind: 'fixed', version: '1.0.0' },
                ],
              },
            ],
            versions: ['0.9.0'],
            severity: [],
          },
        ],
      },
    })
  })

  test.each([
    ['an id of MAL-', { ...record, id: 'MAL-2026-1' }],
    ['CWE-506 of GitHub', { ...record, database_specific: { cwe_ids: ['CWE-506'] } }],
    [
      'CWE-506 of a package',
      {
        ...record,
        affected: [{ package: { ecosystem: 'npm', name: 'a' }, database_specific: { cwes: [{ cweId: 'CWE-506' }] } }],
      },
    ],
  ])('with %s is about a hostile package', (_, given) => {
    expect(readAdvisory(bytes(given))).toMatchObject({ value: { malicious: true } })
  })

  test.each([
    ['that is no JSON', '{'],
    ['with a key twice', '{"id":"A-1","id":"A-2","modified":"2026-01-01T00:00:00Z"}'],
    ['without an id', { ...record, id: undefined }],
    ['with an id that is a path', { ...record, id: '../x' }],
    ['that does not say when it was changed', { ...record, modified: 'yesterday' }],
    ['with a range of a kind that nobody knows', { ...record, affected: [{ ranges: [{ type: 'DATES', events: [] }] }] }],
    [
      'with an event of two kinds',
      { ...record, affected: [{ ranges: [{ type: 'SEMVER', events: [{ introduced: '0', fixed: '1' }] }] }] },
    ],
  ])('%s is not believed', (_, given) => {
    expect(readAdvisory(bytes(given))).toMatchObject({ ok: false })
  })

  test('may be as large as its limit; one byte more is too large', () => {
    const sized = (size: number): string =>
      JSON.stringify({ ...record, details: 'x'.repeat(size - JSON.stringify({ ...record, details: '' }).length) })
    expect(readAdvisory(new TextEncoder().encode(sized(MAX_ADVISORY_BYTES - 2)))).toMatchObject({ ok: true })
    expect(readAdvisory(bytes(sized(MAX_ADVISORY_BYTES - 1)))).toEqual({
      ok: false,
      why: `it is larger than ${MAX_ADVISORY_BYTES} bytes`,
    })
  })
})

describe('the catalogue of exploited vulnerabilities', () => {
  const entry = { cveID: 'CVE-2026-1', dateAdded: '2026-01-02', dueDate: '2026-01-23', knownRansomwareCampaignUse: 'Known' }

  test('is read by CVE', () => {
    const read = readExploited(bytes({ dateReleased: '2026-01-03T00:00:00Z', vulnerabilities: [entry] }))
    expect(read).toEqual({
      ok: true,
      value: {
        released: '2026-01-03T00:00:00Z',
        entries: new Map([['CVE-2026-1', { added: '2026-01-02', due: '2026-01-23', ransomware: true }]]),
      },
    })
  })

  test.each([
    ['without its day', { vulnerabilities: [entry] }],
    ['that is empty', { dateReleased: '2026-01-03T00:00:00Z', vulnerabilities: [] }],
    ['with an entry without a CVE', { dateReleased: '2026-01-03T00:00:00Z', vulnerabilities: [{ dateAdded: '2026-01-02' }] }],
    ['that is another document', { message: 'not found' }],
  ])('%s is not believed', (_, given) => {
    expect(readExploited(bytes(given))).toMatchObject({ ok: false })
  })
})

test.each([
  ['the packages', { affected: {} }],
  ['other names', { aliases: 'CVE-2026-1' }],
  ['what it is about', { upstream: {} }],
  ['ranges', { affected: [{ package: { ecosystem: 'npm', name: 'a' }, ranges: {} }] }],
  ['versions', { affected: [{ package: { ecosystem: 'npm', name: 'a' }, versions: '1.0.0' }] }],
  ['events', { affected: [{ package: { ecosystem: 'npm', name: 'a' }, ranges: [{ type: 'SEMVER', events: {} }] }] }],
])('a record of OSV with something else than a list of %s cannot be believed', (_, strange) => {
  expect(readAdvisory(bytes({ ...record, ...strange }))).toMatchObject({ ok: false })
  const [key = ''] = Object.keys(strange)
  expect(readAdvisory(bytes({ ...record, [key]: null }))).toMatchObject({ ok: true })
})
