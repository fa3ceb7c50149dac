import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: addresses', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    [
      'urlParse "http://u:p@h.com:80/a%20b?x=1#f" | toJson',
      '{"fragment":"f","host":"h.com:80","hostname":"h.com","opaque":"","path":"/a b","query":"x=1","scheme":"http","userinfo":"u:p"}',
    ],
    [
      'urlParse "mailto:a@b" | toJson',
      '{"fragment":"","host":"","hostname":"","opaque":"a@b","path":"","query":"","scheme":"mailto","userinfo":""}',
    ],
    ['urlParse "http://[::1"', { error: 'unable to parse url: parse "http://[::1": missing \']\' in host' }],
    ['urlParse "%zz"', { error: 'unable to parse url: parse "%zz": invalid URL escape "%zz"' }],
    [
      'urlParse "a:b:c" | toJson',
      '{"fragment":"","host":"","hostname":"","opaque":"b:c","path":"","query":"","scheme":"a","userinfo":""}',
    ],
    [
      'urlJoin (dict "scheme" "http" "host" "h:80" "path" "/p q" "query" "a=b" "userinfo" "u:p" "fragment" "f g")',
      'http://u:p@h:80/p%20q?a=b#f%20g',
    ],
    ['urlJoin (dict "path" "a:b")', './a:b'],
    ['urlJoin (dict "host" 1)', { error: 'unable to parse host key, must be of type string, but int found' }],
    ['base "/a/b.c"', 'b.c'],
    ['base ""', '.'],
    ['dir "/a/b/../c"', '/a'],
    ['dir "a"', '.'],
    ['clean "/../a/./b//c/.."', '/a/b'],
    ['clean "../../a"', '../../a'],
    ['ext "a.tar.gz"', '.gz'],
    ['isAbs "/a"', 'true'],
    ['osBase "x/y"', 'y'],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
