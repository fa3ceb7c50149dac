import { describe, expect, test } from '@jest/globals'
import { parseDuration, printDuration } from '../../../src/languages/gotime/duration.ts'
import { formatTime, printTime } from '../../../src/languages/gotime/format.ts'
import { parseTime } from '../../../src/languages/gotime/parse.ts'

// What Go 1.26's time package gives in UTC.
describe('times by layouts', () => {
  test.each([
    ['2006-01-02', '2024-02-29', '2024-02-29 00:00:00 +0000 UTC'],
    ['2006-01-02T15:04:05Z07:00', '2024-01-02T03:04:05.5+02:00', '2024-01-02 03:04:05.5 +0200 +0200'],
    ['Jan _2 06 3:04PM', 'feb  3 70 12:30AM', '1970-02-03 00:30:00 +0000 UTC'],
    ['2006 002', '2024 060', '2024-02-29 00:00:00 +0000 UTC'],
    ['2006-01-02 MST', '2024-01-02 CET', '2024-01-02 00:00:00 +0000 CET'],
    ['15:04', '23:59', '0000-01-01 23:59:00 +0000 UTC'],
  ])('%s reads %s', (layout, value, wanted) => {
    const parsed = parseTime(layout, value)
    expect(parsed.ok ? printTime(parsed.time) : parsed.why).toBe(wanted)
  })

  test.each([
    ['2006-01-02', '2023-02-29', 'parsing time "2023-02-29": day out of range'],
    ['2006-01-02', '2023-13-01', 'parsing time "2023-13-01": month out of range'],
    ['2006-01-02', 'x', 'parsing time "x" as "2006-01-02": cannot parse "x" as "2006"'],
    ['2006', '2024x', 'parsing time "2024x": extra text: "x"'],
    ['15:04', '24:00', 'parsing time "24:00": hour out of range'],
    ['2006-002', '2023-366', 'parsing time "2023-366": day-of-year out of range'],
  ])('%s refuses %s', (layout, value, why) => {
    expect(parseTime(layout, value)).toEqual({ ok: false, why })
  })

  test.each([
    ['2024-03-05T12:00:00Z', '12 PM pm'],
    ['2024-03-05T11:59:59Z', '11 AM am'],
  ])('noon begins the second half: %s', (value, printed) => {
    const parsed = parseTime('2006-01-02T15:04:05Z07:00', value)
    expect(parsed.ok ? formatTime(parsed.time, '3 PM pm') : parsed.why).toBe(printed)
  })

  test('print every element', () => {
    const parsed = parseTime('2006-01-02 15:04:05.000', '2024-03-05 00:07:09.120')
    const layout = 'Monday Mon January Jan 1 01 2 02 _2 __2 002 06 2006 15 3 03 4 04 5 05 PM pm .000 .999 -0700 Z07:00 MST _2006'
    expect(parsed.ok ? formatTime(parsed.time, layout) : parsed.why).toBe(
      'Tuesday Tue March Mar 3 03 5 05  5  65 065 24 2024 00 12 12 7 07 9 09 AM am .120 .12 +0000 Z UTC _2024',
    )
  })
})

describe('durations', () => {
  test.each([
    ['1h15m30.918273645s', '1h15m30.918273645s'],
    ['-1.5h', '-1h30m0s'],
    ['1500us', '1.5ms'],
    ['0', '0s'],
    ['.5s', '500ms'],
    ['100ns', '100ns'],
  ])('%s', (written, printed) => {
    const parsed = parseDuration(written)
    expect(parsed.ok ? printDuration(parsed.nanoseconds) : parsed.why).toBe(printed)
  })

  test.each([
    ['', 'time: invalid duration ""'],
    ['5', 'time: missing unit in duration "5"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['.s', 'time: invalid duration ".s"'],
    ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
  ])('%s is none', (written, why) => {
    expect(parseDuration(written)).toEqual({ ok: false, why })
  })
})
