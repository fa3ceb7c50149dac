import { describe, expect, test } from '@jest/globals'
import { compileExpression, escaped, exactly, findsExpression } from '../../../src/languages/regular/expression.ts'
import { MAX_EXPRESSION, MAX_EXPRESSION_STEPS } from '../../../src/model/limits.ts'

function finds(expression: string, text: string): boolean | string {
  const compiled = compileExpression(expression)
  return compiled.ok
    ? findsExpression(compiled.expression, text)
    : `${compiled.invalid ? 'invalid' : 'unsupported'}: ${compiled.why}`
}

describe('expressions of cluster policies', () => {
  test.each([
    [
      'T68 an expression without anchors matches inside a longer text',
      'github.com/acme/app',
      'https://github.com/acme/app-evil',
      true,
    ],
    ['T68 a dot stands for any character', 'github.com', 'githubXcom', true],
    ['an escaped dot is a dot', 'github\\.com', 'githubXcom', false],
    ['anchors hold both ends', '^https://github\\.com/acme/app$', 'https://github.com/acme/app-evil', false],
    ['an end anchor inside a choice', '^(?:a$|b)', 'ab', false],
    ['a choice', '^(main|release-\\d+)$', 'release-12', true],
    ['counted repetition', '^v\\d{1,3}(\\.\\d{1,3}){2}$', 'v1.20.3', true],
    ['counted repetition ends', '^a{2,3}$', 'aaaa', false],
    ['a negated class', '^[^/]+$', 'acme/app', false],
    ['a class with a closing bracket first', '^[]a]+$', ']a', true],
    ['a class with a range and a dash', '^[a-c-]+$', 'a-c', true],
    ['a lazy repetition means the same', '^.*?x$', 'aax', true],
    ['a dot is no line feed', '^.$', '\n', false],
    ['an empty expression matches everything', '', 'anything', true],
    ['a named group', '^(?P<org>acme)/(?<app>app)$', 'acme/app', true],
    ['characters beyond the basic plane are one character', '^.$', '😀', true],
    ['a flag for both cases', '^(?i)acme$', 'AcMe', true],
    ['both cases until the group ends', '^(?:(?i)a)b$', 'AB', false],
    ['both cases in one group', '^(?i:a)b$', 'Ab', true],
    ['both cases behind a choice', '^(?i)a$|^b$', 'B', true],
    ['both cases switched off again', '^(?i)a(?-i)b$', 'AB', false],
    ['both cases of a range', '^(?i)[a-c]+$', 'aBC', true],
    ['both cases of what a class leaves out', '^(?i)[^a]$', 'A', false],
    ['the Kelvin sign is a k in either case', '^(?i)k$', '\u212a', true],
    ['a set that names letters', '^(?i)\\w$', '\u017f', true],
    ['a dot that is any character', '^(?s).$', '\n', true],
    ['a named class', '^[[:alpha:]]+$', 'Acme', true],
    ['a named class beside others', '^[[:digit:]_.-]+$', '1_2.3-4', true],
    ['what a named class leaves out', '^[[:^space:]]+$', 'a b', false],
    ['\\A and \\z are anchors', '\\Aab\\z', 'abc', false],
  ])('%s', (_title, expression, text, expected) => {
    expect(finds(expression, text)).toBe(expected)
  })

  test.each([
    ['(', 'invalid'],
    [')', 'invalid'],
    ['*', 'invalid'],
    ['a**', 'invalid'],
    ['[z-a]', 'invalid'],
    ['[a', 'invalid'],
    ['(?=a)', 'invalid'],
    ['a{2,1}', 'invalid'],
    ['\\', 'invalid'],
    ['\\y', 'invalid'],
    ['(?m)^acme$', 'unsupported'],
    ['(?iU)a+', 'unsupported'],
    ['(?i)é', 'unsupported'],
    ['(?i)*', 'invalid'],
    ['(?)', 'invalid'],
    ['(?i', 'invalid'],
    ['(?x)a', 'invalid'],
    ['\\bacme\\b', 'unsupported'],
    ['[[:letter:]]', 'invalid'],
    ['[[:alpha]', 'invalid'],
    ['\\pL', 'unsupported'],
  ])('%s is %s and never a match', (expression, outcome) => {
    expect(finds(expression, 'acme')).toMatch(new RegExp(`^${outcome}:`))
  })

  test('nested repetitions against 100 kB take steps, not centuries', () => {
    expect(finds('^(a+)+(a*)*(a|a)*$', `${'a'.repeat(100_000)}b`)).toBe(false)
  })

  test('repeating nothing a milliard times compiles at once', () => {
    expect(finds('^(((){1000}){1000}){1000}$', '')).toBe(true)
  })

  test('the limits hold: at the limit it compiles, one past it is unsupported', () => {
    expect(compileExpression('a'.repeat(MAX_EXPRESSION)).ok).toBe(true)
    expect(compileExpression('a'.repeat(MAX_EXPRESSION + 1))).toMatchObject({ ok: false, invalid: false })
    expect(compileExpression('(?:a{1000}){19}').ok).toBe(true)
    const past = compileExpression('(?:a{1000}){21}')
    expect(past).toMatchObject({ ok: false, invalid: false })
    expect(past.ok ? '' : past.why).toContain(`${MAX_EXPRESSION_STEPS}`)
  })

  test('escaped and exact texts mean themselves', () => {
    const text = 'a.b*c?(d)[e]{f}^$|\\+'
    expect(finds(exactly(text), text)).toBe(true)
    expect(finds(exactly(text), `${text}x`)).toBe(false)
    expect(finds(escaped('.'), 'x')).toBe(false)
  })
})
