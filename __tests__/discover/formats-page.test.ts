import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { formats } from '../../src/discover/formats/table.ts'
import { formatsPage } from '../../src/discover/formats-page.ts'

test('docs/formats.md is what the table says (npm run docs:formats)', () => {
  expect(readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8')).toBe(formatsPage())
})

test('every format says which files it reads and where', () => {
  for (const format of formats) {
    expect(format.files).not.toBe('')
    expect(format.rows.length).toBeGreaterThan(0)
  }
  expect(new Set(formats.map((format) => format.name)).size).toBe(formats.length)
})
