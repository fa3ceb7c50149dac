import { describe, expect, test } from '@jest/globals'
import { inAllWorlds } from '../../../src/languages/gotemplate/worlds.ts'
import { piecesOf } from '../../../src/languages/govalue/text.ts'
import { printed } from './calls.ts'

/** What is known of a printed text: its pieces, unknown ones as `<alphabet>`. */
function known(template: string): string {
  return piecesOf(printed(template, { lookup: 'unknown' }))
    .map((piece) => (piece.unknown === undefined ? piece.text : `<${piece.unknown.alphabet}>`))
    .join('')
}

const SECRET = '(lookup "v1" "Secret" "a" "b").data.password'

describe('unknown text', () => {
  test.each([
    ['{{ randAlphaNum 5 }}', '<word>'],
    ['{{ randAlphaNum 0 }}', ''],
    ['{{ randAlphaNum 5 | b64enc | quote }}', '"<word>"'],
    ['{{ randAlphaNum 5 | sha256sum }}', '<word>'],
    ['{{ printf "a-%s" (randAlphaNum 5) | trunc 63 | trimSuffix "-" }}', '<word>'],
    ['{{ printf "abcdef-%s" (randAlphaNum 5) | trunc 3 }}', 'abc'],
    ['{{ printf "  %s \\n" (randAlphaNum 5) | trim }}', '<word>'],
    ['{{ trimSuffix "abc" "c" }}{{ trimPrefix "abc" "a" }}{{ trimSuffix "-" "" }}', 'ca'],
    ['{{ uuidv4 | upper }}', '<word>'],
    ['{{ now | date "2006-01-02" }}', '<word>'],
    ['{{ now | date "a: 2006" }}', '<any>'],
    ['{{ now | unixEpoch }}', '<word>'],
    ['{{ htpasswd "admin" "x" }}', 'admin:<word>'],
    ['{{ (genCA "ca" 365).Cert | trunc 27 }}', '-----BEGIN CERTIFICATE-----'],
    ['{{ dict "a" (randAlpha 3) "b" 1 | toJson }}', '{"a":"<word>","b":1}'],
    ['{{ (dict "a" (randAlpha 3) "b" 1).b }}', '1'],
    ['{{ list 1 (uuidv4) | first }}', '1'],
    ['{{ default "x" (randAlpha 3) }}', '<word>'],
    ['{{ default (randAlpha 3) "x" }}', 'x'],
    [`{{ ${SECRET} | default "x" }}`, '<any>'],
    [`{{ ${SECRET} | quote }}`, '"<escaped>"'],
    ['{{ cat "a" (randAlpha 3) }}', 'a <word>'],
    ['{{ replace "\\n" " " (printf "a\\n%s" (uuidv4)) }}', 'a <word>'],
    ['{{ kindOf (lookup "v1" "Secret" "a" "b") }}', 'map'],
    ['{{ typeOf now }}', 'time.Time'],
    ['{{ merge (dict "a" 1) (dict "b" (uuidv4)) | toJson }}', '{"a":1,"b":"<word>"}'],
    ['{{ keys (dict "a" 1) }}', '[a]'],
    ['{{ keys (dict "b" 1 "a" 2) | sortAlpha | first }}', 'a'],
    ['{{ keys (dict "b" 1 "a" 2) | len }}', '2'],
    ['{{ fromJson (dict "p" (randAlpha 3) "q" 1 | toJson) | toJson }}', '{"p":"<word>","q":1}'],
  ])('%s', (template, wanted) => {
    expect(known(template)).toBe(wanted)
  })

  test.each([
    '{{ keys (dict "b" 1 "a" 2) | rest }}',
    '{{ values (dict "b" 1 "a" 2) | join "," }}',
    '{{ shuffle "ab" }}',
    '{{ genPrivateKey "rsa" }}',
    '{{ randInt 1 5 | add 1 }}',
    '{{ fromJson uuidv4 }}',
    '{{ fromJson (printf "[%s]" (randNumeric 3)) }}',
    '{{ list 1 uuidv4 | has "x" }}',
    '{{ hasSuffix "0" uuidv4 }}',
    '{{ ternary "a" "b" (eq uuidv4 "x") }}',
    '{{ semverCompare ">1" (printf "1.%s" (randNumeric 1)) }}',
    '{{ fromYaml (lookup "v1" "Secret" "a" "b").data.x | toJson }}',
  ])('%s is not known', (template) => {
    expect(printed(template, { lookup: 'unknown' }).unknown).toBeDefined()
  })

  test('the first of keys is each of them in some world', () => {
    const worlds = inAllWorlds(8, (decide) => printed('{{ keys (dict "c" 3 "b" 1 "a" 2) | first }}', {}, decide).text)
    expect(worlds.map(({ result }) => result)).toEqual(['a', 'b', 'c'])
  })

  test('of more than eight keys the first is not known', () => {
    const first = (keys: string): string => `{{ keys (dict ${[...keys].map((key) => `"${key}" 1`).join(' ')}) | first }}`
    expect(inAllWorlds(8, (decide) => printed(first('abcdefgh'), {}, decide).text)).toHaveLength(8)
    expect(printed(first('abcdefghi')).unknown?.why).toBe('the order of the keys and values of a map is different each time')
  })

  test('of one place in the text is not that of another', () => {
    expect(printed('{{ eq (uuidv4) (uuidv4) }}').unknown).toBeDefined()
  })
})
