import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { MAX_COMMAND_MESSAGE, MAX_SHOWN_TEXT } from '../../src/model/limits.ts'
import { capped, command, escapeHtml, html, isVisible, logLine, sarifText, visible } from '../../src/report/escape.ts'
import { hostile } from './hostile.ts'
import { parseRunnerLines } from './runner-commands.ts'

describe('visible text', () => {
  test.each([
    ['a right-to-left override', 'a\u202eb', 'a\\u{202E}b'],
    ['a zero-width space', 'a\u200bb', 'a\\u{200B}b'],
    ['a byte order mark', '\ufeffa', '\\u{FEFF}a'],
    ['a terminal sequence', '\u001b[2J', '\\u{1B}[2J'],
    ['line breaks and tabs', 'a\r\n\tb\u2028c\u0085', 'a\\u{D}\\u{A}\\u{9}b\\u{2028}c\\u{85}'],
    ['half a surrogate pair', 'a\ud800b', 'a\\u{D800}b'],
    ['a tag character', 'a\u{e0041}', 'a\\u{E0041}'],
    ['a no-break space', 'a\u00a0b', 'a\\u{A0}b'],
    ['a filler that fonts leave blank', 'a\u3164\u2800', 'a\\u{3164}\\u{2800}'],
    ['a variation selector', 'a\ufe0f', 'a\\u{FE0F}'],
  ])('spells %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  test('leaves letters of every script and emoji as they are', () => {
    expect(visible('größe 数 שלום 🚀')).toBe('größe 数 שלום 🚀')
  })

  test('is visible, always', () => {
    fc.assert(fc.property(hostile, (text) => isVisible(visible(text).replaceAll('\t', '')) && !visible(text).includes('\n')))
  })
})

describe('capped text', () => {
  test('keeps what is as long as the cap and cuts what is one longer', () => {
    expect(capped('a'.repeat(MAX_SHOWN_TEXT))).toBe('a'.repeat(MAX_SHOWN_TEXT))
    expect(capped('a'.repeat(MAX_SHOWN_TEXT + 1))).toBe(`${'a'.repeat(MAX_SHOWN_TEXT - 1)}…`)
  })

  test('never halves a character', () => {
    expect(capped('ab🚀cd', 4)).toBe('ab…')
  })
})

describe('a workflow command', () => {
  test('is one command with exactly the given place and message, whatever the text holds', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (title, file, message) => {
        const line = command('error', { title, file, line: 3 }, [message, 'second'])
        const [parsed, ...more] = parseRunnerLines(line)
        expect(more).toEqual([])
        expect(parsed?.name).toBe('error')
        expect(Object.keys(parsed?.properties ?? {}).filter((key) => !['title', 'file', 'line'].includes(key))).toEqual([])
        expect(parsed?.data.split('\n').at(-1)).toBe('second')
      }),
    )
  })

  test('round-trips plain text with every character that the grammar uses', () => {
    const line = command('warning', { title: 'a:b,c=d%3A', file: 'x,y:z.yaml', line: 1 }, ['100% sure: a,b', 'next'])
    expect(parseRunnerLines(line)).toEqual([
      { name: 'warning', properties: { title: 'a:b,c=d%3A', file: 'x,y:z.yaml', line: '1' }, data: '100% sure: a,b\nnext' },
    ])
  })

  test('shows percent codes as they were written', () => {
    expect(parseRunnerLines(command('error', { title: '%2C%0A' }, ['%0A::error::x%25']))).toEqual([
      { name: 'error', properties: { title: '%2C%0A' }, data: '%0A::error::x%25' },
    ])
  })

  test('holds a message of the limit and cuts one past it', () => {
    const dataOf = (length: number): string => parseRunnerLines(command('notice', {}, ['a'.repeat(length)]))[0]?.data ?? ''
    expect(dataOf(MAX_COMMAND_MESSAGE)).toHaveLength(MAX_COMMAND_MESSAGE)
    expect(dataOf(MAX_COMMAND_MESSAGE + 1)).toBe(`${'a'.repeat(MAX_COMMAND_MESSAGE - 1)}…`)
  })
})

describe('a line of the log', () => {
  test('is never a command', () => {
    fc.assert(fc.property(hostile, (text) => parseRunnerLines(logLine(text)).length === 0))
  })

  test.each(['::set-output name=x::y', '  ::error::x', 'text ##[set-output name=x;]y', '##[error]x', '####[x]'])(
    'shows %s with the command broken',
    (text) => {
      expect(logLine(text)).toContain('\\')
      expect(parseRunnerLines(logLine(text))).toEqual([])
    },
  )
})

describe('HTML', () => {
  test('has no element, attribute or entity that the text brought', () => {
    fc.assert(fc.property(hostile, (text) => !/[<>"'`]|&(?!#\d+;)/.test(escapeHtml(text))))
  })

  test('puts escaped text into its holes', () => {
    expect(html`<b title="${escapeHtml('"x"')}">${escapeHtml('<a>')}</b>`).toBe('<b title="&#34;x&#34;">&#60;a&#62;</b>')
  })
})

test('SARIF text has no link that the text brought', () => {
  expect(sarifText('see [here](1) \\[x]')).toBe('see \\[here\\](1) \\\\\\[x\\]')
})
