import { describe, expect, test } from '@jest/globals'
import { compilePattern, findAll, findFirst, type Pattern, splitPlaces } from '../../../src/languages/re2/pattern.ts'
import { parseReplacement } from '../../../src/languages/re2/replacement.ts'

function pattern(text: string): Pattern {
  const compiled = compilePattern(text)
  if (compiled.kind !== 'pattern') throw new Error(compiled.why)
  return compiled.pattern
}

const free = (): void => undefined

// Go 1.26's regexp gives these; see __tests__/languages/sprig/regular.test.ts for replacements.
describe('patterns of RE2', () => {
  test.each([
    ['(a|ab)(c|bcd)(d*)', 'abcd', ['abcd', 'a', 'bcd', '']],
    ['(a+)(b+)?', 'aac', ['aa', 'aa', '']],
    ['x*?y', 'xxy', ['xxy']],
    ['(?U)x*', 'xx', ['']],
    ['(|a)*', 'aa', ['', '']],
    ['(?i)straße|K', 'STRAßE', ['STRAßE']],
    ['(?i)k', '\u212a', ['\u212a']],
    ['\\bfoo\\b', 'a foo b', ['foo']],
    ['(?m)^b$', 'a\nb\nc', ['b']],
    ['\\pL+', '1éß2', ['éß']],
    ['[[:^alpha:]]+', 'ab12', ['12']],
    ['\\Qa.b\\E+', 'xa.bbb', ['a.bbb']],
    ['a{2,3}', 'aaaa', ['aaa']],
    ['[^a]', '😀', ['😀']],
  ])('%s in %s', (expression, text, wanted) => {
    const match = findFirst(pattern(expression), text, free) ?? []
    const groups = wanted.map((_, index) => text.slice(match[2 * index] ?? 0, match[2 * index + 1] ?? 0))
    expect(groups).toEqual(wanted)
  })

  test.each([
    ['[a', 'missing closing ]: `[a`'],
    ['a)', 'unexpected ): `a)`'],
    ['a\udce2b', 'invalid UTF-8: `\udce2b`'],
    ['(a', 'missing closing ): `(a`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['*a', 'missing argument to repetition operator: `*`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['(a{500}){500}', 'invalid repeat count: `{500}`'],
    ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['\\8', 'invalid escape sequence: `\\8`'],
    ['[z-a]', 'invalid character class range: `z-a`'],
    ['a\\', 'trailing backslash at end of expression: ``'],
  ])('%s is refused in the words of Go', (expression, why) => {
    expect(compilePattern(expression)).toEqual({ kind: 'invalid', why: `error parsing regexp: ${why}` })
  })

  test('what only RE2 knows is unsupported, not invalid', () => {
    expect(compilePattern('\\p{Ogham}').kind).toBe('unsupported')
    expect(compilePattern(`${'('.repeat(251)}a${')'.repeat(251)}`).kind).toBe('unsupported')
    expect(compilePattern(`${'('.repeat(250)}a${')'.repeat(250)}`).kind).toBe('pattern')
  })

  test('a program has at most 20,000 instructions', () => {
    expect(compilePattern(`${'a{1000}'.repeat(19)}${'a'.repeat(999)}`).kind).toBe('pattern')
    expect(compilePattern(`${'a{1000}'.repeat(19)}${'a'.repeat(1000)}`).kind).toBe('unsupported')
  })

  test('an empty match right behind another one does not count', () => {
    expect(findAll(pattern('a*'), 'baac', -1, free).map(([start, end]) => [start, end])).toEqual([
      [0, 0],
      [1, 3],
      [4, 4],
    ])
  })

  test('splits as Go does', () => {
    expect(splitPlaces(pattern('z*'), 'pizza', -1, free)).toEqual([
      [0, 1],
      [1, 2],
      [4, 5],
    ])
  })

  test('takes steps linear in the text, whatever the expression', () => {
    let steps = 0
    findFirst(pattern('(a*)*(a*)*(a*)*b'), 'a'.repeat(5_000), (more) => (steps += more))
    expect(steps).toBeLessThan(200_000)
  })

  test('a name in a replacement takes the longest run of letters', () => {
    expect(parseReplacement(pattern('(a)(?P<n>b)'), '$1x ${1}x $n$$')).toEqual([
      { kind: 'group', indexes: [] },
      { kind: 'literal', start: 3, end: 4 },
      { kind: 'group', indexes: [1] },
      { kind: 'literal', start: 8, end: 10 },
      { kind: 'group', indexes: [2] },
      { kind: 'literal', start: 12, end: 13 },
    ])
  })
})
