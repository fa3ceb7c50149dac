import { describe, expect, test } from '@jest/globals'
import { placesOf } from '../../../src/languages/govalue/sources.ts'
import { piecesOf, text, unknownText } from '../../../src/languages/govalue/text.ts'
import { bool, float, list, map, NIL, type Value } from '../../../src/languages/govalue/value.ts'
import { type Emitter, writeYaml } from '../../../src/languages/goyaml/write.ts'

function valueOfJson(json: unknown): Value {
  if (json === null || json === undefined) return NIL
  if (typeof json === 'string') return text(json)
  if (typeof json === 'number') return float(json)
  if (typeof json === 'boolean') return bool(json)
  if (Array.isArray(json)) return list(json.map(valueOfJson))
  return map(new Map(Object.entries(json).map(([key, value]) => [key, valueOfJson(value)])))
}

function write(json: unknown, emitter: Emitter = 'sigs'): string {
  return writeYaml(valueOfJson(json), emitter, { spend: () => undefined }).text
}

const LONG_KEY = 'x'.repeat(129)

// Every expectation was printed by sigs.k8s.io/yaml v1.6.0 (Marshal) or yaml.v3 v3.0.1 with two spaces.
describe('YAML as sigs.k8s.io/yaml prints it', () => {
  test.each<[unknown, string]>([
    [{ b: 1, a10: 2, a9: 3, B: 4, '': 5, '10': 6, '9': 7 }, '"": 5\n"9": 7\n"10": 6\nB: 4\na9: 3\na10: 2\nb: 1\n'],
    [{ a: [{ b: 1, c: [] }, [1, 2]], d: {} }, 'a:\n- b: 1\n  c: []\n- - 1\n  - 2\nd: {}\n'],
    ['yes', '"yes"\n'],
    ['12:30', '"12:30"\n'],
    ['2024-01-01', '"2024-01-01"\n'],
    ['- a', "'- a'\n"],
    ['a: b', "'a: b'\n"],
    ['it\u2019s', 'it\u2019s\n'],
    ["it's", "it's\n"],
    ['!x', "'!x'\n"],
    ['=', '=\n'],
    ['a\nb', '|-\n  a\n  b\n'],
    [' a\n', '|2\n   a\n'],
    ['a\n\n', '|+\n  a\n\n'],
    ['a\tb\n', '"a\\tb\\n"\n'],
    ['\u{1f600}', '"\\U0001F600"\n'],
    [1e6, '1000000\n'],
    [1e21, '1e+21\n'],
    [123456789.123, '1.23456789123e+08\n'],
    [-(2 ** 63), '-9.223372036854776e+18\n'],
    [`${'word '.repeat(20)}end`, `${'word '.repeat(17).trimEnd()}\n  word word word end\n`],
    [{ k: { [LONG_KEY]: { a: 1 } } }, `k:\n  ? ${LONG_KEY}\n  : a: 1\n`],
  ])('%j', (json, printed) => expect(write(json)).toBe(printed))

  test('a text with a control character that JSON lets through has no YAML', () => {
    expect(() => write('a\x7f')).toThrow('control characters are not allowed')
  })
})

describe('YAML as yaml.v3 prints it', () => {
  test.each<[unknown, string]>([
    [{ a: [1, { b: 2 }] }, 'a:\n  - 1\n  - b: 2\n'],
    [1e6, '1e+06\n'],
    [`${'word '.repeat(20)}end`, `${'word '.repeat(20)}end\n`],
  ])('%j', (json, printed) => expect(write(json, 'v3')).toBe(printed))

  test('Helm 3 has a version that loses a leading line break', () => {
    expect(write('\n', 'v3.0.1')).toBe('|2+\n')
    expect(write('\n', 'v3')).toBe('|2+\n\n')
  })
})

describe('pieces', () => {
  const place = { file: 'values.yaml', span: { start: 5, end: 12 } }

  test('of a scalar stay with it', () => {
    const printed = writeYaml(map(new Map([['image', text('nginx:1', place, 5)]])), 'sigs', { spend: () => undefined })
    expect(printed.text).toBe('image: nginx:1\n')
    expect(piecesOf(printed).find((piece) => piece.text === 'nginx:1')).toMatchObject({ start: 5, sources: place })
  })

  test('of a folded and quoted text too', () => {
    const long = `${"it's: ".repeat(20)}x`
    const printed = writeYaml(text(long, place, 5), 'sigs', { spend: () => undefined })
    const kept = piecesOf(printed).filter((piece) => placesOf(piece.sources).length > 0)
    expect(
      kept
        .map((piece) => piece.text)
        .join('')
        .replaceAll(' ', ''),
    ).toBe(long.replaceAll(' ', ''))
  })

  test('what is not known stands in quotes, so that it is read back as a text', () => {
    const unknown = { why: 'random', id: '1', alphabet: 'word' } as const
    const printed = writeYaml(map(new Map([['p', unknownText(unknown, '12')]])), 'sigs', { spend: () => undefined })
    expect(printed.text).toBe('p: "12"\n')
    expect(printed.unknown).toEqual(unknown)
  })
})
