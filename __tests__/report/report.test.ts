import { existsSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { exitCodeOf } from '../../src/model/judgement.ts'
import { lastLine, locator } from '../../src/report/locate.ts'
import { problemsOf } from '../../src/report/problems.ts'
import { describe as describeReport, docsOf } from '../../src/report/report.ts'
import { title } from '../../src/report/wording.ts'
import { hex, referenceFact, reportOf, SAMPLES } from './sample.ts'

describe('places', () => {
  const locate = locator([{ file: 'a.yaml', lineStarts: [0, 4, 5], excerpts: [] }])

  test.each([
    [0, 3, { line: 1, column: 1, endLine: 1, endColumn: 4 }],
    [3, 4, { line: 1, column: 4, endLine: 2, endColumn: 1 }],
    [4, 4, { line: 2, column: 1, endLine: 2, endColumn: 1 }],
    [5, 900, { line: 3, column: 1, endLine: 3, endColumn: 896 }],
    [9, 2, { line: 3, column: 5, endLine: 3, endColumn: 5 }],
  ])('%i to %i', (start, end, location) => {
    expect(locate({ file: 'a.yaml', span: { start, end } })).toEqual({ file: 'a.yaml', ...location })
  })

  test('in a file that is not known are its first character', () => {
    const first = { file: 'b.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 }
    expect(locate({ file: 'b.yaml', span: { start: 7, end: 9 } })).toEqual(first)
  })

  test('that end before the first column of a line do not touch it', () => {
    expect(lastLine({ file: '', line: 3, column: 1, endLine: 4, endColumn: 1 })).toBe(3)
    expect(lastLine({ file: '', line: 3, column: 1, endLine: 3, endColumn: 1 })).toBe(3)
    expect(lastLine({ file: '', line: 3, column: 1, endLine: 4, endColumn: 2 })).toBe(4)
  })

  test('count columns in UTF-16 units', () => {
    const text = 'x: 🚀 y'
    const at = locator([{ file: 'a', lineStarts: [0], excerpts: [] }])({
      file: 'a',
      span: { start: text.indexOf('y'), end: text.length },
    })
    expect(at.column).toBe(7)
  })
})

describe('the exit code', () => {
  const enforce = { mode: 'enforce', onUnverified: 'block' } as const

  test.each([
    ['passed', 0],
    ['blocked', 1],
    ['misconfigured', 2],
    ['unverified', 3],
  ] as const)('of %s is %i', (verdict, code) => {
    expect(exitCodeOf(verdict, enforce)).toBe(code)
  })

  test('of a failing verdict is 0 in mode warn, but a policy that cannot be read still fails', () => {
    expect(exitCodeOf('blocked', { ...enforce, mode: 'warn' })).toBe(0)
    expect(exitCodeOf('unverified', { ...enforce, mode: 'warn' })).toBe(0)
    expect(exitCodeOf('misconfigured', { ...enforce, mode: 'warn' })).toBe(2)
  })

  test('of unverified is 0 where the policy only warns of it, of blocked it is not', () => {
    expect(exitCodeOf('unverified', { ...enforce, onUnverified: 'warn' })).toBe(0)
    expect(exitCodeOf('blocked', { ...enforce, onUnverified: 'warn' })).toBe(1)
  })
})

describe('fingerprints', () => {
  const findings = SAMPLES.blocked.judgement.findings
  const [finding] = findings.slice(2)
  if (finding === undefined) throw new Error('the sample has changed')
  const printsOf = (list: typeof findings): readonly string[] =>
    describeReport({ ...SAMPLES.blocked, judgement: { ...SAMPLES.blocked.judgement, rulings: [], findings: list } }).findings.map(
      ({ fingerprint }) => fingerprint,
    )

  test('do not change when lines move', () => {
    const moved = { ...finding, place: { ...finding.place, span: { start: 0, end: 3 } } }
    expect(printsOf([moved])).toEqual(printsOf([finding]))
  })

  test('tell apart rules, files and keys', () => {
    const others = [
      finding,
      { ...finding, rule: 'image/too-old' },
      { ...finding, key: 'x' },
      { ...finding, place: { ...finding.place, file: 'x' } },
    ]
    expect(new Set(printsOf(others)).size).toBe(4)
  })

  test('tell apart two findings with the same key', () => {
    expect(new Set(printsOf([finding, finding, finding])).size).toBe(3)
  })
})

describe('the report', () => {
  test('links every rule to its page', () => {
    expect(docsOf('image/unpinned')).toBe('https://github.com/preadmit/preadmit/blob/main/docs/rules/image/unpinned.md')
  })

  test('links what has no rule to a page that is there', () => {
    const { docs } = problemsOf(reportOf('unverified'))[0]?.findings[0] ?? { docs: '' }
    expect(existsSync(new URL(`../../docs/${docs.slice(docs.lastIndexOf('/') + 1)}`, import.meta.url))).toBe(true)
  })

  test('marks an excerpt that is not the whole line', () => {
    const sources = [
      {
        file: 'a',
        lineStarts: [0, 10, 20],
        excerpts: [
          { line: 1, text: '123456789' },
          { line: 2, text: '1234' },
          { line: 3, text: 'last' },
        ],
      },
    ]
    const { excerpts } = describeReport({ ...SAMPLES.passed, facts: { ...SAMPLES.passed.facts, sources } })
    expect(excerpts.map(({ whole }) => whole)).toEqual([true, false, true])
  })

  test('takes a line with a carriage return as whole', () => {
    const sources = [{ file: 'a', lineStarts: [0, 5], excerpts: [{ line: 1, text: 'abc' }] }]
    const { excerpts } = describeReport({ ...SAMPLES.passed, facts: { ...SAMPLES.passed.facts, sources } })
    expect(excerpts.map(({ whole }) => whole)).toEqual([true])
  })

  test('has no link to files of a work tree', () => {
    const facts = { ...SAMPLES.passed.facts, change: { ...SAMPLES.passed.facts.change, head: 'worktree' } }
    expect(describeReport({ ...SAMPLES.passed, facts }).sourceUrl).toBeUndefined()
  })

  test('knows the digest of a replaced image that was only a tag, from its resolution', () => {
    const report = reportOf('passed')
    expect(report.rulings.find(({ replaces }) => replaces !== undefined)?.replaces?.digest).toBe(`sha256:${hex('9f')}`)
  })
})

describe('problems', () => {
  test('include a ruling whose rules are all switched off', () => {
    const { rulings } = SAMPLES.blocked.judgement
    const silent = describeReport({
      ...SAMPLES.blocked,
      judgement: { verdict: 'blocked', findings: [], rulings: rulings.map((ruling) => ({ ...ruling, findings: [] })) },
    })
    expect(problemsOf(silent).map(({ state }) => state)).toEqual(['blocked', 'blocked', 'unverified'])
  })

  test('include a question about the run itself that stayed open', () => {
    expect(problemsOf(reportOf('unverified')).map(({ subject }) => subject)).toContain('the run')
  })

  test('include a file that could not be read, even when the rule that would say so is switched off', () => {
    const facts = { ...SAMPLES.passed.facts, unread: [{ file: 'chart.yaml', why: 'it is not UTF-8', partly: false }] }
    const silent = problemsOf(describeReport({ ...SAMPLES.passed, facts }))
    expect(silent.map(({ state, subject }) => [state, subject])).toEqual([['unverified', 'chart.yaml']])
  })

  test('show a question about an object that stayed open as unverified, and say so in the report', () => {
    const [, , warning] = SAMPLES.blocked.judgement.findings
    if (warning === undefined) throw new Error('the sample has changed')
    const asked = { ...warning, level: 'warning', open: true, object: 'Deployment web' } as const
    const report = describeReport({ ...SAMPLES.blocked, judgement: { verdict: 'unverified', findings: [asked], rulings: [] } })
    expect(report.findings.map(({ open }) => open)).toEqual([true])
    expect(problemsOf(report).map(({ state }) => state)).toContain('unverified')
    const silent = describeReport({ ...SAMPLES.blocked, judgement: { verdict: 'passed', findings: [warning], rulings: [] } })
    expect(problemsOf(silent).map(({ state, subject }) => [state, subject])).not.toContainEqual(['unverified', 'Deployment web'])
  })

  test('of an unverified image begin with what stayed open', () => {
    const [, unresolved, unpinned] = SAMPLES.blocked.judgement.findings
    if (unresolved === undefined || unpinned === undefined) throw new Error('the sample has changed')
    const fact = referenceFact('deploy/web.yaml', 'redis:7.4', [])
    const report = describeReport({
      ...SAMPLES.blocked,
      judgement: {
        verdict: 'unverified',
        findings: [{ ...unpinned, level: 'error' }, unresolved],
        rulings: [{ fact, ruling: 'unverified', findings: [0, 1] }],
      },
    })
    expect(problemsOf(report)[0]?.findings.map(({ rule }) => rule)).toEqual(['image/unresolved', 'image/unpinned'])
  })

  test('do not include what an exception covers', () => {
    expect(problemsOf(reportOf('passed'))).toEqual([])
  })

  test('say all that there is about one reference once', () => {
    const fact = referenceFact('deploy/web.yaml', 'redis:7.4', [])
    const twice = SAMPLES.blocked.judgement.findings.slice(2, 4)
    const report = describeReport({
      ...SAMPLES.blocked,
      judgement: { verdict: 'blocked', findings: twice, rulings: [{ fact, ruling: 'blocked', findings: [0, 1] }] },
    })
    expect(problemsOf(report)).toHaveLength(1)
    expect(problemsOf(report)[0]?.findings.map(({ level }) => level)).toEqual(['error', 'warning'])
  })
})

test('a run over everything speaks of the repository, not of a change', () => {
  const { change, ...facts } = SAMPLES.blocked.facts
  const report = describeReport({ ...SAMPLES.blocked, facts: { ...facts, change: { ...change, scope: 'all' } } })
  expect(report.scope).toBe('all')
  expect(title(report)).toMatch(/^Preadmit blocked this repository: /)
  expect(title(reportOf('blocked'))).toMatch(/^Preadmit blocked this change: /)
})
