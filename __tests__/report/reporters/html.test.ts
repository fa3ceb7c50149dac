import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { MAX_HTML_ROWS } from '../../../src/model/limits.ts'
import type { Report, ReportFinding } from '../../../src/model/report.ts'
import { createPage } from '../../../src/report/html/page.ts'
import { html } from '../../../src/report/reporters/html.ts'
import { hostile } from '../hostile.ts'
import { reportOf } from '../sample.ts'

const page = html.render(reportOf('blocked'))

describe('the HTML page', () => {
  test('allows its own style and script by their hashes, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
    const hashOf = (tag: string): string => {
      const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] ?? ''
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    }
    expect(policy).toBe(
      `default-src 'none'; style-src ${hashOf('style')}; script-src ${hashOf('script')}; base-uri 'none'; form-action 'none'`,
    )
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).not.toMatch(/<(?:img|link|iframe|object|base|form)\b|\s(?:src|style|on\w+)=|@import|url\(/)
  })

  test('shows what is to do, who vouches for what, what is excepted, and what ran', () => {
    for (const text of [
      'What to do',
      'signature/untrusted',
      '✗ refuted',
      '✓ proved',
      'Excepted',
      '2027-01-31',
      'Runs',
      'acme/shop',
    ])
      expect(page).toContain(text)
    expect(page.indexOf('>blocked<')).toBeLessThan(page.indexOf('>warning<'))
  })

  test('names the repository of each row only where there are several', () => {
    const both = createPage()
    both.add(reportOf('blocked'))
    both.add({ ...reportOf('blocked'), repository: 'acme/other' })
    expect(both.print('all', 'blocked', [])).toContain('data-label="Repository"')
    expect(page.split('data-label="Repository"')).toHaveLength(2)
  })

  test('links to pages alone', () => {
    const report = reportOf('blocked')
    const bad = { ...report, findings: report.findings.map((one) => ({ ...one, docs: 'javascript:alert(1)' })) }
    expect(html.render(bad)).not.toContain('javascript:alert')
  })

  test('keeps as many rows as the limit, the worst first, and counts the others', () => {
    const report = reportOf('blocked')
    const [first] = report.findings
    const many = (count: number): Report => ({
      ...report,
      rulings: [],
      problems: [],
      unread: [],
      findings: Array.from(
        { length: count },
        (_, line) => ({ ...(first as ReportFinding), line, level: 'warning', object: `o${line}` }) as ReportFinding,
      ),
    })
    expect(html.render(many(MAX_HTML_ROWS))).not.toContain('… and')
    expect(html.render(many(MAX_HTML_ROWS + 1))).toContain('… and 1 more')
  })

  test('makes no element of any text of a report', () => {
    const elements = (text: string): number => text.match(/<\w/g)?.length ?? 0
    const report = reportOf('blocked')
    const withText = (text: string): Report => ({
      ...report,
      repository: text,
      findings: report.findings.map((one) => ({
        ...one,
        message: text,
        object: text,
        file: text,
        fix: { description: text, edits: [] },
      })),
      images: report.images.map((one) => ({ ...one, name: text, problem: text })),
    })
    const usual = elements(html.render(withText('x')).replace(/<\/?code[^>]*>|<br>/g, ''))
    fc.assert(
      fc.property(hostile, (text) => elements(html.render(withText(text)).replace(/<\/?code[^>]*>|<br>/g, '')) <= usual),
      { numRuns: 60 },
    )
  })
})
