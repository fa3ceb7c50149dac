import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseCel } from '../../../src/languages/cel/parse.ts'
import { evaluated } from './cel.ts'

const WORDS = [
  ...[
    '1',
    '2u',
    '1.5',
    '-1',
    "'a'",
    "b'a'",
    'true',
    'null',
    'x',
    'far',
    'x.a',
    'x.b[0]',
    '[1, far]',
    "{'a': far}",
    'x.?z',
    'optional.none()',
  ],
  ...['+', '-', '*', '/', '%', '==', '!=', '<', '>=', 'in', '&&', '||', '?', ':', '!', '.', ',', '(', ')', '[', ']', '{', '}'],
  ...[
    'size(x)',
    '.size()',
    '.all(i, ',
    '.exists(i, i == ',
    '.map(i, ',
    '.filter(i, far)',
    "matches('a', ",
    '.orValue(',
    'int(',
    'string(',
    'has(x.a)',
  ],
  ...[
    "timestamp('2026-01-01T00:00:00Z')",
    "duration('1h')",
    "quantity('1Gi')",
    "ip('1.2.3.4')",
    '.getHours()',
    '.split(',
    '.join()',
    '.format([',
  ],
]
const NAMES = { x: { a: 1, b: [true, 'two', null], c: { d: 2.5 } } }

describe('evaluation', () => {
  test('never throws, whatever is written', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }), (words) => {
        expect(typeof evaluated(words.join(' '), NAMES)).toBe('string')
      }),
      { numRuns: 2_000 },
    )
  })

  test('never throws on text that is no expression', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(typeof evaluated(text, NAMES)).toBe('string')
      }),
    )
  })

  test('what is unknown never makes a decided part another', () => {
    fc.assert(
      fc.property(fc.constantFrom(...WORDS.slice(0, 16)), fc.constantFrom('true', 'false'), (part, other) => {
        expect(evaluated(`far && false || ${other} && (${part} == ${part} || true)`, NAMES)).toBe(other)
      }),
    )
  })

  test('a literal text means itself', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(evaluated(`x == ${JSON.stringify(text.toWellFormed())}`, { x: text.toWellFormed() })).toBe(
          parseCel(JSON.stringify(text)).ok ? 'true' : 'false',
        )
      }),
    )
  })
})
