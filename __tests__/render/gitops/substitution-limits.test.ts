import { expect, test } from '@jest/globals'
import { substitute } from '../../../src/languages/envsubst/substitute.ts'
import { text } from '../../../src/languages/govalue/text.ts'
import { MAX_SUBSTITUTION_DEPTH, MAX_SUBSTITUTION_STEPS } from '../../../src/model/limits.ts'

const limits = { depth: MAX_SUBSTITUTION_DEPTH, steps: MAX_SUBSTITUTION_STEPS }
const filled = (written: string): string => {
  const result = substitute(text(written), { variable: () => undefined, strict: false, limits })
  return result.ok ? 'filled' : result.why
}

test('variables stand in each other as deep as the limit, and one deeper is refused', () => {
  const nested = (depth: number): string => (depth === 0 ? 'x' : `\${A:-${nested(depth - 1)}}`)
  expect(filled(nested(MAX_SUBSTITUTION_DEPTH))).toBe('filled')
  expect(filled(nested(MAX_SUBSTITUTION_DEPTH + 1))).not.toBe('filled')
})

test('a substitution takes as many steps as the limit, and one more is refused', () => {
  // A use costs one step, and one for each letter that it is filled with.
  const used = (letters: number): string => `\${A:-${'x'.repeat(letters)}}`
  expect(filled(used(MAX_SUBSTITUTION_STEPS - 1))).toBe('filled')
  expect(filled(used(MAX_SUBSTITUTION_STEPS))).toBe('putting in its variables takes more steps than are allowed')
})
