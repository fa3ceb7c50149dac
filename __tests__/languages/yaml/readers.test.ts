import { describe, expect, test } from '@jest/globals'
import { parseYaml } from '../../../src/languages/yaml/yaml.ts'
import { MAX_REPAIR_WORK } from '../../../src/model/limits.ts'
import { child, entriesOf, type Node, nodeAt, textOf } from '../../../src/model/tree.ts'

const first = (text: string): Node | undefined => parseYaml(text).documents[0]
const why = (text: string): string | undefined => parseYaml(text).problem?.why

describe('line breaks of YAML 1.1', () => {
  test.each([
    ['a line separator', '\u2028', 'U+2028'],
    ['a paragraph separator', '\u2029', 'U+2029'],
    ['a next line', '\u0085', 'U+0085'],
  ])('%s that ends a comment for some readers is refused, with both readings', (_, mark, name) => {
    const parsed = parseYaml(`a:\n- b\n# note${mark}- c\n`)
    expect(parsed.documents).toEqual([])
    expect(parsed.problem?.why).toContain(name)
    expect(parsed.problem?.why).toMatch(/kubectl.*1\.1.*1\.2/)
    expect(parsed.problem?.span.start).toBe(13)
    expect(parsed.broken).toHaveLength(1)
  })

  test.each(['image: a:1\u2028\n', 'image: \u2028a:1\n', 'x:\n  \u0085 image: a:1\n', '{a: b,\u0085 image: a:1}\n'])(
    'so is one that may or may not belong to a text: %j',
    (text) => {
      expect(why(text)).toMatch(/U\+(?:2028|0085)/)
    },
  )

  test('in prose inside quotes they are white space to all', () => {
    expect(parseYaml('a: "one two\u2028three"\nb: c\n')).toMatchObject({ broken: [], documents: [{ kind: 'map' }] })
    expect(why('a: "one two\u2028three"\nb: c\n')).toBeUndefined()
  })

  test('in JSON they are letters', () => {
    expect(textOf(child(first('{"a": "b\u2028c"}'), 'a'))).toBe('b\u2028c')
    expect(why('{"a": "b\u2028c"}')).toBeUndefined()
  })
})

describe('merge keys', () => {
  test('that stand behind a key which they give too are refused, and both values are kept', () => {
    const parsed = parseYaml('image: good\n<<: {image: evil}\n')
    expect(entriesOf(parsed.documents[0]).map(({ value }) => textOf(value))).toEqual(['good', 'evil'])
    expect(parsed.problem?.why).toMatch(/"image".*kubectl and Helm.*kustomize and compose/)
    expect(parsed.broken).toEqual([])
  })

  test('of which the later gives another value are refused', () => {
    const parsed = parseYaml('<<: {image: good}\n<<: {image: evil}\n')
    expect(entriesOf(parsed.documents[0]).map(({ value }) => textOf(value))).toEqual(['good', 'evil'])
    expect(parsed.problem).toBeDefined()
  })

  test.each([
    '<<: {image: old}\nimage: new\n',
    'image: same\n<<: {image: same}\n',
    'name: a\n<<: {image: b}\n',
    '<<: {a: 1}\n<<: {b: 2}\n',
    '<<: [{a: 1}, {a: 2}]\n',
  ])('that all readers take alike are merged: %j', (text) => {
    expect(why(text)).toBeUndefined()
  })

  test.each([
    ['!!merge "<<"', true],
    ['! "<<"', true],
    ['!<tag:yaml.org,2002:merge> "<<"', true],
    ['"<<"', false],
    ['!!str <<', false],
  ])('written as %s: %s', (key, merges) => {
    expect(textOf(child(first(`${key}: {image: x}\n`), 'image'))).toBe(merges ? 'x' : undefined)
  })
})

