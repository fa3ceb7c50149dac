import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: quoting', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['quote "a\\"b" nil 3 "é\\t"', '"a\\"b" "3" "é\\t"'],
    ['squote "it\'s" 1.5', "'it's' '1.5'"],
    ['cat "a" nil 2 true', 'a 2 true'],
    ['join "-" (list 1 "a" nil 2.5)', '1-a-2.5'],
    ['join "-" "x"', 'x'],
    ['toString 1e6', '1e+06'],
    ['toString nil', '<nil>'],
    ['toStrings (list 1 nil "x")', '[1 x]'],
    ['replace "a" "bb" "banana"', 'bbbnbbnbb'],
    ['replace "" "-" "ab"', '-a-b-'],
    ['b64dec "aGk=" | quote', '"hi"'],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
