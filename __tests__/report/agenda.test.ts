import { describe, expect, test } from '@jest/globals'
import { MAX_SUMMARY_BYTES } from '../../src/model/limits.ts'
import type { Report, ReportFinding } from '../../src/model/report.ts'
import { agendaOf, repairedByPinning, totalsByRule } from '../../src/report/agenda.ts'
import { reportBody } from '../../src/report/body.ts'
import { exemption } from '../../src/report/exemption.ts'
import { type Problem, problemsOf } from '../../src/report/problems.ts'
import { reportOf } from './sample.ts'

/** The sample with these findings alone, each in a file of its own. */
function saying(...findings: readonly (Partial<ReportFinding> & Pick<ReportFinding, 'rule' | 'level'>)[]): Report {
  const report = reportOf('blocked')
  const first = report.findings.find(({ rule }) => rule === 'signature/untrusted')
  if (first === undefined) throw new Error('the sample has changed')
  const { fix: _, object: __, image: ___, ...bare } = first
  return { ...report, rulings: [], findings: findings.map((one, at) => ({ ...bare, file: `f${at}.yaml`, ...one })) }
}

const edit = { file: 'f0.yaml', line: 1, column: 1, endLine: 1, endColumn: 2, text: 'x' }
const pinned = { description: 'Write the digest.', edits: [edit] }

describe('the list of what to do', () => {
  test('begins with what may be an attack and ends with what a program writes', () => {
    const report = saying(
      { rule: 'image/unpinned', level: 'error', fix: pinned },
      { rule: 'pod-security/privileged', level: 'error' },
      { rule: 'image/not-found', level: 'error' },
      { rule: 'signature/untrusted', level: 'error' },
      { rule: 'image/digest-mismatch', level: 'error' },
      { rule: 'weakened/gate', level: 'warning' },
    )
    expect(agendaOf(report).map(({ state, groups }) => [state, groups.map(({ first }) => first.findings[0]?.rule)])).toEqual([
      [
        'blocked',
        ['image/digest-mismatch', 'signature/untrusted', 'image/not-found', 'pod-security/privileged', 'image/unpinned'],
      ],
      ['warning', ['weakened/gate']],
    ])
  })

  test('has every loud problem exactly once', () => {
    const report = reportOf('blocked')
    const listed = agendaOf(report).flatMap(({ groups }) => groups.flatMap(({ first, others }) => [first, ...others]))
    const loud = problemsOf(report).filter(({ state }) => state !== 'notice')
    expect(listed).toHaveLength(loud.length)
    const body = reportBody(report, MAX_SUMMARY_BYTES)
    const places = [...body.matchAll(/^\*\*\d+\.\*\* \[`(.*?)`\]/gm)].map(([, place]) => place)
    expect(places.toSorted()).toEqual(loud.map(({ location }) => `${location.file}:${location.line}`).toSorted())
  })

  test('says how many problems one command repairs, and counts no problem that has another finding', () => {
    const one = { rule: 'image/unpinned', level: 'warning', fix: pinned } as const
    const other = { rule: 'image/not-found', level: 'error', file: 'f1.yaml' } as const
    expect(repairedByPinning(saying(one, one, other))).toEqual({ repaired: 1, of: 2 })
    expect(repairedByPinning(saying({ ...one, fix: { ...pinned, edits: [] } }))).toEqual({ repaired: 0, of: 1 })
    expect(reportBody(saying(one, { rule: 'image/not-found', level: 'error' }), MAX_SUMMARY_BYTES)).toContain(
      '`node ../preadmit/dist/cli.js pin --write` repairs 1 of the 2 below.',
    )
  })

  test('counts by rule', () => {
    const [a, b] = [{ rule: 'a/a', level: 'error' } as const, { rule: 'b/b', level: 'warning' } as const]
    expect(totalsByRule(saying(b, a, a, { rule: 'c/c', level: 'notice' }))).toEqual([
      ['a/a', 2],
      ['b/b', 1],
    ])
  })
})

describe('the exception that is offered', () => {
  const report = reportOf('blocked')
  const problem = (state: Problem['state'], ...rules: readonly string[]): Problem => {
    const ruling = report.rulings.find(({ reference }) => reference.name !== null)
    const first = report.findings.find(({ rule }) => rule === 'signature/untrusted')
    if (ruling === undefined || first === undefined) throw new Error('the sample has changed')
    const findings = rules.map((rule) => ({ ...first, rule, level: 'error' as const }))
    return { state, location: first, subject: ruling.reference.text, findings, ruling }
  }
  const rulesIn = (text: string): readonly string[] => [...text.matchAll(/- rule: (.*)/g)].map(([, rule]) => rule ?? '')

  test('is one for each rule that blocks, because each of them does', () => {
    expect(rulesIn(exemption(report, problem('blocked', 'image/not-found', 'signature/missing')))).toEqual([
      'image/not-found',
      'signature/missing',
    ])
  })

  test('counts a demand that was refuted whatever its level, and no other warning', () => {
    const { findings, ...rest } = problem('blocked', 'image/not-found', 'signature/missing', 'image/unpinned')
    const quiet = findings.map((one) => (one.rule === 'image/not-found' ? one : { ...one, level: 'warning' as const }))
    expect(rulesIn(exemption(report, { ...rest, findings: quiet }))).toEqual(['image/not-found', 'signature/missing'])
  })

  test('is none where an answer did not come, and one where no file will ever tell the name', () => {
    const open = problem('unverified', 'image/unresolved')
    expect(exemption(report, open)).toBe('')
    const { ruling, ...rest } = open
    if (ruling === undefined) throw new Error('no ruling')
    const dynamic = { ...ruling, reference: { ...ruling.reference, name: null } }
    expect(rulesIn(exemption(report, { ...rest, ruling: dynamic }))).toEqual(['image/unresolved'])
  })

  test('is none for rules about the run itself', () => {
    expect(exemption(report, problem('blocked', 'policy/invalid'))).toBe('')
  })
})
