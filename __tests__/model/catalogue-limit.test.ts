import { expect, test } from '@jest/globals'
import { readExploited } from '../../src/model/advisory-record.ts'
import { MAX_CATALOGUE_BYTES } from '../../src/model/limits.ts'

test('a catalogue is read at the limit, and one byte past it is none', () => {
  const catalogue = JSON.stringify({
    dateReleased: '2026-11-01T00:00:00Z',
    vulnerabilities: [{ cveID: 'CVE-2026-1', dateAdded: '2026-10-01' }],
  })
  const padded = (length: number): Uint8Array => Buffer.from(catalogue.padEnd(length))
  expect(readExploited(padded(MAX_CATALOGUE_BYTES)).ok).toBe(true)
  expect(readExploited(padded(MAX_CATALOGUE_BYTES + 1))).toEqual({ ok: false, why: 'it is larger than 16777216 bytes' })
})
