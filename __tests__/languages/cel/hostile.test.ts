import { describe, expect, test } from '@jest/globals'
import { newBudget } from '../../../src/languages/cel/budget.ts'
import { evaluateCel } from '../../../src/languages/cel/evaluate.ts'
import { parseCel } from '../../../src/languages/cel/parse.ts'
import { MAX_CEL, MAX_CEL_CALLS, MAX_CEL_DEPTH, MAX_CEL_SIZE, MAX_CEL_STEPS, MAX_CEL_TOKENS } from '../../../src/model/limits.ts'
import { evaluated } from './cel.ts'

describe('hostile expressions (T37)', () => {
  test('a regular expression that others go back and forth in takes one pass', () => {
    expect(evaluated(`'${'a'.repeat(31)}!'.matches('^(a+)+$')`)).toBe('false')
    expect(evaluated(`'${'a'.repeat(31)}'.matches('^(a+)+$')`)).toBe('true')
  })

  test('an expression at the length limit is read, and one past it is not', () => {
    expect(parseCel(`'${'a'.repeat(MAX_CEL - 2)}'`).ok).toBe(true)
    expect(parseCel(`'${'a'.repeat(MAX_CEL - 1)}'`)).toEqual({
      ok: false,
      why: `it is longer than ${MAX_CEL} characters`,
    })
  })

  test('so many tokens are read, and no more', () => {
    expect(parseCel(`[${'1,'.repeat((MAX_CEL_TOKENS - 2) / 2)}]`).ok).toBe(true)
    expect(parseCel(`[${'1,'.repeat(MAX_CEL_TOKENS / 2)}]`)).toEqual({
      ok: false,
      why: expect.stringContaining('than 1000'),
    })
  })

  test('nesting ends at the limit', () => {
    const nested = (depth: number) => `${'('.repeat(depth - 1)}1${')'.repeat(depth - 1)}`
    expect(evaluated(nested(MAX_CEL_DEPTH))).toBe('1')
    expect(evaluated(nested(MAX_CEL_DEPTH + 1))).toContain('than 60')
    expect(evaluated(`${'['.repeat(500)}${']'.repeat(500)}`)).toContain('than 60')
    expect(evaluated('-'.repeat(900))).toContain('no CEL')
  })

  test('a long chain is evaluated up to the limit of its calls, and is unknown beyond', () => {
    const chain = (calls: number) => `1${' + 1'.repeat(calls - 1)}`
    expect(evaluated(chain(MAX_CEL_CALLS))).toBe(`${MAX_CEL_CALLS}`)
    expect(evaluated(chain(MAX_CEL_CALLS + 1))).toContain('unknown: its evaluation nests deeper')
    expect(evaluated(`{}${'.a'.repeat(400)}`)).toContain('than 250')
    expect(evaluated(`true${' && true'.repeat(400)}`)).toBe('true')
  })

  test('a text or a list may grow to the limit, and is unknown beyond', () => {
    const repeated = (size: number) => `lists.range(${size}).map(i, '${'x'.repeat(1000)}').join('').size()`
    expect(evaluated(repeated(MAX_CEL_SIZE / 1000))).toBe(`${MAX_CEL_SIZE}`)
    expect(evaluated(repeated(MAX_CEL_SIZE / 1000 + 1))).toContain('than 100000')
    expect(evaluated(`lists.range(${MAX_CEL_SIZE}).size()`)).toBe(`${MAX_CEL_SIZE}`)
    expect(evaluated(`lists.range(${MAX_CEL_SIZE + 1}).size()`)).toContain('than 100000')
    expect(evaluated('lists.range(9223372036854775807).size()')).toContain('than 100000')
  })

  test('doubling again and again ends', () => {
    const doubled = Array.from({ length: 40 }).reduce<string>((inner) => `cel.bind(x, ${inner}, x + x)`, '[1]')
    expect(evaluated(doubled)).toMatch(/^unknown: .*than 100000/)
    const text = Array.from({ length: 40 }).reduce<string>((inner) => `cel.bind(x, ${inner}, x + x)`, "'a'")
    expect(evaluated(text)).toMatch(/^unknown: .*than 100000/)
  })

  test('loops in loops end, and nothing that they came to counts', () => {
    const loop = 'lists.range(1000).all(a, lists.range(1000).all(b, lists.range(1000).all(c, true)))'
    expect(evaluated(loop)).toContain('than 200000')
    expect(evaluated(`false && ${loop}`)).toBe('false')
    expect(evaluated(`${loop} || true`)).toContain('than 200000')
  })

  test.each([
    'size(big) > 0',
    "big.contains('b')",
    "big.split('')[0] == 'a'",
    "big < big + 'a'",
    "big == big + ''",
    'duration(big) == duration(big)',
    "big.matches('a*b')",
    'big.upperAscii() != big',
  ])('looking at a large text again and again is paid for: %s', (expression) => {
    expect(evaluated(`lists.range(10000).all(i, ${expression})`, { big: '1'.repeat(1_000_000) })).toMatch(
      /^(?:unknown: .*than \d+|error: invalid duration|false)/,
    )
  })

  test('the limit of steps is exact', () => {
    const parsed = parseCel('1 + 1')
    if (!parsed.ok) throw new Error(parsed.why)
    expect(evaluateCel(parsed.cel, () => undefined, newBudget(3)).kind).toBe('int')
    expect(evaluateCel(parsed.cel, () => undefined, newBudget(2)).kind).toBe('unknown')
    expect(newBudget(MAX_CEL_STEPS * 2).left).toBe(MAX_CEL_STEPS)
  })

  test.each([
    '"',
    "'''",
    'r"',
    "b'\\u00e9'",
    '\u0000',
    '1 +',
    ')',
    'a.',
    'a..b',
    '[1',
    '{1',
    '{1:',
    'a ? b',
    'all(',
    'x.all(1, 2)',
    'has(1)',
    '"\\q"',
    '9223372036854775808',
    'if',
    'a.?',
    '1 2',
    '`a`',
  ])('the broken text %j is no CEL, and nothing is thrown', (text) => {
    expect(parseCel(text).ok).toBe(false)
  })
})
