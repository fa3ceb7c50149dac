import { describe, expect, test } from '@jest/globals'
import { compareTars } from './tar-differences.ts'

const program = process.env.PREADMIT_TAR_READER
const count = Number(process.env.PREADMIT_MUTATIONS ?? 5_000)
const open = program === undefined ? describe.skip : describe

open(`archives, held against Go${program === undefined ? ' (skipped: PREADMIT_TAR_READER is not set)' : ''}`, () => {
  test(`${count} changed archives: whatever Go and we both read is the same`, () => {
    const { valid, refused, different } = compareTars(program ?? '', count)
    expect(valid).toBeGreaterThan(count / 4)
    expect(refused).toBeLessThan(valid / 3)
    expect(different.slice(0, 3)).toEqual([])
  })
})
