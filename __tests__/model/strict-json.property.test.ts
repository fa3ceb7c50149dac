import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { foldKey, parseStrictJson } from '../../src/model/strict-json.ts'

function parse(text: string) {
  return parseStrictJson(new TextEncoder().encode(text))
}

/** Whether some object in a value has two keys that fold to one, or a key that is refused. */
function collides(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const keys = Array.isArray(value) ? [] : Object.keys(value).map(foldKey)
  return keys.includes('__proto__') || new Set(keys).size < keys.length || Object.values(value).some(collides)
}

test('every JSON text without colliding keys is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t', ' \n'), (value, space) => {
      const text = JSON.stringify(value, undefined, space)
      fc.pre(!collides(JSON.parse(text)) && !/\\ud[89a-f]/i.test(text))
      expect(parse(text)).toEqual({ ok: true, value: JSON.parse(text) })
    }),
    { numRuns: 400 },
  )
})

test('what is read at all, JSON.parse reads alike', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      'a',
      '"a"',
      '"A"',
      '1',
      '-',
      '.5',
      'e9',
      'true',
      'null',
      ' ',
      '\n',
      '\\u0061',
    ),
  )
  fc.assert(
    fc.property(pieces, (parts) => {
      const parsed = parse(parts.join(''))
      if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(parts.join('')))
    }),
    { numRuns: 3000 },
  )
})

test('any bytes give an answer and never a throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(typeof parseStrictJson(bytes).ok).toBe('boolean')
    }),
    { numRuns: 500 },
  )
})
