import { describe, expect, test } from '@jest/globals'
import type { YamlNode } from '../../../src/languages/goyaml/document.ts'
import { readFirstYaml } from '../../../src/languages/goyaml/read.ts'
import { all, first, LIMITS } from './reading.ts'

// Every expectation was made by sigs.k8s.io/yaml v1.6.0 (YAMLToJSON) or gopkg.in/yaml.v3 v3.0.1 (Unmarshal).
describe('scalars of YAML 1.1 as sigs.k8s.io/yaml reads them', () => {
  test.each<[string, unknown]>([
    ['yes', true],
    ['n', false],
    ['Off', false],
    ['017', 15],
    ['0o17', 15],
    ['0x1F', 31],
    ['0b11', 3],
    ['1_000', 1000],
    ['08', 8],
    ['1e3', 1000],
    ['.5', 0.5],
    ['.5_0', 0.5],
    ['1:30', '1:30'],
    ['2024-01-02', '2024-01-02'],
    ['~', null],
    ['NULL', null],
    ['=', '='],
    ['"yes"', 'yes'],
    ['!!str 5', '5'],
    ['!!float 1', 1],
    ['!!binary aGk=', 'hi'],
    ['! 5', '5'],
    ['!Ref x', 'x'],
    ['-0', 0],
    ['+1', 1],
  ])('%s', (text, value) => expect(first(text)).toEqual(value))

  test('integers keep all their digits', () => {
    const read = readFirstYaml('12345678901234567890', { reader: 'sigs', limits: LIMITS })
    expect('root' in read && read.root?.kind === 'scalar' && read.root.value).toBe(12345678901234567890n)
  })
})

describe('the same scalars as yaml.v3 reads them', () => {
  test.each<[string, unknown]>([
    ['yes', 'yes'],
    ['on', 'on'],
    ['0o17', 15],
    ['017', 15],
    ['true', true],
  ])('%s', (text, value) => expect(first(text, 'v3')).toEqual(value))
})

describe('mappings', () => {
  test.each<[string, unknown]>([
    ['{yes: 1, n: 2, on: 3, 1.5: 4, 12: 5}', { true: 3, false: 2, 1.5: 4, 12: 5 }],
    ['a: 1\na: 2\n', { a: 2 }],
    ['x: &x {a: 1, b: 2}\nz:\n  a: 0\n  <<: *x\n', { x: { a: 1, b: 2 }, z: { a: 1, b: 2 } }],
    ['x: &x {a: 1, b: 2}\nz:\n  <<: *x\n  a: 0\n', { x: { a: 1, b: 2 }, z: { a: 0, b: 2 } }],
    ['a: {b:c, "d":e}', { a: { 'b:c': null, d: 'e' } }],
    ['[a: 1, ? b, [c]]', [{ a: 1 }, { b: null }, ['c']]],
    ['a:\n- b\n-\n', { a: ['b', null] }],
    ['? |\n  k\n: v\n', { 'k\n': 'v' }],
  ])('%s', (text, value) => expect(first(text)).toEqual(value))

  test('explicit keys win over merged ones in yaml.v3', () => {
    expect(first('x: &x {a: 1}\ny:\n  a: 0\n  <<: *x\n', 'v3')).toEqual({ x: { a: 1 }, y: { a: 0 } })
  })
})

describe('texts of several lines', () => {
  test.each<[string, unknown]>([
    ['|\n a\n  b\n', 'a\n b\n'],
    ['|+\n a\n\n', 'a\n\n'],
    ['>\n a\n b\n\n  c\n d\n', 'a b\n\n c\nd\n'],
    ['|2-\n   a\n', ' a'],
    ['"a\\\n  b\n  c"', 'ab c'],
    ["'it''s\n\n  x'", "it's\nx"],
    ['a\u0085b', 'a b'],
    ['"\\U0001F600\\x41\\L"', '\u{1f600}A\u2028'],
  ])('%j', (text, value) => expect(first(text)).toBe(value))
})

describe('what go-yaml refuses, in its words', () => {
  test.each<[string, string]>([
    ['a: b: c', 'yaml: mapping values are not allowed in this context'],
    ['a: 1\n\tb: 2', 'yaml: line 2: found a tab character that violates indentation'],
    ['x\n- y: [\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a: *b', "yaml: unknown anchor 'b' referenced"],
    ['a: &a [*a]', "yaml: anchor 'a' value contains itself"],
    ['~: 1', 'unsupported map key of type: %!s(<nil>), key: <nil>'],
    ['%YAML 1.2\n---\na', 'yaml: found incompatible YAML document'],
    ['!!int x', 'yaml: cannot decode !!str `x` as a !!int'],
    ['a\u0001', 'yaml: control characters are not allowed'],
  ])('%j', (text, problem) => expect(first(text)).toBe(problem))

  test('two equal keys, in yaml.v3 alone', () => {
    expect(first('a: 1\na: 2', 'v3')).toContain('already defined')
  })
})

describe('documents', () => {
  test('Unmarshal looks at the first alone', () => expect(first('a: 1\n---\nb: [')).toEqual({ a: 1 }))
  test('a stream has all of them', () => expect(all('a: 1\n--- # c\nb: 2\n...\n---\n')).toEqual([{ a: 1 }, { b: 2 }, null]))
  test('an empty text has none', () => expect(all('# c\n')).toEqual([]))
})

describe('offsets', () => {
  const text = 'a: "b c"\nl:\n- |\n  x\n  y\n😀: 1\n'
  function find(node: YamlNode | undefined, into: string[] = []): readonly string[] {
    if (node?.kind === 'scalar') into.push(text.slice(node.start, node.end))
    if (node?.kind === 'list') for (const item of node.items) find(item, into)
    if (node?.kind === 'map') {
      for (const { at, value } of node.entries) {
        find(at, into)
        find(value, into)
      }
    }
    return into
  }

  test('cut every scalar out of its text', () => {
    const read = readFirstYaml(text, { reader: 'sigs', limits: LIMITS })
    expect('root' in read && find(read.root)).toEqual(['a', '"b c"', 'l', '|\n  x\n  y\n', '😀', '1'])
  })
})

describe('bounds', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  test('as deep as allowed, not one deeper', () => {
    const read = (depth: number) => readFirstYaml(nested(depth), { reader: 'sigs', limits: { nodes: 1000, depth: 50 } })
    expect(read(50)).not.toHaveProperty('problem')
    expect(read(51)).toMatchObject({ limit: true })
  })

  test('as many nodes as allowed, not one more', () => {
    const read = (items: number) =>
      readFirstYaml(`[${'a, '.repeat(items)}]`, { reader: 'sigs', limits: { nodes: 11, depth: 50 } })
    expect(read(10)).not.toHaveProperty('problem')
    expect(read(11)).toMatchObject({ limit: true })
  })

  test('aliases that unfold without end are refused as go-yaml refuses them', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.replace(/./g, (letter) => {
      const before = String.fromCharCode(letter.charCodeAt(0) - 1)
      return `${letter}: &${letter} [${`*${before},`.repeat(9)}]\n`
    })}`
    const read = readFirstYaml(bomb, { reader: 'sigs', limits: { nodes: 10_000_000, depth: 50 } })
    expect(read).toMatchObject({ problem: 'yaml: document contains excessive aliasing', limit: false })
  })
})
