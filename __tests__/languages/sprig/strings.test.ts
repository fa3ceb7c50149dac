import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: strings', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['trim "  a b "', 'a b'],
    ['trimAll "$" "$5.00$"', '5.00'],
    ['trimSuffix "-" "a--"', 'a-'],
    ['trimPrefix "v" "v1.2"', '1.2'],
    ['trunc 3 "abcdef"', 'abc'],
    ['trunc -3 "abcdef"', 'def'],
    ['trunc 63 "x"', 'x'],
    ['trunc -9 "abc"', 'abc'],
    ['substr 0 3 "hello"', 'hel'],
    ['substr -1 2 "hello"', 'he'],
    ['substr 2 -1 "hello"', 'llo'],
    ['substr 4 2 "hello"', { error: 'runtime error: slice bounds out of range [4:2]' }],
    ['contains "ell" "hello"', 'true'],
    ['hasPrefix "he" "hello"', 'true'],
    ['hasSuffix "x" "hello"', 'false'],
    ['repeat 3 "ab"', 'ababab'],
    ['repeat -1 "ab"', { error: 'strings: negative Repeat count' }],
    ['splitList "," "a,b,,c"', '[a b  c]'],
    ['split "$" "a$b"', 'map[_0:a _1:b]'],
    ['splitn "," 2 "a,b,c"', 'map[_0:a _1:b,c]'],
    ['indent 2 "a\\n\\nb"', '  a\n  \n  b'],
    ['nindent 1 "a"', '\n a'],
    ['plural "one" "many" 1', 'one'],
    ['ternary "a" "b" false', 'b'],
    ['ternary "a" "b" "true"', { error: 'template: t:1:19: executing "t" at <"true">: expected bool; found "true"' }],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
