import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: dicts', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['dict "a" 1 "b" | toJson', '{"a":1,"b":""}'],
    ['dict 1 2 | toJson', '{"1":2}'],
    ['get (dict "a" 1) "b" | quote', '""'],
    ['hasKey (dict "a" nil) "a"', 'true'],
    ['set (dict) "a" 1', 'map[a:1]'],
    ['$d := dict "a" 1 "b" 2 }}{{ $e := set $d "c" 3 }}{{ $d', 'map[a:1 b:2 c:3]'],
    ['unset (dict "a" 1 "b" 2) "a"', 'map[b:2]'],
    ['pluck "a" (dict "a" 1) (dict "b" 2) (dict "a" nil) | toJson', '[1,null]'],
    ['keys (dict "b" 1 "a" 2) | sortAlpha', '[a b]'],
    ['pick (dict "a" 1 "b" 2) "b" "x"', 'map[b:2]'],
    ['omit (dict "a" 1 "b" 2) "b"', 'map[a:1]'],
    ['dig "a" "b" "none" (dict "a" (dict "b" 1))', '1'],
    ['dig "a" "x" "none" (dict "a" (dict "b" 1))', 'none'],
    ['dig "a" "b" "none" (dict "a" 1)', { error: 'interface conversion: interface {} is int, not map[string]interface {}' }],
    ['dig "a" "none" nil', { error: 'interface conversion: interface {} is nil, not map[string]interface {}' }],
    ['dig "a" (dict)', { error: 'dig needs at least three arguments' }],
    ['get nil "a"', ''],
    ['$a := dict "x" (dict "y" 1) }}{{ $b := deepCopy $a }}{{ $_ := set $b.x "y" 2 }}{{ $a.x.y }}{{ $b.x.y', '12'],
    ['$s := list "b" "a" | sortAlpha }}{{ $k := splitList "," "d,c" }}{{ $_ := sortAlpha $k }}{{ $k', '[c d]'],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
