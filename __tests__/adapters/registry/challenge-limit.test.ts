import { expect, test } from '@jest/globals'
import { parseChallenges } from '../../../src/adapters/registry/challenge.ts'
import { MAX_CHALLENGE_TEXT } from '../../../src/model/limits.ts'

test('of a challenge as much is read as the limit, and what stands past it is not', () => {
  const padded = (length: number): string => {
    const rest = ', Basic realm="x"'
    return `Bearer realm="${'r'.repeat(length - rest.length - 'Bearer realm=""'.length)}"${rest}`
  }
  const schemes = (header: string): readonly string[] => parseChallenges(header).map(({ scheme }) => scheme)
  expect(schemes(padded(MAX_CHALLENGE_TEXT))).toEqual(['bearer', 'basic'])
  expect(parseChallenges(padded(MAX_CHALLENGE_TEXT)).at(-1)?.params.realm).toBe('x')
  expect(parseChallenges(padded(MAX_CHALLENGE_TEXT + 1)).at(-1)?.params.realm).not.toBe('x')
})
