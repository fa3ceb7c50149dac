import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: encoding', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['b64enc "héllo"', 'aMOpbGxv'],
    ['b64dec "aGVsbG8"', 'illegal base64 data at input byte 4'],
    ['b64dec "a=b="', 'illegal base64 data at input byte 1'],
    ['b32enc "foobar"', 'MZXW6YTBOI======'],
    ['b32dec "MZXW6YTBOI======"', 'foobar'],
    ['b32dec "MZ1"', 'illegal base32 data at input byte 2'],
    ['sha1sum "abc"', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['sha256sum ""', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['sha512sum "a" | trunc 16', '1f40fc92da241694'],
    ['adler32sum "Wikipedia"', '300286872'],
    ['derivePassword 1 "long" "password" "user" "example.com"', 'ZedaFaxcZaso9*'],
    ['derivePassword 1 "odd" "password" "user" "example.com"', 'cannot find password template odd'],
    [
      'decryptAES "k" "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="',
      { error: 'runtime error: slice bounds out of range [:-19]' },
    ],
    ['decryptAES "k" "!"', { error: 'illegal base64 data at input byte 0' }],
    ['trunc 2 "héé" | b64enc', 'aMM='],
    ['sha256sum (trunc 2 "héé")', '54b7f95d210c7c7ec7ae11d3e17ca07ea77083a6999e1037c0717d0ec25587f8'],
    ['b64enc (b64dec "/w==")', '/w=='],
    ['htpasswd "a:b" "c"', 'invalid username: a:b'],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
