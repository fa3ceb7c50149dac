import { describe, expect, test } from '@jest/globals'
import { placesOf } from '../../../src/languages/govalue/sources.ts'
import {
  concatText,
  derivedText,
  EMPTY,
  indentText,
  piecesOf,
  sliceText,
  type Text,
  text,
  unknownText,
} from '../../../src/languages/govalue/text.ts'
import { deriveUnknown } from '../../../src/languages/govalue/unknown.ts'
import { byteLength, bytesOf, compareBytes, fromBytes, replaceInvalid, sliceBytes } from '../../../src/languages/govalue/utf8.ts'
import { int } from '../../../src/languages/govalue/value.ts'

const place = (start: number, end: number) => ({ file: 'a.yaml', span: { start, end } })
const literal = (characters: string, start: number): Text => text(characters, place(start, start + characters.length), start)

function starts(of: Text): readonly (readonly [string, number])[] {
  return piecesOf(of).map((piece) => [piece.text, piece.start])
}

describe('texts keep where they come from', () => {
  test('when they are joined and cut', () => {
    const joined = concatText([literal('abc', 10), text('-'), literal('def', 20)])
    expect(joined.text).toBe('abc-def')
    expect(starts(sliceText(joined, 1, 6))).toEqual([
      ['bc', 11],
      ['-', -1],
      ['de', 20],
    ])
    expect(starts(sliceText(sliceText(joined, 1), 1, 4))).toEqual([
      ['c', 12],
      ['-', -1],
      ['d', 20],
    ])
  })

  test('when every line is indented, empty ones and the last too', () => {
    const indented = indentText(literal('a\n\nb\n', 5), '  ')
    expect(indented.text).toBe('  a\n  \n  b\n  ')
    expect(starts(indented)).toEqual([
      ['  ', -1],
      ['a\n', 5],
      ['  ', -1],
      ['\n', 7],
      ['  ', -1],
      ['b\n', 8],
      ['  ', -1],
    ])
  })

  test('computed text has all places of what it was made of', () => {
    const made = derivedText('ABC', [literal('a', 1), concatText([literal('b', 3), literal('c', 5)])])
    expect(placesOf(piecesOf(made)[0]?.sources)).toEqual([place(1, 2), place(3, 4), place(5, 6)])
  })

  test('a hundred thousand joins do not nest', () => {
    let grown = EMPTY
    for (let index = 0; index < 100_000; index++)
      grown = index % 1000 === 0 ? literal('x', index) : concatText([grown, literal('y', index)])
    expect(piecesOf(grown)).toHaveLength(1000)
  })

  test('an unknown without text stays at the ends of what is cut', () => {
    const unknown = unknownText({ why: 'w', id: 'i', alphabet: 'any' }, '')
    expect(sliceText(concatText([text('ab'), unknown, text('cd')]), 0, 2).unknown?.id).toBe('i')
    expect(sliceText(concatText([text('ab'), unknown, text('cd')]), 0, 1).unknown).toBeUndefined()
  })

  test('what may hold anything is a block once it is indented', () => {
    expect(indentText(unknownText({ why: 'w', id: 'i', alphabet: 'any' }), '  ').unknown?.alphabet).toBe('block')
  })
})

describe('strings are bytes', () => {
  test('invalid ones are kept, and count', () => {
    const raw = Uint8Array.from([0x61, 0xff, 0xc3, 0xa9, 0xe2, 0x82])
    const characters = fromBytes(raw)
    expect(characters).toBe('a\udcffé\udce2\udc82')
    expect([...bytesOf(characters)]).toEqual([...raw])
    expect(byteLength(characters)).toBe(6)
    expect(replaceInvalid(characters)).toBe('a\ufffdé\ufffd\ufffd')
  })

  test('cutting a character leaves its bytes', () => {
    expect(sliceBytes('aé', 0, 2)).toBe('a\udcc3')
    expect(sliceBytes('ascii', 1, 3)).toBe('sc')
  })

  test('order is that of bytes', () => {
    expect(['é', 'a', '\u{1f600}', '\uff00', 'B', '10', '9', ''].toSorted(compareBytes)).toEqual([
      '',
      '10',
      '9',
      'B',
      'a',
      'é',
      '\uff00',
      '\u{1f600}',
    ])
  })
})

test('integers wrap at the width of their type', () => {
  expect([int(2n ** 63n, 'int64').value, int(256, 'uint8').value, int(-1, 'uint64').value]).toEqual([
    -(2n ** 63n),
    0n,
    2n ** 64n - 1n,
  ])
})

test('the same computation on the same unknown is the same unknown', () => {
  const unknown = { why: 'w', id: 'i', alphabet: 'any' } as const
  expect(deriveUnknown('f', [unknown], 'any', 'x').id).toBe(deriveUnknown('f', [unknown], 'any', 'x').id)
  expect(deriveUnknown('f', [unknown], 'any', 'x').id).not.toBe(deriveUnknown('f', [unknown], 'any', 'y').id)
})
