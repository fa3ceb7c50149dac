import { describe, expect, test } from '@jest/globals'
import { booleanOf, child, entriesOf, integerOf, itemsOf, type MapNode, type Node, nodeAt, textOf } from '../../src/model/tree.ts'

const span = { start: 0, end: 0 }
const scalar = (text: string, plain = true) => ({ kind: 'scalar' as const, span, text, plain })
const map = (...entries: readonly (readonly [string, Node])[]): MapNode => ({
  kind: 'map',
  span,
  entries: entries.map(([key, value]) => ({ key: scalar(key), value })),
})

describe('a tree', () => {
  const tree = map(
    ['a', map(['b', { kind: 'list', span, items: [scalar('x'), scalar('y')] }])],
    ['k', scalar('1')],
    ['k', scalar('2')],
  )

  test('gives the last value of a duplicated key, and all of its entries', () => {
    expect(textOf(child(tree, 'k'))).toBe('2')
    expect(entriesOf(tree).filter((entry) => entry.key.text === 'k')).toHaveLength(2)
  })

  test('is followed along a path, to nothing where a step does not exist', () => {
    expect(textOf(nodeAt(tree, ['a', 'b', 1]))).toBe('y')
    expect(nodeAt(tree, ['a', 'b', 2])).toBeUndefined()
    expect(nodeAt(tree, ['a', 'c', 'd'])).toBeUndefined()
    expect(nodeAt(tree, ['a', 0])).toBeUndefined()
  })

  test('has no items and entries where there are none', () => {
    expect(itemsOf(tree)).toEqual([])
    expect(entriesOf(scalar('x'))).toEqual([])
    expect(child(undefined, 'x')).toBeUndefined()
  })
})

test.each([
  ['', true, undefined],
  ['~', true, undefined],
  ['null', true, undefined],
  ['null', false, 'null'],
  ['', false, ''],
])('%j, plain %s, has the text %j', (text, plain, expected) => {
  expect(textOf(scalar(text, plain))).toBe(expected)
})

test.each([
  ['true', true, true],
  ['FALSE', true, false],
  ['yes', true, undefined],
  ['true', false, undefined],
])('%s, plain %s, is the boolean %s', (text, plain, expected) => {
  expect(booleanOf(scalar(text, plain))).toBe(expected)
})

test.each([
  ['42', 42],
  ['-1', -1],
  ['0x1F', 31],
  ['0o17', 15],
  ['1.5', undefined],
  ['1_000', undefined],
  ['9007199254740993', undefined],
  ['', undefined],
])('%s is the integer %s', (text, expected) => {
  expect(integerOf(scalar(text))).toBe(expected)
})
