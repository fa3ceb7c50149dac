import { describe, expect, test } from '@jest/globals'
import { askBoth, mutate, seeded } from './differential.ts'
import { privateSamples } from './samples.ts'

describe('two verifiers', () => {
  const samples = privateSamples()
  test.each(samples)('agree on $name, which is good', (sample) => {
    expect(askBoth(sample, sample.bundle, 'none')).toMatchObject({ ours: 'accepted', theirs: 'accepted' })
  })
  test('ours never accepts a mutated bundle that theirs refuses, but for what theirs cannot read, and never throws', () => {
    const random = seeded(20261121)
    const accepted: string[] = []
    for (let n = 0; n < 100; n++) {
      const sample = samples[n % samples.length]
      if (sample === undefined) continue
      const { bundle, mutation } = mutate(sample.bundle, random)
      const { ours, theirs } = askBoth(sample, bundle, mutation)
      if (ours === 'accepted' && theirs !== 'accepted' && theirs !== 'untyped')
        accepted.push(`${sample.name}: ${mutation}: ${theirs}`)
    }
    expect(accepted).toEqual([])
  })
})
