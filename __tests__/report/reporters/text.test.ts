import { describe, expect, test } from '@jest/globals'
import { MAX_GROUP_PLACES, MIN_GROUP } from '../../../src/model/limits.ts'
import type { Report, ReportFinding, ReportRuling } from '../../../src/model/report.ts'
import { text } from '../../../src/report/reporters/text.ts'
import { reportOf } from '../sample.ts'

type Kind = Pick<ReportFinding, 'rule' | 'level'> & { readonly ruling: ReportRuling['ruling']; readonly says: string }

const UNPINNED: Kind = { rule: 'image/unpinned', level: 'warning', ruling: 'cleared', says: 'has no digest' }
const DOWN: Kind = { rule: 'image/unresolved', level: 'error', ruling: 'unverified', says: 'was not asked for' }
const GONE: Kind = { rule: 'image/not-found', level: 'error', ruling: 'blocked', says: 'does not exist' }

/** A report of so many Compose files, each of which names an image of its own. */
function reportWith(count: number, { rule, level, ruling, says }: Kind): Report {
  const base = reportOf('passed')
  const findings = Array.from({ length: count }, (_, at): ReportFinding => {
    const place = { file: `app-${at}/compose.yaml`, line: at + 1, column: 12, endLine: at + 1, endColumn: 20 }
    const message = `\`team/app-${at}:1\` ${says}`
    return {
      rule,
      level,
      message,
      why: 'Bytes may change.',
      ...place,
      evidence: [],
      docs: 'https://d.example',
      fingerprint: `${at}`,
    }
  })
  const rulings = findings.map(({ file, line, column, endLine, endColumn }, at): ReportRuling => {
    const place = { file, line, column, endLine, endColumn }
    const name = `docker.io/team/app-${at}:1`
    const reference = { text: `team/app-${at}:1`, name, format: 'compose', path: 'services.app.image', ...place }
    return { ruling, reference, findings: [at], demands: [], replaces: [] } as unknown as ReportRuling
  })
  const levels = { errors: 0, warnings: 0, notices: 0, [`${level}s`]: count }
  return { ...base, findings, rulings, counts: { ...base.counts, ...levels } }
}

const linesOf = (report: Report, options = {}): readonly string[] => text.render(report, options).trimEnd().split('\n')

describe('the text for a terminal', () => {
  test('says what holds for 145 unpinned images once, in at most 60 lines, with the command that pins them', () => {
    const lines = linesOf(reportWith(145, UNPINNED))
    expect(lines.length).toBeLessThanOrEqual(60)
    expect(lines.filter((line) => line.startsWith('warning[image/unpinned]'))).toHaveLength(1)
    expect(lines).toContain('  = the same of 144 more, 145 in all:')
    expect(lines).toContain(`      and ${145 - MAX_GROUP_PLACES} others: --verbose lists them`)
    expect(lines).toContain('  = all at once: node ../preadmit/dist/cli.js pin --write')
    expect(lines.at(-1)).toContain('145 warnings')
  })

  test('is one block for all references of a registry that is down', () => {
    const lines = linesOf(reportWith(139, DOWN))
    expect(lines.filter((line) => line.startsWith('unverified['))).toHaveLength(1)
    expect(lines).toContain('  = the same of 138 more, 139 in all:')
    expect(lines).toContain('unverified[image/unresolved]: 139 references were not asked for')
  })

  test('names every place that is blocked', () => {
    const shown = text.render(reportWith(40, GONE))
    for (let at = 0; at < 40; at++) expect(shown).toContain(`app-${at}/compose.yaml:${at + 1}`)
    expect(shown).not.toContain('others')
  })

  test('has no group of fewer than are worth one, and none when everything is asked for', () => {
    const headings = (count: number, options = {}) =>
      linesOf(reportWith(count, UNPINNED), options).filter((line) => line.startsWith('warning[')).length
    expect([headings(MIN_GROUP - 1), headings(MIN_GROUP), headings(MIN_GROUP, { verbose: true })]).toEqual([2, 1, 3])
  })

  test('lists as many places as the bound says, and counts from one past it', () => {
    expect(text.render(reportWith(MAX_GROUP_PLACES, UNPINNED))).not.toContain('others')
    expect(text.render(reportWith(MAX_GROUP_PLACES + 1, UNPINNED))).toContain('and 1 other: --verbose lists them')
  })

  test('does not put findings together of which another thing is said', () => {
    const report = reportWith(6, UNPINNED)
    const findings = report.findings.map((one, at) => (at < 3 ? one : { ...one, message: `${one.message}, and its tag moved` }))
    expect(linesOf({ ...report, findings }).filter((line) => line.startsWith('warning['))).toHaveLength(2)
  })

  test('lists the images that a registry which is down leaves open once each, most frequent first', () => {
    const report = reportWith(30, DOWN)
    const rulings = report.rulings.map((one, at) =>
      at < 20 ? one : { ...one, reference: { ...one.reference, text: 'redis:7', name: 'docker.io/library/redis:7' } },
    )
    const findings = report.findings.map((one, at) => (at < 20 ? one : { ...one, message: '`redis:7` was not asked for' }))
    const lines = linesOf({ ...report, rulings, findings })
    const [head = ''] = lines.slice(lines.indexOf('  = the same of 29 more, 30 in all:') + 1)
    expect(head).toBe('      app-20/compose.yaml:21: redis:7, and at 9 other places')
    expect(lines).toContain(`      and ${30 - 1 - 10 - (MAX_GROUP_PLACES - 2)} others: --verbose lists them`)
  })

  test('says why and how to mend it once for each rule', () => {
    const report = reportWith(2, UNPINNED)
    expect(linesOf(report).filter((line) => line === '  = why: Bytes may change.')).toHaveLength(1)
    const findings = report.findings.map((one, at) => ({ ...one, why: `Reason ${at}.` }))
    expect(linesOf({ ...report, findings }).filter((line) => line.startsWith('  = why: Reason'))).toHaveLength(2)
  })

  test('links the name of a rule where the terminal has links, and only to pages', () => {
    const link = (docs: string) => {
      const report = reportWith(1, UNPINNED)
      return text.render({ ...report, findings: report.findings.map((one) => ({ ...one, docs })) }, { links: true })
    }
    expect(link('https://d.example/x')).toContain('[\u001b]8;;https://d.example/x\u001b\\image/unpinned\u001b]8;;\u001b\\]')
    expect(link('https://d.example/x').split('https://d.example/x')).toHaveLength(2)
    for (const docs of ['https://d.example/\u001b\\x', 'javascript:alert(1)', 'https://d.example/\u0007'])
      expect(link(docs)).not.toContain('\u001b')
  })

  test('ends with a table by rule whose sums are the counts of the JSON report', () => {
    const { counts } = reportOf('blocked')
    const all = linesOf(reportOf('blocked')).find((line) => line.startsWith('all '))
    expect(all?.split(/\s+/).slice(1).map(Number)).toEqual([counts.errors, counts.warnings, counts.notices])
  })
})
