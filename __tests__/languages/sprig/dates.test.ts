import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: dates', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['date "2006-01-02T15:04:05Z07:00" 1700000000', '2023-11-14T22:13:20Z'],
    ['date "Mon Jan _2 3:04PM 2006 MST" 1700000000', 'Tue Nov 14 10:13PM 2023 UTC'],
    ['htmlDate 0', '1970-01-01'],
    ['dateInZone "15:04 -07:00" 1700000000 "Europe/Berlin"', '23:13 +01:00'],
    ['dateInZone "15:04 MST" 1700000000 "Nowhere/X"', '22:13 UTC'],
    ['toDate "2006-01-02" "2024-02-29"', '2024-02-29 00:00:00 +0000 UTC'],
    ['toDate "2006-01-02" "x"', '0001-01-01 00:00:00 +0000 UTC'],
    ['mustToDate "2006-01-02" "2024-02-30"', { error: 'parsing time "2024-02-30": day out of range' }],
    [
      'mustToDate "2006-01-02" "24-02-30"',
      { error: 'parsing time "24-02-30" as "2006-01-02": cannot parse "24-02-30" as "2006"' },
    ],
    ['(toDate "2006-01-02" "2024-02-29").Year', '2024'],
    ['toDate "2006-01-02" "2024-02-29" | unixEpoch', '1709164800'],
    ['dateModify "-36h" (toDate "2006-01-02" "2024-03-01") | date "2006-01-02 15:04"', '2024-02-28 12:00'],
    ['mustDateModify "1d" (toDate "2006" "2024")', { error: 'time: unknown unit "d" in duration "1d"' }],
    ['duration "95"', '1m35s'],
    ['duration 95', '0s'],
    ['durationRound "2h10m5s"', '2h'],
    ['durationRound "2400h10m5s"', '3mo'],
    ['(toDate "2006-01-02" "2024-02-29").Weekday', 'Thursday'],
    ['toJson (toDate "2006-01-02" "2024-02-29")', '"2024-02-29T00:00:00Z"'],
    ['(toDate "2006-01-02" "2024-01-31").AddDate 0 1 0 | htmlDate', '2024-03-02'],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
