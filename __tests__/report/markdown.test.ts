import { describe, expect, test } from '@jest/globals'
import { type Node, Parser } from 'commonmark'
import fc from 'fast-check'
import { visible } from '../../src/report/escape.ts'
import {
  code,
  details,
  fence,
  htmlCode,
  join,
  link,
  type Markdown,
  marker,
  markerFields,
  md,
  prose,
  table,
  urlPath,
} from '../../src/report/markdown.ts'
import { hostile } from './hostile.ts'

/** All nodes of a parsed text, as `type:literal`. */
function nodes(markdown: string): readonly { readonly type: string; readonly literal: string; readonly destination: string }[] {
  const walker = new Parser().parse(markdown).walker()
  const found: Node[] = []
  for (let step = walker.next(); step !== null; step = walker.next()) if (step.entering) found.push(step.node)
  return found.map((node) => ({ type: node.type, literal: node.literal ?? '', destination: node.destination ?? '' }))
}

/** What GitHub turns into links in text that is not code: mentions, issues, commits, addresses, references of other trackers. */
const LINKED = /@\w|#\d|\b[0-9a-f]{7,40}\b|https?:|www\.|\w@\w|[A-Za-z]+-\d|:\w+:|[<>&*_[\]|~\\]/i

describe('untrusted text as code', () => {
  test('is exactly one code span with the visible text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        if (text === '') return
        const inside = nodes(md`before ${code(text)} after`).filter(({ type }) => !['document', 'paragraph'].includes(type))
        expect(inside.map(({ type }) => type)).toEqual(['text', 'code', 'text'])
        expect(inside[1]?.literal.trim()).toBe(visible(text).trim())
      }),
    )
  })

  test('does not join with the code beside it', () => {
    const codes = nodes(md`${code('a')}${code('b')}`).filter(({ type }) => type === 'code')
    expect(codes.map(({ literal }) => literal)).toEqual(['a', 'b'])
  })

  test('keeps its pipes in a cell', () => {
    expect(
      table([md`A`, md`B`], [[code('a|b'), md`end`]])
        .split('\n')
        .at(-1),
    ).toBe('| `a\\|b` | end |')
  })

  test('stands in a cell of a table without adding a cell', () => {
    fc.assert(fc.property(hostile, (text) => cellsOf(table([md`A`, md`B`], [[code(text), md`end`]])) === 2))
  })
})

describe('a sentence with names from outside', () => {
  test('is only plain words and code, and loses nothing that can be seen', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const inside = nodes(prose(text)).filter(({ type }) => !['document', 'paragraph'].includes(type))
        expect(inside.filter(({ type }) => type !== 'text' && type !== 'code')).toEqual([])
        for (const { type, literal } of inside) if (type === 'text') expect(literal.replaceAll('`', '')).not.toMatch(LINKED)
        const shown = inside.map(({ literal }) => literal).join('')
        expect(letters(shown)).toBe(letters(visible(text)))
      }),
    )
  })

  test.each([
    ['The tag can be moved.', 'The tag can be moved.'],
    ['ghcr.io/acme/web:1.5 is not signed.', '`ghcr.io/acme/web:1.5` is not signed.'],
    ['ask @acme/platform, see #12', 'ask `@acme/platform`, see `#12`'],
    ['Write `signedBy`, not "signedBye".', 'Write `signedBy`, not "signedBye".'],
    ['2. of 3', '2\\. of 3'],
    ['at commit deadbeef and defaced', 'at commit `deadbeef` and `defaced`'],
    ['a  stray ` tick', 'a stray &#96; tick'],
  ])('%s', (text, shown) => {
    expect(prose(text)).toBe(shown)
  })

  test('shows a known name as one span, spaces and all', () => {
    expect(prose('${A} | x is open.', ['${A} | x'])).toBe('`${A} | x` is open.')
    expect(prose('`a b` is open.', ['a b'])).toBe('`a b` is open.')
    expect(prose('Write `a b@x`, not a b.', ['a b'])).toBe('Write `a b@x`, not a b.')
  })
})

describe('a fenced block', () => {
  test('is exactly one block with the text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const blocks = nodes(md`before

${fence(text, 'suggestion')}

after`).filter(({ type }) => ['code_block', 'paragraph', 'html_block', 'heading'].includes(type))
        expect(blocks.map(({ type }) => type)).toEqual(['paragraph', 'code_block', 'paragraph'])
      }),
    )
  })
})

describe('a fenced block whose text has fences', () => {
  test.each(['a\n```\nb', '```', '````\n```', '~~~'])('%j', (text) => {
    const [block, ...more] = nodes(fence(text)).filter(({ type }) => type !== 'document')
    expect(block?.literal).toBe(`${text}\n`)
    expect(more).toEqual([])
  })
})

describe('a fold', () => {
  test('opens and closes its own elements only', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const written = nodes(details(htmlCode(text), join([prose(text), fence(text)])))
        const markup = written.filter(({ type }) => type === 'html_block' || type === 'html_inline').map(({ literal }) => literal)
        const tags = markup.join('').match(/<\/?[a-z]+/g)
        expect(tags).toEqual(['<details', '<summary', '<code', '</code', '</summary', '</details'])
      }),
    )
  })
})

describe('a link', () => {
  test('goes where it was sent', () => {
    fc.assert(
      fc.property(hostile, (path) => {
        const url = `https://github.com/acme/shop/blob/main/${urlPath(path)}`
        const links = nodes(link(code('x'), url)).filter(({ type }) => type === 'link')
        expect(links.map(({ destination }) => new URL(destination).host)).toEqual(['github.com'])
      }),
    )
  })

  test('to another scheme is no link', () => {
    expect(link(md`x`, 'javascript:alert(1)')).toBe('x')
  })
})

describe('a marker', () => {
  test('is read back, and nothing in it ends the comment', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 3 }), (fields) => {
        const mark = marker('finding', fields)
        expect(mark.indexOf('-->')).toBe(mark.length - 3)
        expect(markerFields(`${mark}\nbody`, 'finding')).toBeDefined()
      }),
    )
  })

  test('counts only at the very start of a body, and only under its name', () => {
    const mark = marker('finding', ['a', 'b'])
    expect(markerFields(`${mark} x`, 'finding')).toEqual(['a', 'b'])
    expect(markerFields(`quoted: ${mark}`, 'finding')).toBeUndefined()
    expect(markerFields(mark, 'summary')).toBeUndefined()
  })
})

/** Cells of the first body row by the rule of GitHub's tables: a pipe that no backslash escapes ends a cell. */
function cellsOf(markdown: Markdown): number {
  const [, , row = '', ...more] = markdown.split('\n')
  expect(more).toEqual([])
  return (row.replace(/\\[|]/g, '').match(/\|/g) ?? []).length - 1
}

function letters(text: string): string {
  return text.replace(/[\s`]/g, '')
}
