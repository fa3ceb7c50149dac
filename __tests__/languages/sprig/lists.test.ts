import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: lists', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['first (list 1 2)', '1'],
    ['first (list)', '<no value>'],
    ['first "x"', { error: 'Cannot find first on type string' }],
    ['last (list 1 2)', '2'],
    ['rest (list 1 2 3) | toJson', '[2,3]'],
    ['rest (list) | toJson', 'null'],
    ['initial (list 1 2 3)', '[1 2]'],
    ['append (list 1) 2', '[1 2]'],
    ['prepend (list 1) 0', '[0 1]'],
    ['append nil 1', { error: 'runtime error: invalid memory address or nil pointer dereference' }],
    ['append "x" 1', { error: 'Cannot push on type string' }],
    ['reverse (list 1 2 3)', '[3 2 1]'],
    ['uniq (list 1 1.0 "1" 1)', '[1 1 1]'],
    ['without (list 1 2 3) 2 3', '[1]'],
    ['has 1 (list 1.0 2)', 'false'],
    ['has 1 (list 1 2)', 'true'],
    ['has 1 nil', 'false'],
    ['compact (list 0 "" nil false (list) "a")', '[a]'],
    ['slice (list 1 2 3) 1 2', '[2]'],
    ['slice (list 1 2 3) 2 1', { error: 'reflect.Value.Slice: slice index out of bounds' }],
    ['slice "abc" 1', { error: 'list should be type of slice or array but string' }],
    ['concat (list 1) (until 2) | toJson', '[1,0,1]'],
    ['concat (list) | toJson', 'null'],
    ['concat "x"', { error: 'Cannot concat type string as list' }],
    ['chunk 2 (list 1 2 3) | toJson', '[[1,2],[3]]'],
    ['chunk 0 (list 1)', { error: 'runtime error: makeslice: len out of range' }],
    ['sortAlpha (list "b" 10 9 nil "A")', '[10 9 A b]'],
    ['seq 2 0', '2 1 0'],
    ['seq 0 2 10', '0 2 4 6 8 10'],
    ['until -2', '[0 -1]'],
    ['untilStep 3 0 -2', '[3 1]'],
    ['mustFirst 5', { error: 'Cannot find first on type int' }],
    ['mustHas 1 5', { error: 'Cannot find has on type int' }],
    ['$k := splitList "," "b,a"', ''],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