describe('tags in any spelling', () => {
  test.each([
    '!!binary aW1hZ2U=: x\n',
    '!!bin%61ry aW1hZ2U=: x\n',
    '!<tag:yaml.org,2002:binary> aW1hZ2U=: x\n',
    '!<tag:yaml.org,2002:%62inary> aW1hZ2U=: x\n',
    '%TAG !e! tag:yaml.org,2002:bin\n---\n!e!ary aW1hZ2U=: x\n',
    '%TAG ! tag:yaml.org,2002:\n---\n!binary aW1hZ2U=: x\n',
  ])('%j is the key image', (text) => {
    expect(textOf(child(first(text), 'image'))).toBe('x')
  })

  test('a local tag stays what it is', () => {
    expect(first('!reference [a]\n')).toMatchObject({ tag: '!reference' })
    expect(first('%TAG !! tag:example.com:\n---\n!!binary aW1hZ2U=\n')).toMatchObject({
      tag: 'tag:example.com:binary',
      text: 'aW1hZ2U=',
    })
  })

  test('what is no base64 is refused', () => {
    expect(why('a: !!binary "a b"\n')).toMatch(/base64/)
  })
})

describe('keys that are no texts', () => {
  test.each(['{a: b}: c\n', '? [a]\n: b\n', '? {a: b}\n: c\n', 'x: {{a: b}: c, d: e}\n'.replace('{{', '{? {')])(
    '%j is refused',
    (text) => {
      expect(why(text)).toMatch(/a key is a mapping or a list/)
    },
  )

  test('the marks of a template are none', () => {
    expect(why('a: {{ .Values.x }}\n')).toBeUndefined()
    expect(why('{{ .Values.x }}: y\n')).toBeUndefined()
  })

  test('a JSON object before a colon is a document of its own, as for kubectl', () => {
    const parsed = parseYaml('{"apiVersion": "v1", "kind": "Pod"}: x\n')
    expect(parsed.documents.map((root) => textOf(child(root, 'kind')))).toEqual(['Pod'])
    expect(parsed.problem).toBeDefined()
  })
})

describe('JSON objects one behind the other', () => {
  test.each(['{"a": 1}{"a": 2}', '{"a": 1}\n{"a": 2}\n', '{"a": "}"} {"a": 2}\n---\na: 3\n'])('%j are documents', (text) => {
    const parsed = parseYaml(text)
    expect(parsed.documents.map((root) => textOf(child(root, 'a')))).toEqual(text.includes('---') ? ['}', '2', '3'] : ['1', '2'])
    expect(parsed.problem).toBeUndefined()
  })

  test('what follows them and cannot be read costs only itself', () => {
    const parsed = parseYaml('{"a": 1} b: [\n')
    expect(parsed.documents).toHaveLength(1)
    expect(parsed.broken).toEqual([{ start: 8, end: 14 }])
  })
})

describe('lines that stand too far left', () => {
  const image = (text: string): string | undefined => {
    const node = nodeAt(first(text), ['a', 0, 'image'])
    return node?.kind === 'scalar' ? `${node.text}|${text.slice(node.span.start, node.span.end)}` : undefined
  }

  test.each([
    ['a tab before a value', 'a:\n- {name: b, image:\t x:1}\n', 'x:1|x:1'],
    ['a tab at a line start', 'a:\n- {name: b,\n\timage: x:1}\n', 'x:1|x:1'],
    ['a tab before a bracket', 'a:\n- {name: b, image: x:1\t}\n', 'x:1|x:1'],
    ['a carriage return before a value', 'a:\n- {name: b, image:\r x:1}\n', 'x:1|x:1'],
    ['a bracket that goes on at the margin', 'a:\n  - {name: b,\nimage: x:1}\n', 'x:1|x:1'],
    ['several lines at the margin', 'a:\n  - {name: b,\nc: d,\ne: "f\ng",\nimage: x:1}\n', 'x:1|x:1'],
    ['quotes that go on at the margin', 'a:\n  - image: "x\ny"\n', 'x y|x\ny'],
    ['an escaped line break', 'a:\n  - image: "x\\\ny:1"\n', 'xy:1|x\\\ny:1'],
    ['a comment between', 'a:\n  - {name: b, # note\nimage: x:1}\n', 'x:1|x:1'],
  ])('%s is read as Go does', (_, text, expected) => {
    expect(image(text)).toBe(expected)
  })

  test('text between the line start and the mistake is never left out', () => {
    expect(why('a: [b,\nc: "d\n---\ne"]\n')).toMatch(/^not valid YAML/)
  })

  test('mending a file is bounded, all its documents together', () => {
    const part = `{name: a\n${'>\n'.repeat(300)}\n---\n`
    const text = part.repeat(Math.ceil(MAX_REPAIR_WORK / part.length / 100))
    expect(parseYaml(text).problem).toBeDefined()
  })
})
