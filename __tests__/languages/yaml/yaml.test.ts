import { describe, expect, test } from '@jest/globals'
import { parseYaml } from '../../../src/languages/yaml/yaml.ts'
import { MAX_DEPTH, MAX_NODES } from '../../../src/model/limits.ts'
import { child, entriesOf, itemsOf, type Node, nodeAt, textOf } from '../../../src/model/tree.ts'

const only = (text: string): Node | undefined => parseYaml(text).documents[0]
const written = (text: string, node: Node | undefined): string => text.slice(node?.span.start ?? 0, node?.span.end ?? 0)

describe('a scalar covers exactly its characters', () => {
  test.each([
    ['a: nginx:1.27 # comment\n', 'nginx:1.27'],
    ['a: "nginx:1.27"\n', 'nginx:1.27'],
    ["a: 'nginx:1.27'\n", 'nginx:1.27'],
    ['a: >-\n    nginx:1.27\nb: c\n', 'nginx:1.27'],
    ['{"a":"nginx:1.27","b":1}', 'nginx:1.27'],
    ['\ufeffa: nginx:1.27\r\n', 'nginx:1.27'],
    ['a: &x !!str nginx:1.27\n', 'nginx:1.27'],
    ['a:\n', ''],
  ])('%j', (text, expected) => {
    const node = child(only(text), 'a')
    expect(written(text, node)).toBe(expected)
    expect(node?.kind === 'scalar' && node.text).toBe(expected)
  })

  test('also with a shift', () => {
    expect(child(parseYaml('a: b', 100).documents[0], 'a')?.span).toEqual({ start: 103, end: 104 })
  })
})

test('escapes are decoded, quotes are remembered', () => {
  const node = child(only('"im\\u0061ge": "1"\n'), 'image')
  expect(node).toMatchObject({ text: '1', plain: false })
})

test('every duplicate is kept and the last one wins', () => {
  const root = only('image: good\nimage: evil\n')
  expect(entriesOf(root).map((entry) => textOf(entry.value))).toEqual(['good', 'evil'])
  expect(textOf(child(root, 'image'))).toBe('evil')
})

describe('merge keys', () => {
  test('are applied, explicit keys win, earlier maps win', () => {
    const root = only('a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 9}\n')
    const merged = entriesOf(child(root, 'c')).map((entry) => [entry.key.text, textOf(entry.value)])
    expect(merged).toEqual([
      ['y', '1'],
      ['z', '2'],
      ['x', '9'],
    ])
  })

  test('keep the place of the anchored text', () => {
    const text = 'a: &a\n  image: x\nb:\n  <<: *a\n'
    expect(written(text, nodeAt(only(text), ['b', 'image']))).toBe('x')
  })

  test('that merge nothing stay entries', () => {
    expect(textOf(child(only('<<: x\n'), '<<'))).toBe('x')
  })
})

describe('what cannot be read', () => {
  test('costs only its own document', () => {
    const text = 'a: 1\n---\nb: "x\ny"\n c\n---\nd: 2\n'
    const parsed = parseYaml(text)
    expect(parsed.documents.map((root) => entriesOf(root)[0]?.key.text)).toEqual(['a', 'd'])
    expect(parsed.problem?.why).toMatch(/^not valid YAML/)
    expect(parsed.broken.map(({ start, end }) => text.slice(start, end))).toEqual(['---\nb: "x\ny"\n c\n'])
  })

  test.each([
    ['an alias without an anchor', 'a: *nothing\n', /alias \*nothing/],
    ['an alias inside its own anchor', 'a: &a [*a]\n', /alias \*a/],
    ['a tab as indentation', 'a:\n\tb: 1\n', /not valid YAML/],
  ])('%s', (_, text, why) => {
    const parsed = parseYaml(text)
    expect(parsed.documents).toEqual([])
    expect(parsed.problem?.why).toMatch(why)
    expect(parsed.broken).toEqual([{ start: 0, end: text.length }])
  })

  test('an anchor of another document', () => {
    expect(parseYaml('a: &x 1\n---\nb: *x\n').documents).toHaveLength(1)
  })
})

describe('limits', () => {
  const brackets = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

  test('MAX_DEPTH levels are read, one more is a problem', () => {
    expect(parseYaml(brackets(MAX_DEPTH)).problem).toBeUndefined()
    expect(parseYaml(brackets(MAX_DEPTH + 1)).problem?.why).toMatch(/depth|nest/)
  })

  test('depth counts through aliases', () => {
    const text = `a: &a ${brackets(60)}\nb: ${'['.repeat(50)}*a${']'.repeat(50)}\n`
    expect(parseYaml(text).problem?.why).toContain('than 100')
  })

  test('MAX_NODES nodes are read, one more is a problem', () => {
    const list = (items: number): string => '- a\n'.repeat(items)
    expect(parseYaml(list(MAX_NODES - 1)).problem).toBeUndefined()
    expect(parseYaml(list(MAX_NODES)).problem?.why).toContain('than 400000')
  })

  test('nodes count through aliases, so that a bomb is not walked', () => {
    const bomb = Array.from(
      { length: 12 },
      (_, level) =>
        `a${level}: &a${level} [${
          level === 0
            ? 'x'
            : Array(10)
                .fill(`*a${level - 1}`)
                .join(',')
        }]`,
    )
    expect(parseYaml(bomb.join('\n')).problem?.why).toContain('than 400000')
  })

  test('nodes count over all documents', () => {
    const half = `${'- a\n'.repeat(MAX_NODES / 2)}---\n`
    expect(parseYaml(half + half).problem?.why).toContain('than 400000')
  })
})

test('an empty stream has no documents', () => {
  expect(parseYaml('')).toEqual({ documents: [], broken: [] })
  expect(itemsOf(parseYaml('# nothing\n').documents[0])).toEqual([])
})
