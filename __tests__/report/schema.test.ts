import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { json } from '../../src/report/reporters/json.ts'
import { sarif } from '../../src/report/reporters/sarif.ts'
import { reportSchema } from '../../src/report/schema.ts'
import { hex, reportOf, SAMPLES } from './sample.ts'
import { sarifSchema } from './sarif-schema.ts'

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true })
addFormats.default(ajv)
const isReport = ajv.compile(reportSchema)
const isSarif = ajv.compile(sarifSchema)
const VERDICTS = Object.keys(SAMPLES) as (keyof typeof SAMPLES)[]

test('schema/report.schema.json is what the code says', () => {
  const file = new URL('../../schema/report.schema.json', import.meta.url)
  const text = `${JSON.stringify(reportSchema, null, 2)}\n`
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text)
  expect(readFileSync(file, 'utf8')).toBe(text)
})

describe.each(VERDICTS)('a report that is %s', (verdict) => {
  test('keeps the schema of the report', () => {
    isReport(JSON.parse(json.render(reportOf(verdict))))
    expect(isReport.errors).toBeNull()
  })

  test('keeps the rules of SARIF 2.1.0', () => {
    isSarif(JSON.parse(sarif.render(reportOf(verdict))))
    expect(isSarif.errors).toBeNull()
  })
})

test('a field that the schema does not know is refused', () => {
  expect(isReport({ ...reportOf('passed'), surprise: 1 })).toBe(false)
})

test('an exception is a suppression, and a fix replaces exactly its region', () => {
  const { results } = JSON.parse(sarif.render(reportOf('blocked'))).runs[0]
  const suppressed = results.filter((result: { suppressions?: unknown }) => result.suppressions !== undefined)
  expect(suppressed).toHaveLength(1)
  const pin = results.find(
    (result: { ruleId: string; fixes?: unknown }) => result.ruleId === 'image/unpinned' && result.fixes !== undefined,
  )
  expect(pin.fixes[0].artifactChanges[0].replacements[0]).toEqual({
    deletedRegion: { startLine: 15, startColumn: 19, endLine: 15, endColumn: 28 },
    insertedContent: { text: `redis:7.4@sha256:${hex('f6')}` },
  })
})
