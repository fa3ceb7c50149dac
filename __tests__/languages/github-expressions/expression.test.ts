import { expect, test } from '@jest/globals'
import { operandsOf } from '../../../src/languages/github-expressions/expression.ts'
import { MAX_EXPRESSION_NESTING } from '../../../src/model/limits.ts'

const wrapped = (depth: number): string => `${'('.repeat(depth)}'a:1'${')'.repeat(depth)}`

test('parentheses are followed as deep as they are read, beyond that the operand is of no known kind', () => {
  expect(operandsOf(wrapped(MAX_EXPRESSION_NESTING))).toMatchObject([{ kind: 'literal', text: 'a:1' }])
  expect(operandsOf(wrapped(MAX_EXPRESSION_NESTING + 1))).toEqual([{ kind: 'other' }])
})

test.each([
  ["inputs.a || 'b:1'", ['inputs.a', "'b:1'"]],
  ["x == 'y' && 'a:1' || 'b:1'", ["'a:1'", "'b:1'"]],
  ["(a && 'it''s') || matrix.*", ["'it's'", 'matrix.*']],
  ["format('a:{0}', b)", ['other']],
  ["'a || b'", ["'a || b'"]],
])('%s can give %j', (text, expected) => {
  const shown = operandsOf(text).map((one) =>
    one.kind === 'literal' ? `'${one.text}'` : one.kind === 'name' ? one.name : one.kind,
  )
  expect(shown).toEqual(expected)
})

test('the offset of a literal is that of its text in the source', () => {
  const text = "a || ( b && 'c:1' )"
  expect(operandsOf(text)).toEqual([
    { kind: 'name', name: 'a' },
    { kind: 'literal', text: 'c:1', offset: text.indexOf('c:1') },
  ])
})
