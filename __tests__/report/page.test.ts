import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { hunksOf } from '../../demo/line-diff.ts'
import { renderPage } from '../../demo/page.ts'
import { renderMarkdown } from '../../demo/rendered-markdown.ts'
import { markdown } from '../../src/report/reporters/markdown.ts'
import { hostile } from './hostile.ts'
import { reportOf } from './sample.ts'
import { samplePage } from './sample-page.ts'

const TAGS = /<\/?([a-z0-9]+)/g

describe('the demo page', () => {
  test('shows the comment, the review on its lines, the checks, the annotations and the summary', async () => {
    const page = renderPage(await samplePage())
    for (const text of ['Preadmit blocked this change', 'Suggested change', 'Merging is blocked', 'Annotations', 'Job summary']) {
      expect(page).toContain(text)
    }
  })

  test('loads nothing and runs nothing', async () => {
    const page = renderPage(await samplePage())
    expect(page).not.toMatch(/<script|<img|<link|<iframe|\ssrc=|@import|url\(/)
    expect(page).toContain("default-src 'none'")
  })

  test('closes every element that it opens', async () => {
    const page = renderPage(await samplePage())
    const open: string[] = []
    for (const [tag, name = ''] of page.matchAll(TAGS)) {
      if (['meta', 'hr', 'br'].includes(name)) continue
      if (tag.startsWith('</')) expect(open.pop()).toBe(name)
      else open.push(name)
    }
    expect(open).toEqual([])
  })

  test('puts a comment below its line', async () => {
    const page = renderPage(await samplePage())
    const line = page.indexOf('hostNetwork: true')
    expect(page.indexOf('now shares the network', line)).toBeGreaterThan(line)
  })
})

describe('rendered Markdown', () => {
  test('has tables with code, links and escaped pipes in their cells', () => {
    const shown = renderMarkdown('before\n\n| A | B |\n| --- | --- |\n| `x \\| y` | [z](https://github.com/a) |\n\nafter')
    expect(shown).toContain('<td><code>x | y</code></td><td><a href="https://github.com/a">z</a></td>')
    expect(shown).toContain('<p>after</p>')
  })

  test('leaves a table inside a fence alone', () => {
    expect(renderMarkdown('```\n| A |\n| --- |\n| b |\n```')).not.toContain('<table>')
  })

  test('keeps every fold of a report closed by itself', () => {
    const shown = renderMarkdown(markdown.render(reportOf('blocked')))
    expect(shown.match(/<details>/g)?.length).toBe(shown.match(/<\/details>/g)?.length)
    expect(shown.match(/<table>/g)).toHaveLength(1)
  })

  test('shows elements that are not ours as text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const names = [...renderMarkdown(text).matchAll(TAGS)].map(([, name]) => name)
        expect(names).not.toContain('img')
        expect(names).not.toContain('script')
      }),
    )
  })
})

describe('a diff', () => {
  const numbers = (from: number, to: number): string =>
    Array.from({ length: to - from + 1 }, (_, at) => `${from + at}\n`).join('')

  test('has hunks with three lines of context', () => {
    const before = numbers(1, 30)
    const hunks = hunksOf(before, before.replace('10\n', 'ten\n').replace('25\n', ''))
    expect(hunks.map((hunk) => hunk.length)).toEqual([8, 7])
    expect(hunks[0]?.filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'del', text: '10', before: 10 },
      { kind: 'add', text: 'ten', after: 10 },
    ])
  })

  test('gives back both sides', () => {
    const side = fc
      .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''))
    fc.assert(
      fc.property(side, side, (before, after) => {
        const lines = hunksOf(before, after).flat()
        const added = lines.filter(({ kind }) => kind === 'add').length - lines.filter(({ kind }) => kind === 'del').length
        expect(added).toBe(after.length / 2 - before.length / 2)
      }),
    )
  })
})
