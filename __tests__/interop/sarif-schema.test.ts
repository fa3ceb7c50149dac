import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { runCli } from '../../src/cli/run.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { json } from '../../src/report/reporters/json.ts'
import { sarif } from '../../src/report/reporters/sarif.ts'
import { reportOf, SAMPLES } from '../report/sample.ts'

const given = process.env.PREADMIT_SARIF_SCHEMA
const suite = given === undefined ? describe.skip : describe

/** The schema, cut out of the Go text that embeds it. Of draft 04 it uses nothing that later drafts read otherwise, but its own name. */
function validator(): (value: unknown) => readonly string[] {
  const text = readFileSync(String(given), 'utf8')
  const { $schema: _, id, ...schema } = JSON.parse(text.slice(text.indexOf('`') + 1, text.lastIndexOf('`')))
  expect(id).toBe('https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json')
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const check = ajv.compile(schema)
  return (value) => (check(value) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`))
}

suite(`the schema of SARIF 2.1.0${given === undefined ? ' (skipped: PREADMIT_SARIF_SCHEMA is not set)' : ''}`, () => {
  test.each(Object.keys(SAMPLES) as (keyof typeof SAMPLES)[])('holds for a report that is %s', (verdict) => {
    expect(validator()(JSON.parse(sarif.render(reportOf(verdict))))).toEqual([])
  })

  test('does not hold for what is no SARIF', () => {
    const log = JSON.parse(sarif.render(reportOf('blocked')))
    log.runs[0].results[0].level = 'fatal'
    log.runs[0].strange = true
    expect(validator()(log)).toEqual([
      expect.stringContaining('/runs/0 must NOT have additional properties'),
      expect.stringContaining('/runs/0/results/0/level must be equal to one of the allowed values'),
    ])
  })

  test('holds for joined reports', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'preadmit-sarif-'))
    for (const verdict of Object.keys(SAMPLES) as (keyof typeof SAMPLES)[])
      writeFileSync(join(folder, `${verdict}.json`), json.render({ ...reportOf(verdict), repository: `acme/${verdict}` }))
    const terminal = { ...createTerminal({}), folder, print: () => {}, complain: () => {} }
    await runCli(['report', 'merge', '.', '--output', 'sarif=all.sarif'], terminal)
    expect(validator()(JSON.parse(readFileSync(join(folder, 'all.sarif'), 'utf8')))).toEqual([])
    rmSync(folder, { recursive: true })
  })
})
