import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { runCli } from '../../src/cli/run.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import { MAX_MERGED_LINES, MAX_MERGED_REPORTS, MAX_REPORT_BYTES } from '../../src/model/limits.ts'
import type { Report } from '../../src/model/report.ts'
import { json } from '../../src/report/reporters/json.ts'
import { sarif } from '../../src/report/reporters/sarif.ts'
import { patientClock, recordingLog } from '../fakes/quiet.ts'
import { reportOf } from '../report/sample.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

interface Merged {
  readonly code: number
  readonly said: string
  readonly complaints: readonly string[]
  file(name: string): string
}

async function merge(reports: Readonly<Record<string, Report | string>>, ...more: readonly string[]): Promise<Merged> {
  const folder = mkdtempSync(join(tmpdir(), 'preadmit-merge-'))
  folders.push(folder)
  mkdirSync(join(folder, 'reports/inner'), { recursive: true })
  for (const [name, report] of Object.entries(reports))
    writeFileSync(join(folder, 'reports', name), typeof report === 'string' ? report : json.render(report))
  const printed: string[] = []
  const complaints: string[] = []
  const terminal: Terminal = {
    env: {},
    folder,
    clock: patientClock(),
    print: (text) => void printed.push(text.endsWith('\n') ? text : `${text}\n`),
    complain: (text) => void complaints.push(text),
    logFor: recordingLog,
    color: () => false,
  }
  const code = await runCli(['report', 'merge', 'reports', ...more], terminal)
  return { code, said: printed.join(''), complaints, file: (name) => readFileSync(join(folder, name), 'utf8') }
}

const named = (repository: string, of: Report = reportOf('passed')): Report => ({ ...of, repository })
const shard = (index: number, count: number, of: Report = reportOf('passed')): Report => ({ ...of, shard: { index, of: count } })

describe('reports of many runs', () => {
  test('come to the worst of them, and name those that did not pass', async () => {
    const { code, said } = await merge({
      'a.json': named('acme/a'),
      'inner/b.json': named('acme/b', reportOf('blocked')),
      'c.json': named('acme/c', reportOf('unverified')),
    })
    expect(code).toBe(1)
    expect(said.split('\n')).toEqual([
      expect.stringMatching(/^unverified {4}acme\/c {2}Preadmit could not verify this change/),
      expect.stringMatching(/^blocked {7}acme\/b {2}Preadmit blocked this change/),
      expect.stringMatching(/^3 reports, blocked: \d+ errors, \d+ warnings, \d+ unverified$/),
      '',
    ])
  })

  test('that all passed pass', async () => {
    expect((await merge({ 'a.json': named('acme/a'), 'b.json': named('acme/b') })).code).toBe(0)
  })

  test('are written whole as JSON, SARIF and HTML', async () => {
    const [one, two] = [named('acme/a', reportOf('blocked')), named('acme/b')]
    const { file } = await merge(
      { 'a.json': one, 'b.json': two },
      '--output',
      'json=all.json',
      '--output',
      'sarif=all.sarif',
      '--output',
      'html=all.html',
    )
    expect(JSON.parse(file('all.json'))).toMatchObject({
      schemaVersion: 1,
      verdict: 'blocked',
      exitCode: 1,
      counts: { reports: 2 },
      problems: [],
      reports: [JSON.parse(json.render(one)), JSON.parse(json.render(two))],
    })
    expect(JSON.parse(file('all.sarif')).runs).toEqual([
      { ...JSON.parse(sarif.render(one)).runs[0], automationDetails: { id: 'preadmit/acme/a/' } },
      { ...JSON.parse(sarif.render(two)).runs[0], automationDetails: { id: 'preadmit/acme/b/' } },
    ])
    expect(file('all.html')).toContain('2 reports, blocked')
    expect(file('all.html').match(/signature\/untrusted/g)).not.toBeNull()
  })

  test('of all shards of a change pass together', async () => {
    expect((await merge({ '1.json': shard(1, 2), '2.json': shard(2, 2) })).code).toBe(0)
  })
})

