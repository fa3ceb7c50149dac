import { describe, expect, test } from '@jest/globals'
import { helmCalls, printed } from './calls.ts'

// What helm v3.22.0 gives with BurntSushi/toml v1.6.0.
describe("helm's functions for TOML", () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    [
      'toToml (dict "a" 1 "b" (list 1 2.5) "c" (dict "d" (dict "e" "x\\ny")))',
      'a = 1\nb = [1, 2.5]\n\n[c]\n  [c.d]\n    e = "x\\ny"\n',
    ],
    ['toToml (dict "l" (list (dict "a" 1) (dict "s" (dict "k" true))))', '[[l]]\n  a = 1\n\n[[l]]\n  [l.s]\n    k = true\n'],
    ['toToml (dict "l" (list 1 (dict "a" 1 "b" "x")))', 'l = [1, {a = 1, b = "x"}]\n'],
    ['toToml (dict "a b" "q\\"" "" 1)', '"" = 1\n"a b" = "q\\""\n'],
    ['toToml (dict "a" (list 1 nil))', 'toml: cannot encode array with nil element'],
    ['toToml (list (dict "a" 1))', 'toml: top-level values must be Go maps or structs'],
    ['toToml (dict "n" nil "e" (list) "m" (dict))', 'e = []\n\n[m]\n'],
    ['toToml (dict "f" 1e6 "t" (toDate "2006-01-02" "2024-01-02"))', 'f = 1e+06\nt = 2024-01-02T00:00:00Z\n'],
    ['fromToml "a = 1\\nb = [1, 2.5, \\"x\\"]" | toJson', '{"a":1,"b":[1,2.5,"x"]}'],
    ['fromToml "[[x]]\\na = 1\\n[[x]]\\na = 2" | toJson', '{"x":[{"a":1},{"a":2}]}'],
    ['fromToml "a = {b = 1, c.d = 2}\\nd = 2024-01-02" | toJson', '{"a":{"b":1,"c":{"d":2}},"d":"2024-01-02T00:00:00Z"}'],
    ['typeOf (fromToml "a = 1").a', 'int64'],
    ['fromToml "" | toJson', '{}'],
  ])(' %s', (call, wanted) => {
    expect(helmCalls(call)).toEqual(wanted)
  })

  test("name no error that is not Go's own", () => {
    expect(helmCalls('hasKey (fromToml "a = ") "Error"')).toBe('true')
    expect(printed('{{ (fromToml "a = ").Error }}').unknown?.why).toContain('no TOML')
  })
})
