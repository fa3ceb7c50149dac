import { describe, expect, test } from '@jest/globals'
import { helmCalls } from './calls.ts'

// What helm v4.3.2 gives.
describe("helm 4's own functions", () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['mustToDuration "1h30m"', '1h30m0s'],
    ['mustToDuration "x"', { error: 'could not parse duration "x"' }],
    ['mustToDuration 90', '1m30s'],
    ['durationSeconds "1.5m"', '90'],
    ['durationMilliseconds 1.5', '1500'],
    ['durationDays "36h"', '1.5'],
    ['durationWeeks "84h"', '0.5'],
    ['durationHours "bad"', '0'],
    ['durationRoundTo "2h13m" "1h"', '2h0m0s'],
    ['durationRoundTo "90s" "1m"', '2m0s'],
    ['durationTruncateTo "2h13m" "1h"', '2h0m0s'],
    ['durationNanoseconds "2.5"', '2500000000'],
    ['mustToToml (list (dict "a" 1))', { error: 'toml: top-level values must be Go maps or structs' }],
    ['mustToYaml (dict "a" 1)', 'a: 1'],
    ['mustToDuration nil', { error: 'invalid duration' }],
  ])(' %s', (call, wanted) => {
    expect(helmCalls(call, { helm: 4 })).toEqual(wanted)
  })

  test('are not in helm 3', () => {
    expect(() => helmCalls('durationDays "36h"')).not.toThrow()
    expect(helmCalls('durationDays "36h"')).toEqual({ error: 'template: t:1: function "durationDays" not defined' })
  })
})
