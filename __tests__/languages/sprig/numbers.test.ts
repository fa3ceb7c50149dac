import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: numbers', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['add 1 2.9 "3"', '6'],
    ['add1 "x"', '1'],
    ['sub 1 2', '-1'],
    ['div 7 2', '3'],
    ['div 1 0', { error: 'runtime error: integer divide by zero' }],
    ['mod -7 3', '-1'],
    ['mul 3 "4" 2.5', '24'],
    ['max 1 "3" 2.9', '3'],
    ['min 5 -1', '-1'],
    ['addf 0.1 0.2', '0.3'],
    ['subf 1 0.9', '0.1'],
    ['mulf 1.1 1.1 2', '2.42'],
    ['divf 10 3', '3.3333333333333335'],
    ['divf 1 0', { error: 'decimal division by 0' }],
    ['floor -1.5', '-2'],
    ['ceil 1.1', '2'],
    ['round 123.5555 3', '123.556'],
    ['round -2.5 0', '-3'],
    ['round 0.285 2', '0.28'],
    ['round 3.6 0 0.7', '3'],
    ['int "010"', '8'],
    ['int "1.00"', '1'],
    ['int "1.5"', '0'],
    ['int64 "0x1F"', '31'],
    ['int 1e20', '-9223372036854775808'],
    ['int nil', '0'],
    ['int true', '1'],
    ['float64 "1e3"', '1000'],
    ['float64 "1_0.5"', '10.5'],
    ['atoi "12x"', '0'],
    ['atoi "010"', '10'],
    ['toDecimal "777"', '511'],
    ['toDecimal 8', '0'],
    ['maxf 1 2.5', '2.5'],
    ['int64 "9223372036854775808"', '0'],
    ['add "1_000" 1', '1001'],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
