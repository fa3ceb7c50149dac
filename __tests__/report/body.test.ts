import { describe, expect, test } from '@jest/globals'
import { Parser } from 'commonmark'
import fc from 'fast-check'
import { MAX_MARKDOWN_BYTES, MAX_SUMMARY_BYTES } from '../../src/model/limits.ts'
import type { Report } from '../../src/model/report.ts'
import { reportBody } from '../../src/report/body.ts'
import { byteLength, isVisible } from '../../src/report/escape.ts'
import { reporters } from '../../src/report/reporters/table.ts'
import { hostile } from './hostile.ts'
import { parseRunnerLines } from './runner-commands.ts'
import { hex, reportOf } from './sample.ts'

/** The sample with so many copies of its problems. */
function grown(count: number, long = 'x'): Report {
  const report = reportOf('blocked')
  const [first] = report.findings.filter(({ rule }) => rule === 'signature/untrusted')
  if (first === undefined) throw new Error('the sample has changed')
  const findings = Array.from({ length: count }, (_, at) => ({
    ...first,
    file: `${long}/f${at}.yaml`,
    message: `${first.message} ${long}`,
  }))
  return { ...report, rulings: [], findings }
}

/** The sample with a text from outside in every field that can carry one. */
function poisoned(text: string): Report {
  const report = reportOf('blocked')
  return {
    ...report,
    rulings: report.rulings.map((ruling) => ({ ...ruling, reference: { ...ruling.reference, text, file: text, name: text } })),
    findings: report.findings.map((finding) => ({
      ...finding,
      message: `${text} is wrong`,
      file: text,
      image: text,
      object: text,
      evidence: [text],
    })),
    images: report.images.map((image) => ({
      ...image,
      name: text,
      platforms: [text],
      demands: image.demands.map((demand) => ({ ...demand, got: text })),
    })),
    excerpts: report.excerpts.map((excerpt) => ({ ...excerpt, file: text, text })),
  }
}

describe('the text of a report', () => {
  test.each([10, 200, 5_000])('fits into a comment and into the job summary with %i problems', (count) => {
    expect(byteLength(reportBody(grown(count), MAX_MARKDOWN_BYTES))).toBeLessThanOrEqual(MAX_MARKDOWN_BYTES)
    expect(byteLength(reportBody(grown(count), MAX_SUMMARY_BYTES))).toBeLessThanOrEqual(MAX_SUMMARY_BYTES)
  })

  test('fits with names of any length and script, and keeps the verdict first', () => {
    const body = reportBody(grown(300, '数'.repeat(4_000)), MAX_MARKDOWN_BYTES)
    expect(byteLength(body)).toBeLessThanOrEqual(MAX_MARKDOWN_BYTES)
    expect(body.startsWith('## ⛔ Preadmit blocked this change')).toBe(true)
  })

  test('says how many problems it leaves out', () => {
    expect(reportBody(grown(1_000), MAX_MARKDOWN_BYTES)).toMatch(
      /… and [\d,]+ more places: the job summary and the report file have all of them/,
    )
  })

  test('is whole at exactly its length and shorter one byte below', () => {
    const report = reportOf('blocked')
    const whole = reportBody(report, MAX_SUMMARY_BYTES)
    expect(reportBody(report, byteLength(whole))).toBe(whole)
    expect(byteLength(reportBody(report, byteLength(whole) - 1))).toBeLessThan(byteLength(whole))
  })

  test('names the policy, the commit and what was left out', () => {
    const body = reportBody(reportOf('blocked'), MAX_SUMMARY_BYTES)
    expect(body).toContain(`at \`${hex('5e').slice(0, 12)}\``)
    expect(body).toContain('1 ignored by the policy')
    expect(
      reportBody({ ...reportOf('blocked'), policy: { source: 'built-in', sha: null, digest: 'x' } }, MAX_SUMMARY_BYTES),
    ).toContain('built-in default')
  })
})

describe('an image change', () => {
  test('links the source only to GitHub, and only where the labels can be nothing else', () => {
    const report = reportOf('blocked')
    const withSource = (source: string): string =>
      reportBody({ ...report, images: report.images.map((image) => ({ ...image, source })) }, MAX_SUMMARY_BYTES)
    const revisions = [hex('old').slice(0, 40), hex('new').slice(0, 40)]
    expect(withSource('https://github.com/acme/web')).toContain(`(https://github.com/acme/web/compare/${revisions.join('...')})`)
    for (const source of [
      'https://evil.example/acme/web',
      'https://github.com/acme/web/../../x',
      'https://github.com.evil.example/a/b',
    ]) {
      expect(withSource(source)).not.toContain('as the labels say')
    }
  })
})

describe('hostile text', () => {
  const MARKDOWN = reporters.filter(({ name }) => ['markdown', 'comment', 'review'].includes(name))

  test.each(MARKDOWN.map((reporter) => [reporter.name, reporter] as const))(
    'brings no element, link or image into %s',
    (_, reporter) => {
      fc.assert(
        fc.property(hostile, (text) => {
          const walker = new Parser().parse(reporter.render(poisoned(text))).walker()
          for (let step = walker.next(); step !== null; step = walker.next()) {
            const { type, literal, destination } = step.node
            if (type === 'image') throw new Error('an image')
            if (type === 'link') expect(new URL(destination ?? '').host).toBe('github.com')
            if (type !== 'html_inline' && type !== 'html_block') continue
            const markup = (literal ?? '').replace(/^<!-- preadmit:[\w.: -]*-->/, '').match(/<[^>]*>/g) ?? []
            expect(markup.filter((tag) => !/^<\/?(?:details|summary|code|sub|br)>$/.test(tag))).toEqual([])
          }
        }),
        { numRuns: 60 },
      )
    },
  )

  test('adds no command to the annotations and none to the text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const report = poisoned(text)
        const [annotations, plain] = ['annotations', 'text'].map(
          (name) => reporters.find((one) => one.name === name)?.render(report) ?? '',
        )
        expect(parseRunnerLines(plain ?? '')).toEqual([])
        const names = parseRunnerLines(annotations ?? '').map(({ name }) => name)
        expect(names.filter((name) => !['error', 'warning', 'notice'].includes(name))).toEqual([])
        expect(names).toHaveLength(6)
        expect((plain ?? '').split('\n').every(isVisible)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
