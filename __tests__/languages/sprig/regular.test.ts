import { describe, expect, test } from '@jest/globals'
import { calls } from './calls.ts'

// What sprig v3.3.0 gives under text/template of Go 1.26, in UTC.
describe('sprig: regular', () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['regexMatch "^[a-z]+$" "abc"', 'true'],
    ['regexMatch "[" "abc"', 'false'],
    ['mustRegexMatch "[" "abc"', { error: 'error parsing regexp: missing closing ]: `[`' }],
    ['regexFind "[0-9]+" "ab12cd34"', '12'],
    ['regexFind "x" "ab" | quote', '""'],
    ['regexFindAll "[0-9]" "a1b2c3" 2', '[1 2]'],
    ['regexFindAll "a*" "baac" -1 | toJson', '["","aa",""]'],
    ['regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W"', '-W-xxW-'],
    ['regexReplaceAll "a(x*)b" "-ab-axxb-" "$1W"', '---'],
    ['regexReplaceAll "x*" "abc" "-"', '-a-b-c-'],
    ['regexReplaceAllLiteral "a(x*)b" "-ab-axxb-" "${1}"', '-${1}-${1}-'],
    ['regexSplit "z+" "pizza" -1', '[pi a]'],
    ['regexSplit "z*" "pizza" 3', '[p i a]'],
    ['regexQuoteMeta "1.2.3+$"', '1\\.2\\.3\\+\\$'],
    ['regexFind "a{1001}" "a"', { error: 'regexp: Compile(`a{1001}`): error parsing regexp: invalid repeat count: `{1001}`' }],
    ['regexFind "(?<y>\\\\d{4})" "in 2024"', '2024'],
    ['regexReplaceAll "(?i)[^a-z0-9]+" "Foo Bar_9!" "-"', 'Foo-Bar-9-'],
  ])('%s', (call, wanted) => {
    expect(calls(call)).toEqual(wanted)
  })
})
