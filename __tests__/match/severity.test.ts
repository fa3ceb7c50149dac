import { describe, expect, test } from '@jest/globals'
import { ratingOf, severityOf } from '../../src/match/severity.ts'
import type { Advisory, AffectedPackage } from '../../src/model/advisory.ts'

const V3 = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }
const V2 = { type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' }
const plain: Advisory = { id: 'X', modified: '', aliases: [], upstream: [], severity: [], malicious: false, affected: [] }
const part: AffectedPackage = { ecosystem: 'Debian:12', name: 'a', ranges: [], versions: [], severity: [] }

describe('how bad a vulnerability is', () => {
  test.each<[string, Advisory, AffectedPackage, ReturnType<typeof severityOf>]>([
    ['nobody says', plain, part, undefined],
    ['a vector says', { ...plain, severity: [V3] }, part, { rating: 'critical', by: 'cvss', score: 9.8 }],
    ['the newer vector says', { ...plain, severity: [V2, V3] }, part, { rating: 'critical', by: 'cvss', score: 9.8 }],
    [
      'the publisher says',
      { ...plain, word: 'MODERATE', severity: [V3] },
      part,
      { rating: 'medium', by: 'publisher', score: 9.8 },
    ],
    [
      'the distribution says, above the publisher',
      { ...plain, word: 'HIGH' },
      { ...part, urgency: 'unimportant' },
      { rating: 'negligible', by: 'distribution' },
    ],
    ['Ubuntu says', { ...plain, severity: [{ type: 'Ubuntu', score: 'high' }] }, part, { rating: 'high', by: 'distribution' }],
    [
      'the distribution has not said yet',
      { ...plain, severity: [V2] },
      { ...part, urgency: 'not yet assigned' },
      { rating: 'high', by: 'cvss', score: 7.5 },
    ],
    ['a vector that is none says nothing', { ...plain, severity: [{ type: 'CVSS_V3', score: 'high' }] }, part, undefined],
  ])('%s', (_, advisory, by, severity) => {
    expect(severityOf(advisory, by)).toEqual(severity)
  })

  test.each([
    [0, 'negligible'],
    [3.9, 'low'],
    [4, 'medium'],
    [7, 'high'],
    [8.9, 'high'],
    [9, 'critical'],
  ])('a score of %d is %s', (score, rating) => {
    expect(ratingOf(score)).toBe(rating)
  })
})
