import { describe, expect, test } from '@jest/globals'
import { cvssScore } from '../../../src/languages/cvss/score.ts'
import { MAX_VECTOR_TEXT } from '../../../src/languages/cvss/vector.ts'

/** Scores by ae-cvss-calculator 1.0.13, which agrees with Python's cvss 3.6. */
const SCORES: readonly (readonly [string, number])[] = [
  ['AV:A/AC:L/Au:M/C:C/I:N/A:N', 5],
  ['AV:A/AC:L/Au:S/C:C/I:C/A:C', 7.7],
  ['AV:A/AC:L/Au:M/C:P/I:P/A:P', 4.7],
  ['AV:N/AC:L/Au:M/C:C/I:P/A:N', 6.8],
  ['AV:L/AC:M/Au:N/C:C/I:P/A:N', 5.4],
  ['AV:N/AC:M/Au:S/C:P/I:C/A:N', 7],
  ['AV:A/AC:L/Au:S/C:P/I:N/A:P', 4.1],
  ['AV:N/AC:M/Au:M/C:C/I:C/A:P', 7.5],
  ['AV:L/AC:H/Au:S/C:C/I:N/A:P', 4.5],
  ['AV:A/AC:H/Au:M/C:P/I:P/A:N', 2.7],
  ['AV:A/AC:H/Au:S/C:N/I:N/A:C', 4.3],
  ['AV:A/AC:H/Au:N/C:N/I:C/A:P', 5.3],
  ['CVSS:3.0/AV:L/AC:H/PR:L/UI:N/S:C/C:N/I:H/A:N', 5.6],
  ['CVSS:3.0/AV:N/AC:H/PR:H/UI:N/S:C/C:L/I:L/A:N', 4.4],
  ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:L/A:H', 9.3],
  ['CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:C/C:H/I:L/A:H', 8.9],
  ['CVSS:3.0/AV:L/AC:H/PR:L/UI:R/S:U/C:N/I:H/A:L', 5],
  ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:H', 8.2],
  ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:L/A:L', 8.6],
  ['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:U/C:L/I:H/A:N', 7.1],
  ['CVSS:3.0/AV:N/AC:L/PR:H/UI:R/S:U/C:N/I:L/A:H', 5.2],
  ['CVSS:3.0/AV:P/AC:L/PR:L/UI:N/S:C/C:L/I:H/A:H', 7.3],
  ['CVSS:3.0/AV:N/AC:L/PR:L/UI:R/S:U/C:H/I:N/A:H', 7.3],
  ['CVSS:3.0/AV:A/AC:L/PR:H/UI:R/S:C/C:N/I:L/A:L', 4.3],
  ['CVSS:3.1/AV:L/AC:H/PR:H/UI:N/S:U/C:H/I:N/A:H', 5.7],
  ['CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N', 3.3],
  ['CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:N', 7.1],
  ['CVSS:3.1/AV:P/AC:L/PR:L/UI:R/S:U/C:H/I:N/A:H', 5.7],
  ['CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:C/C:H/I:L/A:N', 7.1],
  ['CVSS:3.1/AV:P/AC:L/PR:H/UI:R/S:C/C:N/I:L/A:L', 3.4],
  ['CVSS:3.1/AV:A/AC:H/PR:H/UI:R/S:U/C:H/I:N/A:L', 4.6],
  ['CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:C/C:N/I:H/A:H', 7.9],
  ['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:L/A:N', 5.5],
  ['CVSS:3.1/AV:A/AC:H/PR:H/UI:R/S:C/C:H/I:N/A:H', 7],
  ['CVSS:3.1/AV:A/AC:L/PR:L/UI:N/S:C/C:H/I:N/A:L', 7.6],
  ['CVSS:3.1/AV:A/AC:L/PR:L/UI:N/S:C/C:L/I:H/A:H', 8.9],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:L/VI:N/VA:N/SC:N/SI:H/SA:N', 6.3],
  ['CVSS:4.0/AV:N/AC:H/AT:N/PR:H/UI:A/VC:N/VI:H/VA:N/SC:L/SI:N/SA:L/E:U', 1.7],
  ['CVSS:4.0/AV:L/AC:H/AT:P/PR:H/UI:A/VC:H/VI:L/VA:L/SC:H/SI:N/SA:L/E:A', 5.8],
  ['CVSS:4.0/AV:L/AC:H/AT:N/PR:H/UI:N/VC:H/VI:H/VA:H/SC:N/SI:L/SA:L', 7.1],
  ['CVSS:4.0/AV:A/AC:H/AT:N/PR:H/UI:N/VC:H/VI:H/VA:H/SC:L/SI:H/SA:H/E:A', 8.7],
  ['CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:L/VI:N/VA:N/SC:N/SI:H/SA:H/E:A', 4.8],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:A/VC:N/VI:L/VA:L/SC:L/SI:L/SA:N', 4.6],
  ['CVSS:4.0/AV:A/AC:L/AT:P/PR:L/UI:A/VC:N/VI:N/VA:N/SC:H/SI:N/SA:H/E:P', 1],
  ['CVSS:4.0/AV:A/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:L/SC:L/SI:N/SA:N/E:P', 5.5],
  ['CVSS:4.0/AV:L/AC:L/AT:P/PR:H/UI:N/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N', 1.8],
  ['CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:A/VC:N/VI:L/VA:L/SC:N/SI:N/SA:H/E:U', 0.8],
  ['CVSS:4.0/AV:P/AC:H/AT:N/PR:H/UI:N/VC:N/VI:H/VA:N/SC:L/SI:H/SA:H/E:A', 5.9],
  ['CVSS:4.0/AV:L/AC:H/AT:P/PR:L/UI:P/VC:N/VI:H/VA:L/SC:N/SI:H/SA:H', 5.8],
  ['CVSS:4.0/AV:L/AC:H/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:H/SI:L/SA:H/E:P', 2.4],
  ['CVSS:4.0/AV:A/AC:H/AT:P/PR:H/UI:P/VC:N/VI:N/VA:N/SC:L/SI:N/SA:N/E:P', 0.3],
  ['CVSS:4.0/AV:P/AC:L/AT:P/PR:H/UI:A/VC:N/VI:H/VA:L/SC:L/SI:L/SA:L', 4.3],
  ['CVSS:4.0/AV:P/AC:L/AT:P/PR:N/UI:A/VC:H/VI:N/VA:N/SC:H/SI:N/SA:H/E:P', 4],
  ['CVSS:4.0/AV:P/AC:H/AT:N/PR:H/UI:P/VC:L/VI:N/VA:L/SC:L/SI:H/SA:L/E:U', 0.3],
  ['CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:N/VI:L/VA:L/SC:H/SI:H/SA:L', 5],
  ['CVSS:4.0/AV:N/AC:L/AT:P/PR:L/UI:P/VC:N/VI:L/VA:N/SC:L/SI:H/SA:N/E:P', 2.2],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:L/SC:N/SI:L/SA:N/E:P', 7.8],
  ['CVSS:4.0/AV:A/AC:H/AT:N/PR:L/UI:N/VC:L/VI:H/VA:H/SC:H/SI:N/SA:H', 7.2],
  ['CVSS:4.0/AV:L/AC:H/AT:N/PR:N/UI:N/VC:L/VI:L/VA:H/SC:H/SI:N/SA:N/E:A', 7],
  ['CVSS:4.0/AV:P/AC:H/AT:P/PR:N/UI:N/VC:L/VI:L/VA:L/SC:H/SI:H/SA:L/E:P', 1.1],
  ['CVSS:4.0/AV:P/AC:H/AT:P/PR:N/UI:P/VC:H/VI:L/VA:L/SC:N/SI:L/SA:N', 4.4],
  ['CVSS:4.0/AV:P/AC:L/AT:N/PR:L/UI:A/VC:N/VI:H/VA:L/SC:L/SI:H/SA:L/E:A', 6.9],
  ['CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:A/VC:L/VI:H/VA:L/SC:L/SI:L/SA:L/E:A', 5.2],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:P/VC:N/VI:L/VA:H/SC:H/SI:L/SA:L', 8.3],
  ['CVSS:4.0/AV:A/AC:H/AT:N/PR:L/UI:P/VC:H/VI:L/VA:H/SC:L/SI:H/SA:H/E:A', 6],
  ['CVSS:4.0/AV:A/AC:L/AT:N/PR:L/UI:A/VC:N/VI:H/VA:L/SC:H/SI:H/SA:H/E:U', 4.4],
  ['(AV:N/AC:L/Au:N/C:P/I:P/A:P)', 7.5],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H/E:U/RL:O', 10],
]

describe('the score of a CVSS vector', () => {
  test.each(SCORES)('%s', (vector, score) => {
    expect(cvssScore(vector)).toBe(score)
  })

  test.each([
    ['without a metric', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H'],
    ['with one metric twice', 'CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    ['with a value that is none', 'CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    ['of a version that is none', 'CVSS:5.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N'],
    ['that is a word', 'high'],
    ['that is too long', `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/${'X'.repeat(MAX_VECTOR_TEXT)}:X`],
  ])('%s is no score', (_, vector) => {
    expect(cvssScore(vector)).toBeUndefined()
  })
})
