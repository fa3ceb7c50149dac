import { expect, test } from '@jest/globals'
import { MAX_JSON_DEPTH, MAX_JSON_NODES } from '../../src/model/limits.ts'
import { type KeyRules, member, parseStrictJson } from '../../src/model/strict-json.ts'

function parse(text: string, rules?: KeyRules) {
  return parseStrictJson(new TextEncoder().encode(text), rules)
}

function whyNot(text: string | Uint8Array, rules?: KeyRules): string {
  const parsed = typeof text === 'string' ? parse(text, rules) : parseStrictJson(text, rules)
  return parsed.ok ? 'it was read' : parsed.why
}

test.each([
  '{"a":[1,-2.5e3,true,false,null,"x"],"b":{}}',
  ' [ ] ',
  '"é \\u00e9 \\n \\ud83d\\ude00 \\\\"',
  '0',
  '{"":{"":""}}',
  '["\\\\","\\"","\\\\\\""]',
])('%s is read as JSON.parse reads it', (text) => {
  expect(parse(text)).toEqual({ ok: true, value: JSON.parse(text) })
})

test.each([
  ['{"a":1,"a":2}', 'stands there twice'],
  ['{"a":1,"\\u0061":2}', 'stands there twice'],
  ['{"manifests":1,"Manifests":2}', 'stands there twice'],
  ['{"artifacts":1,"artifact\\u017f":2}', 'stands there twice'],
  ['{"kind":1,"\\u212aind":2}', 'stands there twice'],
  ['{"__proto__":1}', '__proto__'],
  ['{"a":1} x', 'after the end'],
  ['{"a":1}{"a":1}', 'after the end'],
  ['{"a":1,}', 'a key was expected'],
  ['[1,]', 'a value was expected'],
  ['{a:1}', 'a key was expected'],
  ['["a\nb"]', 'not well formed'],
  ['["\\x41"]', 'not well formed'],
  ['["abc', 'does not end'],
  ['["\\ud800"]', 'surrogate'],
  ['[1e999]', 'too large'],
  ['[01]', '"]" was expected'],
  ['[NaN]', 'a value was expected'],
  ['', 'a value was expected'],
  ['{"a" 1}', '":" was expected'],
])('%s is refused', (text, why) => {
  expect(whyNot(text)).toContain(why)
})

test('a byte order mark and bytes that are not UTF-8 are refused instead of repaired', () => {
  expect(whyNot(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d))).toContain('byte order mark')
  expect(whyNot(Uint8Array.of(0x22, 0xff, 0x22))).toContain('not valid UTF-8')
})

test('keys of a named map may differ in case alone, and may not be equal', () => {
  expect(parse('{"Labels":{"name":"a","Name":"b"}}', { maps: ['Labels'] }).ok).toBe(true)
  expect(whyNot('{"Labels":{"name":"a","name":"b"}}', { maps: ['Labels'] })).toContain('twice')
  expect(whyNot('{"Labels":{"x":{"name":"a","Name":"b"}}}', { maps: ['Labels'] })).toContain('twice')
  expect(parse('{"name":"a","Name":"b"}', { anyKeys: true }).ok).toBe(true)
})

test('members that every object inherits are not members', () => {
  const parsed = parse('{"a":1}')
  expect(parsed.ok && member(parsed.value, 'constructor')).toBeUndefined()
  expect(parsed.ok && member(parsed.value, 'a')).toBe(1)
})

test('depth and size are read up to their limits and refused one past them, by name', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  expect(parse(nested(MAX_JSON_DEPTH + 1)).ok).toBe(true)
  expect(whyNot(nested(MAX_JSON_DEPTH + 2))).toContain('than 100')
  const long = (values: number) => `[${'1,'.repeat(values - 2)}1]`
  expect(parse(long(MAX_JSON_NODES)).ok).toBe(true)
  expect(whyNot(long(MAX_JSON_NODES + 1))).toContain('than 1000000')
})

test('a string of megabytes is read without exhausting the stack', () => {
  const text = JSON.stringify('\\"x'.repeat(1_000_000))
  expect(parse(text).ok).toBe(true)
})
