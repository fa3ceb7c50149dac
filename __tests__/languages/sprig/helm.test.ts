import { describe, expect, test } from '@jest/globals'
import { text } from '../../../src/languages/govalue/text.ts'
import { withoutNoValue } from '../../../src/languages/sprig/helm.ts'
import { helmFunctions } from '../../../src/languages/sprig/table.ts'
import { helmCalls, printed } from './calls.ts'

// What the engine of helm v3.22.0 gives; errors are those of the function, before Helm takes its marks off.
describe("helm's functions", () => {
  test.each<readonly [string, string | { readonly error: string }]>([
    ['fromJson "{\\"a\\": [1, {\\"b\\": \\"\\\\u00e9\\"}]}" | toJson', '{"a":[1,{"b":"é"}]}'],
    ['fromJson "[1]" | toJson', '{"Error":"json: cannot unmarshal array into Go value of type map[string]interface {}"}'],
    ['fromJson "{\\"a\\":tru}" | toJson', '{"Error":"invalid character \'}\' in literal true (expecting \'e\')"}'],
    ['fromJson "" | toJson', '{"Error":"unexpected end of JSON input"}'],
    ['fromJson "null" | toJson', 'null'],
    ['fromJsonArray "[1,\\"x\\"]" | toJson', '[1,"x"]'],
    ['fromJsonArray "{}" | toJson', '["json: cannot unmarshal object into Go value of type []interface {}"]'],
    ['fromYaml "a: 1\\nb: [x, yes]" | toJson', '{"a":1,"b":["x",true]}'],
    [
      'fromYaml "- 1" | toJson',
      '{"Error":"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}"}',
    ],
    ['fromYaml "" | toJson', '{}'],
    [
      'fromYaml "a: b: c" | toJson',
      '{"Error":"error converting YAML to JSON: yaml: mapping values are not allowed in this context"}',
    ],
    ['fromYamlArray "- a\\n- 1" | toJson', '["a",1]'],
    [
      'fromYamlArray "a: 1" | toJson',
      '["error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go value of type []interface {}"]',
    ],
    ['toYaml (dict "b" (list 1 "yes") "a" "x: y")', 'a: \'x: y\'\nb:\n- 1\n- "yes"'],
    ['toYaml (list)', '[]'],
    ['toYaml nil', 'null'],
    ['toYamlPretty (dict "a" (list 1 (dict "b" 2)))', 'a:\n  - 1\n  - b: 2'],
    ['required "need" 0', '0'],
    ['lookup "v1" "Secret" "a" "b"', 'map[]'],
    ['(lookup "v1" "Secret" "a" "b").data', '<no value>'],
    ['getHostByName "example.com"', ''],
    ['print nil | quote', '"<nil>"'],
    ['required "need" ""', { error: 'HELM_ERR_STARTneedHELM_ERR_END' }],
    ['required "need" nil', { error: 'HELM_ERR_STARTneedHELM_ERR_END' }],
    ['fail "stop"', { error: 'HELM_ERR_STARTstopHELM_ERR_END' }],
    ['tpl "{{ .x }}-{{ .y }}" (dict "x" 1)', '1-'],
    ['tpl "{{ nope }}" .', { error: 'cannot parse template "{{ nope }}": template: gotpl:1: function "nope" not defined' }],
  ])('%s', (call, wanted) => {
    expect(helmCalls(call)).toEqual(wanted)
  })

  test('know mustToYaml in helm 4 only', () => {
    const functions = (helm: 3 | 4): boolean =>
      helmFunctions({ helm, lookup: 'empty', dns: false, yaml: { nodes: 10, depth: 10 } }).has('mustToYaml')
    expect([functions(3), functions(4)]).toEqual([false, true])
  })

  test('never read the environment', () => {
    const names = helmFunctions({ helm: 4, lookup: 'empty', dns: false, yaml: { nodes: 10, depth: 10 } })
    expect(['env', 'expandenv'].filter((name) => names.has(name))).toEqual([])
  })

  test('lookup in a cluster is unknown, the same object the same unknown', () => {
    const lookup = 'lookup "v1" "Secret" "a" "b"'
    const { unknown } = printed(`{{ ${lookup} }}`, { lookup: 'unknown' })
    expect(unknown?.why).toBe('the Secret b that the cluster holds (lookup)')
    expect(printed(`{{ has (${lookup}) (list 1 (${lookup})) }}`, { lookup: 'unknown' }).unknown).toBeUndefined()
  })

  test('cut out what text/template prints for nothing', () => {
    expect(withoutNoValue(text('a: <no value>\nb: <no value>x')).text).toBe('a: \nb: x')
  })
})
