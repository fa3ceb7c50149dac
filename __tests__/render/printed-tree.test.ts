import { describe, expect, test } from '@jest/globals'
import { concatText, indentText, type Text, text, unknownText } from '../../src/languages/govalue/text.ts'
import type { Alphabet } from '../../src/languages/govalue/unknown.ts'
import type { Node } from '../../src/model/tree.ts'
import { type PrintedDocument, readPrinted } from '../../src/render/printed-tree.ts'

const OPTIONS = {
  limits: { nodes: 1000, depth: 50 },
  mostSources: 8,
  isTemplate: (file: string) => file.startsWith('templates/'),
  fallback: { file: 'templates/x.yaml', span: { start: 0, end: 0 } },
}

/** A literal of a template, from offset `at` on. */
const literal = (characters: string, at: number): Text =>
  text(characters, { file: 'templates/x.yaml', span: { start: at, end: at + characters.length } }, at)
const value = (characters: string, at: number): Text =>
  text(characters, { file: 'values.yaml', span: { start: at, end: at + characters.length } }, at)
const open = (alphabet: Alphabet): Text => unknownText({ why: 'given at installation', id: 'x', alphabet }, 'unknown')

function read(...parts: readonly Text[]): PrintedDocument {
  return readPrinted(concatText(parts), OPTIONS)
}

/** A tree in short: texts with their places, `?` for what is not known. */
function shown(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(shown)
  if (node.kind === 'map') return Object.fromEntries(node.entries.map((entry) => [entry.key.text, shown(entry.value)]))
  return node.unknown === undefined ? node.text : '?'
}

function treeOf(document: PrintedDocument): unknown {
  return document.kind === 'tree' ? shown(document.root) : document.kind
}

describe('every scalar knows where it comes from', () => {
  test('the tag of a composed image is the place to edit, the rest are sources too', () => {
    const document = read(literal('image: "', 100), value('nginx', 10), literal(':', 120), value('1.27', 20), literal('"\n', 130))
    const image = document.kind === 'tree' && document.root.kind === 'map' ? document.root.entries[0]?.value : undefined
    expect(image).toMatchObject({
      text: 'nginx:1.27',
      plain: false,
      span: { start: 20, end: 24, file: 'values.yaml' },
      sources: [
        { file: 'values.yaml', span: { start: 20, end: 24 } },
        { file: 'values.yaml', span: { start: 10, end: 15 } },
        { file: 'templates/x.yaml', span: { start: 120, end: 121 } },
      ],
    })
  })

  test('a literal of a template is exactly its own letters', () => {
    const document = read(literal('a: 1\nimage: nginx:1\n', 50))
    expect(document).toMatchObject({
      root: { entries: [{}, { value: { span: { start: 62, end: 69, file: 'templates/x.yaml' } } }] },
    })
  })

  test('of computed text the values file comes before the template', () => {
    const places = [
      { file: 'templates/x.yaml', span: { start: 1, end: 2 } },
      { file: 'values.yaml', span: { start: 5, end: 9 } },
    ]
    const document = read(literal('a: ', 0), text('x-1', { parts: places }), literal('\n', 9))
    expect(document).toMatchObject({ root: { entries: [{ value: { span: { start: 5, end: 9, file: 'values.yaml' } } }] } })
  })

  test('scalars that are no texts are plain and written as JSON writes them', () => {
    const document = read(literal('a: yes\nb: 017\nc: ~\nd: "1"\ne: 0x1F\n', 0))
    expect(treeOf(document)).toEqual({ a: 'true', b: '15', c: 'null', d: '1', e: '31' })
    expect(document).toMatchObject({ root: { entries: [{ value: { plain: true } }, {}, {}, { value: { plain: false } }, {}] } })
  })
})

describe('what is unknown reaches as far as it could', () => {
  test('a word is one scalar', () => {
    expect(treeOf(read(literal('a: ', 0), open('word'), literal('\nb: 1\n', 9)))).toEqual({ a: '?', b: '1' })
  })

  test('what is escaped cannot leave its quotes', () => {
    expect(treeOf(read(literal('m: {a: "', 0), open('escaped'), literal('", b: 1}\n', 9)))).toEqual({ m: { a: '?', b: '1' } })
    expect(treeOf(read(literal('m: {a: ', 0), open('escaped'), literal(', b: 1}\n', 9)))).toEqual({ m: '?' })
  })

  test('anything makes the map around it unknown, and is listed', () => {
    const document = read(literal('m:\n  a: ', 0), open('any'), literal('\n  b: 1\nz: 2\n', 9))
    expect(treeOf(document)).toEqual({ m: '?', z: '2' })
    expect(document).toMatchObject({ unknowns: [{ why: 'given at installation' }] })
  })

  test('indented lines that are a value on their own are that value', () => {
    expect(treeOf(read(literal('m:\n', 0), indentText(open('any'), '  '), literal('\nz: 2\n', 9)))).toEqual({ m: '?', z: '2' })
  })

  test('indented lines beside others belong to the map of those', () => {
    const document = read(literal('m:\n', 0), indentText(open('any'), '  '), literal('\n  b: 1\nz: 2\n', 9))
    expect(treeOf(document)).toEqual({ m: '?', z: '2' })
  })

  test('what cannot be read because of an unknown is unknown, what cannot be read anyway is a problem', () => {
    expect(treeOf(read(literal('a: b: ', 0), open('any'), literal('\n', 9)))).toBe('unknown')
    expect(treeOf(read(literal('a: b: c\n', 0)))).toBe('problem')
  })

  test('nothing but an unknown is unknown, nothing is empty', () => {
    expect(treeOf(read(open('any')))).toBe('unknown')
    expect(treeOf(read(literal('# only a comment\n', 0)))).toBe('empty')
  })
})
