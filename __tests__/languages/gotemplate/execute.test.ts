import { describe, expect, test } from '@jest/globals'
import { jsonValue, rendered } from './rendered.ts'

const data = jsonValue({
  n: 5,
  big: 1234567,
  s: 'text',
  list: ['b', 'a', null],
  map: { B: 1, a: 2, '10': 3, '9': 4 },
  deep: { a: { b: 'x' } },
  nothing: null,
})

describe('printing', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['numbers of values as float64', '{{ .big }} {{ .n }}', '1.234567e+06 5'],
    ['literals by their own type', "{{ 1_000 }} {{ 0x10 }} {{ 017 }} {{ 1e3 }} {{ 1e6 }} {{ 'a' }}", '1000 16 15 1000 1e+06 97'],
    ['a missing value as Go does', '{{ .missing }}|{{ print .missing }}|{{ printf "%s" nil }}', '<no value>|<nil>|%!s(<nil>)'],
    ['maps by the bytes of their keys', '{{ range $k, $v := .map }}{{ $k }}={{ $v }} {{ end }}', '10=3 9=4 B=1 a=2 '],
    ['wrong verbs in the text', '{{ printf "%d %s %t" .n 1 "x" }}', '%!d(float64=5) %!s(int=1) %!t(string=x)'],
    ['missing and extra operands', '{{ printf "%s-%s" "a" }} {{ printf "x" 1 }}', 'a-%!s(MISSING) x%!(EXTRA int=1)'],
    ['spaces only between what is no string', '{{ print 1 2 "a" "b" 3 }}', '1 2ab3'],
    ['text trimmed across lines', 'a \n\t{{- 1 -}}\n\n b', 'a1b'],
    ['a negative number after a dash', '{{-3}}', '-3'],
    ['raw strings with braces', '{{ `{{ x }}` }}', '{{ x }}'],
  ]
  test.each(cases)('%s', (_, template, output) => {
    expect(rendered(template, data)).toMatchObject({ output })
  })
})

describe('control', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['range over an integer literal', '{{ range 3 }}{{ . }}{{ end }}', '012'],
    ['range leaves an outer variable as it was', '{{ $i := 9 }}{{ range $i, $e := .list }}{{ $i }}{{ end }}{{ $i }}', '0129'],
    ['range assigns an outer variable', '{{ $e := 9 }}{{ range $e = .list }}{{ end }}{{ print $e }}', '<nil>'],
    ['break and continue', '{{ range .list }}{{ if eq . "a" }}{{ break }}{{ end }}{{ . }}{{ end }}', 'b'],
    ['else of range', '{{ range .nothing }}x{{ else }}none{{ end }}', 'none'],
    ['with and else with', '{{ with .nothing }}x{{ else with .s }}{{ . }}{{ end }}', 'text'],
    [
      'variables end with their block',
      '{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}{{ if true }}{{ $x = 3 }}{{ end }}{{ $x }}',
      '13',
    ],
    ['or does not evaluate what follows', '{{ or .s (index .list 99) }}', 'text'],
    ['and gives the operand', '{{ and .s 0 "x" }}', '0'],
    ['templates get their own dollar', '{{ define "d" }}{{ $ }}{{ end }}{{ template "d" .s }}', 'text'],
    ['block is define and template', '{{ block "b" .s }}<{{ . }}>{{ end }}', '<text>'],
    ['an empty definition replaces nothing', '{{ define "d" }}x{{ end }}{{ define "d" }} {{ end }}{{ template "d" }}', 'x'],
    ['nil in parentheses has any field', '[{{ (.missing).a }}]', '[<no value>]'],
    ['a nil variable has any field', '{{ $x := .missing }}{{ $x.a }}', '<no value>'],
  ]
  test.each(cases)('%s', (_, template, output) => {
    expect(rendered(template, data)).toMatchObject({ output })
  })
})

describe('errors have the words and the place that Go gives them', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['{{ .missing.x }}', 'template: t:1:11: executing "t" at <.missing.x>: nil pointer evaluating interface {}.x'],
    ['\n é {{ .s.x }}', 'template: t:2:9: executing "t" at <.s.x>: can\'t evaluate field x in type interface {}'],
    [
      '{{ eq .n 5 }}',
      'template: t:1:3: executing "t" at <eq .n 5>: error calling eq: incompatible types for comparison: float64 and int',
    ],
    ['{{ lt .missing 1 }}', 'template: t:1:3: executing "t" at <lt .missing 1>: error calling lt: invalid type for comparison'],
    ['{{ range .n }}{{ end }}', 'template: t:1:9: executing "t" at <.n>: range can\'t iterate over 5'],
    ['{{ printf .n }}', 'template: t:1:10: executing "t" at <.n>: wrong type for value; expected string; got float64'],
    ['{{ index nil "a" }}', 'template: t:1:3: executing "t" at <index nil "a">: error calling index: index of untyped nil'],
    ['{{ len 3 }}', 'template: t:1:3: executing "t" at <len 3>: error calling len: len of type int'],
    ['{{ template "x" }}', 'template: t:1:12: executing "t" at <{{template "x"}}>: template "x" not defined'],
    ['{{ "a" "b" }}', 'template: t:1:3: executing "t" at <"a">: can\'t give argument to non-function "a"'],
  ]
  test.each(cases)('%s', (template, error) => {
    expect(rendered(template, data)).toEqual({ error, stage: 'execute' })
  })
})

describe('what does not parse fails whether it is reached or not', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['{{ if false }}{{ nosuch }}{{ end }}', 'template: t:1: function "nosuch" not defined'],
    ['{{ if false }}{{ $x }}{{ end }}', 'template: t:1: undefined variable "$x"'],
    ['{{ break }}', 'template: t:1: {{break}} outside {{range}}'],
    ['a{{-"b"}}', 'template: t:1: illegal number syntax: "-"'],
    ['{{ /* c */ }}', 'template: t:1: unexpected "/" in command'],
    ['{{ if 1 }}{{ define "x" }}{{ end }}{{ end }}', 'template: t:1: unexpected <define> in command'],
    ['\n{{ .a\n\n', 'template: t:4: unclosed action started at t:2'],
    ['{{ 1 | 2 }}', 'template: t:1: non executable command in pipeline stage 2'],
  ]
  test.each(cases)('%s', (template, error) => {
    expect(rendered(template, data).stage).toBe('parse')
    expect(rendered(template, data).error).toBe(error)
  })
})
