import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: json', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['toJson (dict "b" "<&>" "a" (list 1 2.5 nil true))', '{"a":[1,2.5,null,true],"b":"\\u003c\\u0026\\u003e"}'],
    ['toRawJson (dict "b" "<&>\\u2028")', '{"b":"<&>\\u2028"}'],
    ['toPrettyJson (dict "a" (list) "b" (dict "c" 1))', '{\n  "a": [],\n  "b": {\n    "c": 1\n  }\n}'],
    ['toJson 1e21', '1e+21'],
    ['toJson 1e-7', '1e-7'],
    ['toJson 1000000.0', '1000000'],
    ['mustToJson 12', '12'],
    ['toJson (b64dec "/w==")', '"\\ufffd"'],
    ['toJson (semver "1.2.3")', '"1.2.3"'],
    ['mustFromJson "[1 2]"', { error: "invalid character '2' after array element" }],
    ['mustFromJson "{\\"a\\":1e999}"', { error: 'json: cannot unmarshal number 1e999 into Go value of type float64' }],
    ['mustFromJson "\\"\\\\ud800x\\"" | quote', '"�x"'],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
