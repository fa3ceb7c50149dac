import { describe, expect, test } from '@jest/globals'
import { checkInstance } from '../../../src/languages/jsonschema/check.ts'
import { compileSchema } from '../../../src/languages/jsonschema/compile.ts'
import { instanceOf, UNKNOWN } from '../../../src/languages/jsonschema/instance.ts'

function why(schema: unknown, instance: unknown): string | undefined {
  const refusal = checkInstance(compileSchema(schema), instanceOf(instance), () => undefined)
  return refusal === undefined ? undefined : `${refusal.at} ${refusal.why}`
}

const DRAFT_7 = 'http://json-schema.org/draft-07/schema#'

// Verdicts are those of santhosh-tekuri/jsonschema v6.0.3, which Helm 3.18 and later validate with.
describe('allowed', () => {
  test.each<[unknown, unknown]>([
    [{ type: 'integer' }, 1.0],
    [{ type: ['string', 'null'] }, null],
    [{ properties: { a: { const: 1 } } }, { a: 1, b: 2 }],
    [{ $ref: '#/$defs/x', $defs: { x: { type: 'string' } } }, 'a'],
    [{ $schema: DRAFT_7, $ref: '#/definitions/x', type: 'number', definitions: { x: { type: 'string' } } }, 'a'],
    [{ format: 'ipv4' }, 'not one'],
    [{ multipleOf: 0.1 }, 0.3],
    [{ $schema: DRAFT_7, format: 'time' }, '23:59:60Z'],
    [{ $schema: DRAFT_7, format: 'time' }, '23:00:00+23:59'],
    [{ $id: 'https://a.example/s', $defs: { x: { $anchor: 'n', type: 'number' } }, $ref: '#n' }, 5],
    [{ allOf: [{ properties: { a: true } }], unevaluatedProperties: false }, { a: 1 }],
    [{ $ref: 'urn:example:x' }, 5],
    [{ prefixItems: [{ type: 'string' }], items: { type: 'number' } }, ['a', 1, 2]],
    [JSON.parse('{"if": {"required": ["a"]}, "then": {"required": ["b"]}}'), { c: 1 }],
  ])('%j allows %j', (schema, instance) => expect(why(schema, instance)).toBeUndefined())

  test('what is not known', () => {
    expect(checkInstance(compileSchema({ type: 'string' }), UNKNOWN, () => undefined)).toBeUndefined()
  })
})

describe('refused', () => {
  test.each<[unknown, unknown, string]>([
    [{ required: ['a', 'b'] }, { a: 1 }, " missing properties 'b'"],
    [{ properties: { a: { type: 'string' } } }, { a: null }, '/a got null, want string'],
    [{ additionalProperties: false }, { x: 1 }, " additional properties 'x' not allowed"],
    [{ $schema: DRAFT_7, format: 'ipv4' }, 'not one', " 'not one' is not valid ipv4"],
    [{ $schema: DRAFT_7, format: 'time' }, '24:00:00Z', " '24:00:00Z' is not valid time"],
    [{ $schema: DRAFT_7, format: 'time' }, '22:59:60Z', " '22:59:60Z' is not valid time"],
    [{ pattern: '^v[0-9]+$' }, 'x', " 'x' does not match pattern '^v[0-9]+$'"],
    [{ enum: ['a', 1] }, 'b', ' value must be one of "a", 1'],
    [{ oneOf: [{ type: 'number' }, { minimum: 1 }] }, 5, " 'oneOf' failed, more than one matched"],
    [{ not: { type: 'null' } }, null, " 'not' failed"],
    [{ uniqueItems: true }, [1, 2, 1.0], ' items at 2 and before are equal'],
    [{ properties: { a: {} }, unevaluatedProperties: false }, { b: 1 }, '/b nothing is allowed here'],
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, " missing properties 'b'"],
    [{ contains: { type: 'string' } }, [1], ' minContains: got 0, want 1'],
  ])('%j refuses %j', (schema, instance, reason) => expect(why(schema, instance)).toBe(reason))
})

describe('schemas that are none', () => {
  test.each<[unknown, string]>([
    [{ type: 'strng' }, 'metaschema'],
    [{ required: 'a' }, 'metaschema'],
    [{ pattern: 'a(?!b)' }, 'invalid regex'],
    [{ $ref: '#/$defs/none' }, 'not found'],
    [{ properties: { a: { $ref: 'https://else.example/s.json' } } }, 'lies elsewhere'],
  ])('%j', (schema, reason) => expect(() => compileSchema(schema)).toThrow(reason))

  test('a remote schema that nothing refers to is not asked for', () => {
    expect(why({ $defs: { x: { $ref: 'https://else.example/s.json' } } }, 1)).toBeUndefined()
  })

  test('one that refers to itself for ever is not followed for ever', () => {
    expect(() => why({ $ref: '#' }, 1)).toThrow('refers to itself')
  })
})
