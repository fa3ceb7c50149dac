import { expect, test } from '@jest/globals'
import { parseDuration } from '../../src/model/duration.ts'

test.each([
  ['90s', 90],
  ['10m', 600],
  ['12h', 43_200],
  ['7d', 604_800],
  ['2w', 1_209_600],
])('%s is %d seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds)
})

test.each(['', '10', 'm', '0m', '-1d', '1.5h', '10 m', '10M', '1d2h', '1000000s'])('"%s" is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})