describe('a report that is missing or cannot be used leaves all of them unverified', () => {
  const passed = json.render(named('acme/a'))

  test.each([
    ['a shard that is missing', { '1.json': shard(1, 3), '3.json': shard(3, 3) }, 'no report of shard 2 of acme/shop'],
    ['a shard that is there twice', { '1.json': shard(1, 1), '2.json': shard(1, 1) }, 'are the same shard: 1 of acme/shop'],
    ['the same change twice', { '1.json': named('acme/a'), '2.json': named('acme/a') }, 'are about the same change of acme/a'],
    ['one that was cut', { '1.json': passed, '2.json': passed.slice(0, 500) }, '2.json: it is no JSON, or was cut short'],
    [
      'one of another shape',
      { '1.json': passed, '2.json': '{"schemaVersion": 2}' },
      '2.json: it is no report of schema version 1',
    ],
    [
      'one with a verdict that nobody knows',
      { '1.json': passed.replace('"verdict": "passed"', '"verdict": "fine"') },
      '1.json: it is no report',
    ],
    [
      'one that says passed and holds a problem',
      { '1.json': { ...named('acme/a'), problems: [{ kind: 'timeout', about: 'x', detail: 'y' }] } },
      '1.json: it says that it passed, and something in it did not',
    ],
    [
      'one that says passed and holds an error',
      { '1.json': { ...named('acme/a'), findings: reportOf('blocked').findings } },
      '1.json: it says that it passed, and something in it did not',
    ],
    [
      'one that ends as its verdict does not',
      { '1.json': { ...named('acme/a', reportOf('blocked')), exitCode: 0 } },
      '1.json: it is blocked and ends with 0',
    ],
    [
      'one whose counts are not what it holds',
      { '1.json': { ...named('acme/a'), rulings: [] } },
      '1.json: it counts 1 cleared and has 0',
    ],
    [
      'one that left files to other shards and is none',
      { '1.json': { ...named('acme/a'), counts: { ...reportOf('passed').counts, otherShards: 4 } } },
      '1.json left 4 files to other shards and does not say which shard it is',
    ],
    [
      'shards that were judged by other policies',
      { '1.json': shard(1, 2), '2.json': { ...shard(2, 2), policy: { ...reportOf('passed').policy, digest: 'sha256:00' } } },
      'no report of shard 1 of acme/shop',
    ],
    ['an empty one', { '1.json': passed, '2.json': '' }, '2.json: it is no JSON'],
  ])('%s', async (_, reports, why) => {
    const { code, said } = await merge(reports)
    expect(code).toBe(3)
    expect(said).toContain(why)
  })

  test('fewer than were expected, or more', async () => {
    const reports = { 'a.json': named('acme/a'), 'b.json': named('acme/b') }
    expect((await merge(reports, '--expect', '2')).code).toBe(0)
    expect((await merge(reports, '--expect', '3')).said).toContain('2 reports were read, and 3 were expected')
    expect((await merge(reports, '--expect', '1')).code).toBe(3)
  })

  test('but a blocked one still blocks', async () => {
    expect((await merge({ '1.json': named('acme/a', reportOf('blocked')), '2.json': 'x' })).code).toBe(1)
  })

  test('and in every format it is said', async () => {
    const { file } = await merge(
      { '1.json': named('acme/a'), '2.json': 'x' },
      '--output',
      'json=all.json',
      '--output',
      'html=all.html',
    )
    expect(JSON.parse(file('all.json'))).toMatchObject({
      verdict: 'unverified',
      exitCode: 3,
      problems: [expect.stringContaining('2.json')],
    })
    expect(file('all.html')).toMatch(/2\.json: it is no JSON/)
  })
})

test.each([
  ['no reports', [], /holds no \*\.json/],
  ['a format that is none', ['--format', 'junit'], /--format junit is none of text, json, sarif, html/],
  ['an output that is none', ['--output', 'html'], /--output html is no FORMAT=FILE/],
  ['a number that is none', ['--expect', 'many'], /--expect many is no number of reports/],
] as const)('%s is said with what to write', async (what, more, why) => {
  const { code, complaints } = await merge(what === 'no reports' ? {} : { 'a.json': named('acme/a') }, ...more)
  expect(code).toBe(2)
  expect(complaints[0]).toMatch(why)
})

describe('limits', () => {
  test('a report is read at the limit, and one byte past it is not', async () => {
    const padded = (bytes: number): string => `${json.render(named('acme/a')).trimEnd()}${' '.repeat(bytes)}`
    const length = json.render(named('acme/a')).trimEnd().length
    expect((await merge({ 'a.json': padded(MAX_REPORT_BYTES - length) })).code).toBe(0)
    const { code, said } = await merge({ 'a.json': padded(MAX_REPORT_BYTES - length + 1) })
    expect([code, said]).toEqual([3, expect.stringContaining('it has 134217729 bytes, more than the 134217728 that are read')])
  })

  test('as many reports are joined as the limit, and one more is a mistake', async () => {
    const empty = (count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.json`, '']))
    expect((await merge(empty(MAX_MERGED_REPORTS))).code).toBe(3)
    expect((await merge(empty(MAX_MERGED_REPORTS + 1))).complaints[0]).toContain('10001 reports are more than the 10000')
  })

  test('as many runs are named as the limit, and the others counted', async () => {
    const blocked = (count: number): Record<string, Report> =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.json`, named(`acme/a${at}`, reportOf('blocked'))]))
    expect((await merge(blocked(MAX_MERGED_LINES))).said).not.toContain('… and')
    expect((await merge(blocked(MAX_MERGED_LINES + 1))).said).toContain('… and 1 more that did not pass')
  })
})
