import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: case', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['upper "straße é"', 'STRAßE É'],
    ['lower "ÀB İ"', 'àb i'],
    ['title "the quick-brown_fox"', 'The Quick-Brown_fox'],
    ['untitle "First Try"', 'first try'],
    ['swapcase "This Is É"', 'tHIS iS é'],
    ['snakecase "HTTPServer20xOK"', 'http_server_20x_ok'],
    ['snakecase "http2xx GO-PATH"', 'http_2xx_go_path'],
    ['kebabcase "FirstName__x"', 'first-name--x'],
    ['camelcase "http_server--x"', 'HttpServer-X'],
    ['camelcase "_complex__case_"', '_Complex_Case_'],
    ['camelcase "--"', '---'],
    ['initials "First Try"', 'FT'],
    ['nospace " a b c "', 'abc'],
    ['abbrev 8 "hello world again"', 'hello...'],
    ['abbrevboth 5 10 "1234 5678 9123"', '...5678...'],
    ['wrap 5 "hello brave world"', 'hello\nbrave\nworld'],
    ['wrapWith 3 "|" "abcdefgh ij"', 'abc|def|gh|ij'],
    ['abbrev 3 "hello"', 'hello'],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
