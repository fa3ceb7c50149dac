import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: defaults', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['default "d" ""', 'd'],
    ['default "d" 0', 'd'],
    ['default "d" false', 'd'],
    ['default "d" (list)', 'd'],
    ['default "d" "x"', 'x'],
    ['default 1', '1'],
    ['empty (semver "1.2.3")', 'false'],
    ['empty nil', 'true'],
    ['coalesce 0 "" nil "x" "y"', 'x'],
    ['coalesce 0 | quote', ''],
    ['all 1 0', 'false'],
    ['any 0 "" 1', 'true'],
    ['all', 'true'],
    ['typeOf 1.5', 'float64'],
    ['typeOf nil', '<nil>'],
    ['typeOf (list 1)', '[]interface {}'],
    ['typeOf (until 2)', '[]int'],
    ['typeOf (chunk 1 (list 1))', '[][]interface {}'],
    ['typeOf (semver "1.2.3")', '*semver.Version'],
    ['kindOf nil', 'invalid'],
    ['kindOf (dict)', 'map'],
    ['kindIs "slice" (list)', 'true'],
    ['typeIs "int" 1', 'true'],
    ['typeIsLike "semver.Version" (semver "1.2.3")', 'true'],
    ['deepEqual (list 1 2) (list 1 2)', 'true'],
    ['deepEqual 1 1.0', 'false'],
    ['deepEqual (until 1) (list 0)', 'false'],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
