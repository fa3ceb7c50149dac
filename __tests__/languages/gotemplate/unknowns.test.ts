import { describe, expect, test } from '@jest/globals'
import { inAllWorlds } from '../../../src/languages/gotemplate/worlds.ts'
import { LimitReached, NotKnown } from '../../../src/languages/govalue/callable.ts'
import { text, unknownText } from '../../../src/languages/govalue/text.ts'
import type { Alphabet, Unknown } from '../../../src/languages/govalue/unknown.ts'
import { list, map, unknownValue, type Value } from '../../../src/languages/govalue/value.ts'
import { print, shownPieces } from './rendered.ts'

const unknown = (id: string, alphabet: Alphabet = 'any'): Unknown => ({ why: `${id} is given at installation`, id, alphabet })
const data = (): Value =>
  map(
    new Map<string, Value>([
      ['tag', text('1.27', { file: 'values.yaml', span: { start: 5, end: 9 } }, 5)],
      ['secret', unknownText(unknown('secret', 'word'), 'aaaa')],
      ['free', unknownText(unknown('free'))],
      ['found', unknownValue(unknown('found'))],
    ]),
  )

function worlds(template: string): readonly string[] {
  return inAllWorlds(8, (decide) => print(template, data(), { holdsUnknown: true, decide }).text).map(({ result }) => result)
}

describe('provenance', () => {
  test('literals and values keep their letters, computed text all its places', () => {
    const printed = print('a: {{ .tag }}{{ printf "%5s" .tag }}', data())
    expect(shownPieces(printed)).toEqual(['a: @t.yaml:0', '1.27@values.yaml:5', ' 1.27@values.yaml:5-9'])
  })

  test('a string literal of a template is where it stands', () => {
    expect(shownPieces(print('{{ "nginx" }}', data()))).toEqual(['nginx@t.yaml:4'])
  })
})

describe('unknowns', () => {
  test('text with an unknown part is unknown in that part only', () => {
    const printed = print('p: {{ printf "%s-%s" .secret .tag }}', data(), { holdsUnknown: true })
    expect(shownPieces(printed)).toEqual([
      'p: @t.yaml:0',
      'aaaa?secret is given at installation',
      '-@t.yaml:16',
      '1.27@values.yaml:5',
    ])
    expect(printed.unknown?.id).toBe('secret')
  })

  test('fields, entries and functions of an unknown are unknown', () => {
    for (const template of [
      '{{ .found.a.b }}',
      '{{ index .found "a" }}',
      '{{ len .found }}',
      '{{ html .free }}',
      '{{ eq .free "x" }}',
    ]) {
      expect(print(template, data(), { holdsUnknown: true }).unknown).toBeDefined()
    }
  })

  test('what can be told is told: a word is never empty, text around an unknown is there', () => {
    expect(worlds('{{ if .secret }}a{{ end }}{{ if printf "x%s" .free }}b{{ end }}')).toEqual(['ab'])
  })

  test('a condition is decided both ways, the same one alike in a world, its negation the other way', () => {
    expect(worlds('{{ if .free }}a{{ else }}b{{ end }}{{ if .free }}a{{ end }}{{ if not .free }}c{{ end }}')).toEqual([
      'aa',
      'bc',
    ])
    expect(worlds('{{ if .free }}1{{ end }}{{ if .found }}2{{ end }}')).toEqual(['12', '1', '2', ''])
  })

  test('kinds that Go does not compare fail whatever the unknown is', () => {
    expect(() => print('{{ lt 1 .free }}', data(), { holdsUnknown: true })).toThrow(
      'incompatible types for comparison: int and string',
    )
    expect(() => print('{{ eq .free }}', data(), { holdsUnknown: true })).toThrow('missing argument for comparison')
    expect(print('{{ eq .found 1 }}', data(), { holdsUnknown: true }).unknown).toBeDefined()
  })

  test('a condition that nobody decides stops', () => {
    expect(() => print('{{ if .free }}a{{ end }}', data(), { holdsUnknown: true })).toThrow(NotKnown)
  })

  test('more worlds than are allowed are a limit', () => {
    const template = '{{ if eq .free "1" }}{{ end }}{{ if eq .free "2" }}{{ end }}{{ if eq .free "3" }}{{ end }}'
    expect(worlds(template)).toHaveLength(8)
    expect(() => worlds(`${template}{{ if eq .free "4" }}{{ end }}`)).toThrow(LimitReached)
  })

  test('a loop over an unknown runs once for all, and more may follow', () => {
    const [some, none] = inAllWorlds(8, (decide) =>
      print('{{ range .found }}- {{ .x }}\n{{ end }}', data(), { holdsUnknown: true, decide }),
    )
    expect(shownPieces(some?.result ?? text(''))).toEqual([
      '- @t.yaml:18',
      'unknown?found is given at installation',
      '\n@t.yaml:28',
      '?found is given at installation',
    ])
    expect(none?.result.text).toBe('')
  })

  test('an unknown deep in an argument makes the result unknown unless the function says that it handles it', () => {
    const has = { name: 'has', params: ['interface {}'], result: 'bool', call: () => text('never') }
    const printed = print('{{ has .all }}', map(new Map([['all', list([text('a'), unknownText(unknown('x'))])]])), {
      holdsUnknown: true,
      functions: new Map([['has', has]]),
    })
    expect(printed.unknown?.why).toBe('x is given at installation')
  })
})
