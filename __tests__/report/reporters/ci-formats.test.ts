import { describe, expect, test } from '@jest/globals'
import type { Report } from '../../../src/model/report.ts'
import { gitlabCodequality } from '../../../src/report/reporters/gitlab-codequality.ts'
import { junit } from '../../../src/report/reporters/junit.ts'
import { reportOf } from '../sample.ts'

const counted = (xml: string, element: string): number => xml.split(`<${element} `).length - 1

describe('JUnit', () => {
  test.each(['blocked', 'unverified', 'misconfigured'] as const)('is never green for a change that is %s', (verdict) => {
    const xml = junit.render(reportOf(verdict))
    expect(counted(xml, 'failure') + counted(xml, 'error')).toBeGreaterThan(0)
  })

  test('of a change that passed fails nowhere, and says each reference that was cleared', () => {
    const report = reportOf('passed')
    const xml = junit.render(report)
    expect(counted(xml, 'failure') + counted(xml, 'error')).toBe(0)
    const judged = report.rulings.filter(({ ruling }) => ruling !== 'untouched')
    expect(counted(xml, 'testcase')).toBeGreaterThan(judged.length)
  })

  test('counts in its head what stands below', () => {
    const xml = junit.render(reportOf('blocked'))
    const [, tests, failures, errors] = /tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(xml) ?? []
    expect([tests, failures, errors].map(Number)).toEqual(['testcase', 'failure', 'error'].map((one) => counted(xml, one)))
  })

  test('hostile text adds no element and no character that XML does not have', () => {
    const report = reportOf('blocked')
    const hostile = '"/><failure message="x">]]>&lt;\u0000\u001b\ud800'
    const findings = report.findings.map((finding) => ({ ...finding, message: hostile, why: hostile }))
    const xml = junit.render({ ...report, findings } as Report)
    expect(counted(xml, 'failure')).toBe(counted(junit.render(report), 'failure'))
    expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\uffff]/)
  })
})

describe("GitLab's Code Quality report", () => {
  test('has an issue for everything that is said, each with a fingerprint of its own', () => {
    const issues = JSON.parse(gitlabCodequality.render(reportOf('blocked')))
    expect(issues.length).toBeGreaterThan(0)
    expect(new Set(issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(issues.length)
    for (const issue of issues) {
      expect(Object.keys(issue)).toEqual(['description', 'check_name', 'fingerprint', 'severity', 'location'])
      expect(issue.severity).toMatch(/^(?:info|minor|major|critical|blocker)$/)
      expect(issue.location.lines.end).toBeGreaterThanOrEqual(issue.location.lines.begin)
    }
  })

  test('is never empty for a change that did not pass', () => {
    const bare: Report = {
      ...reportOf('passed'),
      findings: [],
      rulings: [],
      problems: [],
      unread: [],
      verdict: 'unverified',
      exitCode: 3,
    }
    expect(JSON.parse(gitlabCodequality.render(bare))).toHaveLength(1)
    expect(JSON.parse(gitlabCodequality.render({ ...bare, verdict: 'passed', exitCode: 0 }))).toEqual([])
  })

  test('tells issues of one fingerprint apart', () => {
    const report = reportOf('blocked')
    const findings = report.findings.map((finding) => ({ ...finding, fingerprint: 'same' }))
    const issues = JSON.parse(gitlabCodequality.render({ ...report, findings }))
    expect(new Set(issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(issues.length)
  })
})
