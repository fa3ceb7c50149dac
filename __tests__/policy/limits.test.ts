import { expect, test } from '@jest/globals'
import { MAX_DISTINCT_SIGNERS, MAX_EXCEPTION_DAYS } from '../../src/model/limits.ts'
import { mistakesIn, TODAY } from './policy-text.ts'

test('an exception ends as late as the limit, and one day later is a mistake', () => {
  const ends = (days: number): readonly string[] => {
    const day = new Date(TODAY.getTime() + days * 86_400_000).toISOString().slice(0, 10)
    return mistakesIn(
      `version: 1\nexceptions:\n  - {rule: image/unpinned, image: "a.io/b", reason: r, owner: o, expires: ${day}}\n`,
    )
  }
  expect(ends(MAX_EXCEPTION_DAYS)).toEqual([])
  expect(ends(MAX_EXCEPTION_DAYS + 1)).toEqual([expect.stringContaining('is more than 90 days ahead')])
})

test('as many signers are asked for as the limit, and one more is a mistake', () => {
  const names = Array.from({ length: MAX_DISTINCT_SIGNERS + 1 }, (_, at) => `a${at}`)
  const authorities = names.map((name) => `  ${name}: {github: {repository: acme/${name}}}\n`).join('')
  const wants = (count: number): readonly string[] =>
    mistakesIn(
      `version: 1\nauthorities:\n${authorities}images:\n  - match: ["**"]\n    signedBy: {atLeast: {count: ${count}, of: [${names.join(', ')}]}}\n`,
    )
  expect(wants(MAX_DISTINCT_SIGNERS)).toEqual([])
  expect(wants(MAX_DISTINCT_SIGNERS + 1)).not.toEqual([])
})
