import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createRunnerLog, createTerminalLog } from '../../src/adapters/log.ts'
import { inertLine, visibleLine } from '../../src/adapters/log-text.ts'
import { MAX_LOG_LINE } from '../../src/model/limits.ts'
import { readCommands } from '../fakes/runner-commands.ts'

const HOSTILE = [
  '::set-output name=verdict::passed',
  '   ::error::x',
  '\t::stop-commands::x',
  'before ##[add-mask]secret',
  '##[set-output name=verdict;]passed',
  'a\n::error::b',
  'a\r::error::b',
  'a\u2028::error::b',
  '\u0085::error::b',
  '##\u200b[error]x ##[error]y',
  '\u001b[31mred\u001b[0m \u009b31m',
  'evil\u202egnp.exe',
  '\ufeff::warning::x',
  '\ud800 alone',
]

describe('lines of the runner log', () => {
  test.each(HOSTILE)('%j is shown, and is no command', (text) => {
    const lines: string[] = []
    const log = createRunnerLog((line) => lines.push(line), { debug: true })
    log.info(text)
    log.warn(text)
    log.debug(text)
    const written = lines.join('\n')
    expect(lines).toHaveLength(3)
    expect(readCommands(written)).toEqual({ annotations: [], masks: [], smuggled: [] })
    expect(written).not.toMatch(/[\p{Cf}\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/u)
  })

  test('no text at all becomes a command', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('::', '##[', 'error', ']', ' ', '\n', '\r', ':', '#', '[', '\u0085', '%0A', ...HOSTILE),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const line = inertLine(pieces.join(''))
        return !/[\r\n]/.test(line) && !line.includes('##[') && !line.trimStart().startsWith('::')
      }),
      { numRuns: 2000 },
    )
  })

  test('secrets are masked, and hidden in every later line', () => {
    const lines: string[] = []
    const log = createRunnerLog((line) => lines.push(line), { debug: false })
    log.secret('hunter22\nsecond%line')
    log.info('password hunter22 and second%line')
    log.debug('hunter22')
    expect(lines).toEqual(['::add-mask::hunter22', '::add-mask::second%25line', 'password *** and ***'])
  })

  test('a line at the limit is whole, one past it is cut and says so', () => {
    expect(visibleLine('x'.repeat(MAX_LOG_LINE))).toBe('x'.repeat(MAX_LOG_LINE))
    expect(visibleLine('x'.repeat(MAX_LOG_LINE + 1))).toBe(`${'x'.repeat(MAX_LOG_LINE)}… (cut at ${MAX_LOG_LINE} characters)`)
  })
})

describe('the log of a terminal', () => {
  test('draws progress over one line, and clears it before the next one', () => {
    let text = ''
    const log = createTerminalLog((part) => (text += part), { interactive: true, level: 'normal' })
    log.progress('images', 1, 2)
    log.info('found one')
    log.progress('images', 1, 2)
    log.progress('images', 2, 2)
    expect(text).toBe('\r\u001b[2Kimages 1/2\r\u001b[2Kfound one\n\r\u001b[2Kimages 1/2\r\u001b[2K')
  })

  test('shows no progress in a pipe, and nothing but warnings when quiet', () => {
    let text = ''
    const write = (part: string): void => {
      text += part
    }
    createTerminalLog(write, { interactive: false, level: 'normal' }).progress('images', 1, 2)
    const quiet = createTerminalLog(write, { interactive: true, level: 'quiet' })
    quiet.info('a')
    quiet.debug('b')
    quiet.progress('images', 1, 2)
    quiet.warn('evil\u001b[2J')
    expect(text).toBe('warning: evil\\u{1b}[2J\n')
  })
})
