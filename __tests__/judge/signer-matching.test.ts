import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mostMatched } from '../../src/judge/signer-matching.ts'

describe('how many authorities have a signer of their own', () => {
  test.each<[string, readonly (readonly string[])[], number]>([
    ['nobody', [], 0],
    ['an authority without a signer', [[]], 0],
    ['one signer for two authorities', [['x'], ['x']], 1],
    ['one signer for two, and another one for the second', [['x'], ['x', 'y']], 2],
    ['the same, the other way round', [['x', 'y'], ['x']], 2],
    ['a chain in which each must give way', [['x'], ['x', 'y'], ['y', 'z'], ['z', 'x']], 3],
    ['a chain that ends in a free signer', [['x', 'y'], ['y', 'z'], ['z', 'w'], ['x']], 4],
    ['a signer that is named twice', [['x', 'x'], ['x']], 1],
  ])('%s', (_, accepted, most) => {
    expect(mostMatched(accepted)).toBe(most)
  })

  test('is the most that any assignment reaches', () => {
    const accepted = fc.array(fc.subarray(['v', 'w', 'x', 'y', 'z']), { maxLength: 6 })
    fc.assert(
      fc.property(accepted, (lists) => expect(mostMatched(lists)).toBe(bestOf(lists, new Set()))),
      { numRuns: 500 },
    )
  })

  /** Every assignment, one after another. */
  function bestOf([first, ...rest]: readonly (readonly string[])[], taken: ReadonlySet<string>): number {
    if (first === undefined) return 0
    const free = first.filter((signer) => !taken.has(signer))
    return Math.max(bestOf(rest, taken), ...free.map((signer) => 1 + bestOf(rest, new Set([...taken, signer]))))
  }
})
