import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: merge', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['merge (dict "a" "" "b" 1) (dict "a" "x" "b" 2 "c" 3) | toJson', '{"a":"x","b":1,"c":3}'],
    ['mergeOverwrite (dict "a" 1 "b" 2) (dict "a" "" "b" nil) | toJson', '{"a":"","b":null}'],
    ['merge (dict "a" (dict "b" 1)) (dict "a" (dict "b" 2 "c" 3)) | toJson', '{"a":{"b":1,"c":3}}'],
    ['merge (dict "a" (list)) (dict "a" (list 1)) | toJson', '{"a":[1]}'],
    ['mergeOverwrite (dict "a" (list 1)) (dict "a" (list)) | toJson', '{"a":[]}'],
    ['merge (dict "a" nil) (dict "a" 1 "b" nil) | toJson', '{"a":1}'],
    ['merge (dict "a" (dict)) (dict "a" "x") | toJson', '{"a":"x"}'],
    ['merge (dict "a" "x") (dict "a" (dict "b" 1)) | toJson', '{"a":"x"}'],
    ['mergeOverwrite (dict "a" "x") (dict "a" (dict "b" 1)) | toJson', '{"a":{"b":1}}'],
    ['$b := dict "m" (dict "k" 1) }}{{ $a := merge (dict) $b }}{{ $_ := set $a.m "k" 2 }}{{ $b.m.k', '2'],
    ['$a := dict "m" (dict) }}{{ $b := dict "m" (dict "k" 1) }}{{ $_ := merge $a $b }}{{ $_ := set $a.m "k" 2 }}{{ $b.m.k', '1'],
    ['merge (dict "a" 1) nil', 'map[a:1]'],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
