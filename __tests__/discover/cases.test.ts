import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { formats } from '../../src/discover/formats/table.ts'
import { discoverTexts, filesOf, readCases, render } from './case-text.ts'

// UPDATE_CASES=1 npm test -- __tests__/discover/cases writes what discovery finds now: read the difference before you commit it.
const root = new URL('../cases', import.meta.url).pathname
const cases = readCases(root)

describe('a case', () => {
  test.each(cases.map((one) => [`${one.format}/${one.name}`, one] as const))('%s', (_, one) => {
    const files = filesOf(one.input)
    const actual = render(files, discoverTexts(files))
    if (process.env.UPDATE_CASES === '1') writeFileSync(one.expectedFile, actual)
    expect(actual).toBe(existsSync(one.expectedFile) ? readFileSync(one.expectedFile, 'utf8') : 'no .expected file')
  })
})

describe('every format in the table', () => {
  const results = new Map(formats.map((format) => [format.name, resultsOf(format.name)]))

  test.each(formats.map((format) => format.name))('%s has a static, a dynamic and an unreadable case', (name) => {
    expect([...(results.get(name) ?? [])].toSorted()).toEqual(['dynamic', 'static', 'unread'])
  })

  test('and no case folder without a format', () => {
    expect([...new Set(cases.map((one) => one.format))].filter((format) => !results.has(format))).toEqual([])
  })
})

function resultsOf(format: string): ReadonlySet<string> {
  const found = cases.filter((one) => one.format === format).map((one) => discoverTexts(filesOf(one.input)))
  const kinds = found.flatMap(({ references }) => references.filter((one) => one.origin.format === format).map((one) => one.kind))
  const unread = found.some((one) => one.unread.length > 0) ? ['unread'] : []
  return new Set([...kinds.filter((kind) => kind !== 'malformed'), ...unread])
}
