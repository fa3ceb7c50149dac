import { describe, expect, test } from '@jest/globals'
import { MAX_ANNOTATION_TITLE, MAX_COMMANDS_PER_LEVEL, MAX_SARIF_RESULTS } from '../../src/model/limits.ts'
import type { Report, ReportFinding } from '../../src/model/report.ts'
import { problemsOf } from '../../src/report/problems.ts'
import { annotationCommands, annotationTitle } from '../../src/report/reporters/annotations.ts'
import { sarif } from '../../src/report/reporters/sarif.ts'
import { reportOf } from './sample.ts'

const sample = reportOf('blocked')
const first = sample.findings.find(({ exceptedBy }) => exceptedBy === undefined)

/** A report of so many findings, each of another line and object. */
function many(count: number, more: Partial<ReportFinding> = {}): Report {
  const findings = Array.from({ length: count }, (_, at) => ({
    ...(first as ReportFinding),
    line: at + 1,
    endLine: at + 1,
    object: `Deployment/a${at}`,
    level: 'error' as const,
    ...more,
  }))
  return { ...sample, rulings: [], problems: [], unread: [], findings }
}

test('SARIF has as many results as the limit, and says how many were left out', () => {
  const log = (count: number): string => sarif.render(many(count))
  const results = (text: string): number => JSON.parse(text).runs[0].results.length
  const [at, past] = [log(MAX_SARIF_RESULTS), log(MAX_SARIF_RESULTS + 1)]
  expect([results(at), results(past)]).toEqual([MAX_SARIF_RESULTS, MAX_SARIF_RESULTS])
  const notes = (text: string): string => JSON.stringify(JSON.parse(text).runs[0].invocations)
  expect(notes(past)).not.toBe(notes(at))
})

test('of each level as many annotations are made as the runner shows, and one more is counted', () => {
  const lines = (count: number): number => annotationCommands(many(count)).filter((one) => one.startsWith('::error')).length
  expect(lines(MAX_COMMANDS_PER_LEVEL)).toBe(MAX_COMMANDS_PER_LEVEL)
  expect(lines(MAX_COMMANDS_PER_LEVEL + 1)).toBeLessThanOrEqual(MAX_COMMANDS_PER_LEVEL)
})

describe('the title of an annotation', () => {
  const titleOf = (object: string): string => {
    const [problem] = problemsOf(many(1, { object }))
    return problem === undefined ? '' : annotationTitle(problem)
  }
  const fixed = titleOf('o').length - 1

  test('is whole at the limit, and cut one past it', () => {
    expect(titleOf('o'.repeat(MAX_ANNOTATION_TITLE - fixed))).toHaveLength(MAX_ANNOTATION_TITLE)
    expect(titleOf('o'.repeat(MAX_ANNOTATION_TITLE - fixed))).not.toContain('…')
    const cut = titleOf('o'.repeat(MAX_ANNOTATION_TITLE - fixed + 1))
    expect([cut.length, cut.endsWith('…')]).toEqual([MAX_ANNOTATION_TITLE, true])
  })
})
