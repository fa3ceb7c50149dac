import { describe, expect, test } from '@jest/globals'
import { indexSources, lineAt, lineStartsOf, withExcerpts } from '../../src/gate/sources.ts'
import type { Finding } from '../../src/model/finding.ts'
import { MAX_EXCERPT_LENGTH } from '../../src/model/limits.ts'

function finding(rule: string, start: number): Finding {
  const place = { file: 'a.yaml', span: { start, end: start + 1 } }
  return { rule, level: 'error', place, key: '', message: '', why: '', evidence: [] }
}

function excerpts(text: string, findings: readonly Finding[]): readonly { line: number; text: string }[] {
  const files = [{ path: 'a.yaml', bytes: new TextEncoder().encode(text) }]
  const places = findings.map(({ place }) => place)
  return withExcerpts(indexSources(files, places), files, findings)[0]?.excerpts ?? []
}

describe('lines', () => {
  test('start after each line feed, and after a byte order mark', () => {
    expect(lineStartsOf('\uFEFFa\r\nb\n')).toEqual([1, 4, 6])
  })

  test('are found by offset', () => {
    expect([0, 1, 2, 3, 99].map((offset) => lineAt([0, 2], offset))).toEqual([1, 1, 2, 2, 2])
  })
})

describe('excerpts', () => {
  test('are the lines of findings, without line ends', () => {
    expect(excerpts('one\r\ntwo\nthree', [finding('image/unpinned', 6)])).toEqual([{ line: 2, text: 'two' }])
  })

  test('never show a line that a secret was found on', () => {
    expect(excerpts('password: x\n', [finding('secret/literal', 3), finding('image/unpinned', 1)])).toEqual([])
  })

  test(`show a line of ${MAX_EXCERPT_LENGTH} units and none of one more`, () => {
    expect(excerpts('x'.repeat(MAX_EXCERPT_LENGTH), [finding('image/unpinned', 0)])).toHaveLength(1)
    expect(excerpts('x'.repeat(MAX_EXCERPT_LENGTH + 1), [finding('image/unpinned', 0)])).toEqual([])
  })
})
