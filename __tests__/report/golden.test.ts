import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { describe as describeReport } from '../../src/report/report.ts'
import { reporters } from '../../src/report/reporters/table.ts'
import { reportOf, SAMPLES } from './sample.ts'

const VERDICTS = ['passed', 'blocked', 'unverified', 'misconfigured'] as const
const ENDINGS: Readonly<Record<string, string>> = {
  markdown: 'md',
  summary: 'md',
  comment: 'md',
  review: 'md',
  json: 'json',
  sarif: 'json',
  'check-run': 'json',
  junit: 'xml',
  html: 'html',
  'gitlab-codequality': 'json',
}

/** Compares with the file of that name; with UPDATE_GOLDEN=1 in the environment it writes the file instead. */
function expectGolden(name: string, text: string): void {
  const file = new URL(`cases/${name}`, import.meta.url)
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text)
  expect(existsSync(file)).toBe(true)
  expect(text).toBe(readFileSync(file, 'utf8'))
}

describe.each(reporters.map((reporter) => [reporter.name, reporter] as const))('the reporter %s', (name, reporter) => {
  test.each(VERDICTS)('renders a report that is %s', (verdict) => {
    expectGolden(`${verdict}.${name}.${ENDINGS[name] ?? 'txt'}`, reporter.render(reportOf(verdict)))
  })

  test('renders the same facts to the same bytes', () => {
    const again = describeReport(structuredClone(SAMPLES.blocked))
    expect(reporter.render(again)).toBe(reporter.render(reportOf('blocked')))
  })
})
