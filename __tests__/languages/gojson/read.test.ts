import { describe, expect, test } from '@jest/globals'
import { readJson } from '../../../src/languages/gojson/read.ts'
import { LimitReached } from '../../../src/languages/govalue/callable.ts'
import { piecesOf, text } from '../../../src/languages/govalue/text.ts'

const free = (): void => undefined

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth)
}

describe('JSON as Go reads it', () => {
  // Messages of encoding/json, Go 1.26.
  test.each([
    ['', 'unexpected end of JSON input'],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{a}', "invalid character 'a' looking for beginning of object key string"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['[1]]', "invalid character ']' after top-level value"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['nul', "invalid character ' ' in literal null (expecting 'l')"],
    ['-', "invalid character ' ' in numeric literal"],
    ['01', "invalid character '1' after top-level value"],
    ['1.', "invalid character ' ' after decimal point in numeric literal"],
    ['é', "invalid character 'Ã' looking for beginning of value"],
  ])('%s', (json, error) => {
    expect(readJson(text(json), free)).toEqual({ error })
  })

  test('keeps where a string was written, letter for letter', () => {
    const place = { file: 'values.json', span: { start: 0, end: 14 } }
    const read = readJson(text('{"a": "nginx"}', place, 0), free)
    const value = 'value' in read && read.value.kind === 'map' ? read.value.entries.get('a') : undefined
    expect(value?.kind === 'text' ? piecesOf(value).map(({ text: characters, start }) => [characters, start]) : []).toEqual([
      ['nginx', 7],
    ])
  })

  test('reads 1,000 levels, and says that it reads no more', () => {
    expect(readJson(text(nested(1000)), free)).toHaveProperty('value')
    expect(() => readJson(text(nested(1001)), free)).toThrow(LimitReached)
  })
})
