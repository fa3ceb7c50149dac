import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { MAX_CBOR_DEPTH, MAX_CBOR_NODES } from '../../../src/model/limits.ts'
import { type Cbor, readCbor, writeBytes } from '../../../src/verify/crypto/cbor.ts'
import { MalformedError } from '../../../src/verify/crypto/checked.ts'
import { cbor, type Writable } from '../../fakes/signing/cbor.ts'

const hex = (text: string) => Buffer.from(text, 'hex')

/** A value that was read, as what it was written from. */
function plain(value: Cbor): Writable | undefined {
  if (value.kind === 'list') return value.items.map(plain) as Writable[]
  if (value.kind === 'map') return new Map([...value.entries].map(([key, one]) => [key, plain(one) as Writable]))
  return value.kind === 'tag' ? { tag: value.tag, value: plain(value.value) as Writable } : value.value
}

describe('CBOR', () => {
  test.each<[string, string, Writable | undefined]>([
    ['the largest integer in one byte', '17', 23],
    [
      'integers of every width',
      '8518181901001a000100001b00000001000000001b001fffffffffffff',
      [24, 256, 65536, 2 ** 32, Number.MAX_SAFE_INTEGER],
    ],
    ['negative integers', '82203903e7', [-1, -1000]],
    ['texts and bytes', '826161410a', ['a', Buffer.from([10])]],
    ['nothing, true and false', '83f4f5f6', [false, true, undefined as never]],
    [
      'a number and a text as different keys',
      'a201016131 02'.replace(' ', ''),
      new Map<number | string, Writable>([
        [1, 1],
        ['1', 2],
      ]),
    ],
    ['a tag', 'c11a69a42a40', { tag: 1, value: 0x69a42a40 }],
  ])('reads %s', (_, bytes, value) => {
    expect(plain(readCbor(hex(bytes)))).toEqual(value)
  })
  test.each<[string, string]>([
    ['nothing', ''],
    ['a value that ends early', '6261'],
    ['a list that ends early', '8201'],
    ['a head that ends early', '19ff'],
    ['bytes after the end', '0000'],
    ['an integer that is not the shortest', '1817'],
    ['a wider integer that is not the shortest', '1900ff'],
    ['a still wider one', '1a0000ffff'],
    ['the widest one', '1b00000000ffffffff'],
    ['an integer that no double holds', '1b0020000000000000'],
    ['a length that no double holds', '5bffffffffffffffff'],
    ['an indefinite text', '7f6161ff'],
    ['an indefinite list', '9fff'],
    ['an indefinite map', 'bfff'],
    ['a break by itself', 'ff'],
    ['reserved lengths', '1c'],
    ['a half float', 'f90000'],
    ['a double', 'fb0000000000000000'],
    ['undefined', 'f7'],
    ['a simple value of two bytes', 'f820'],
    ['a key twice', 'a201010102'],
    ['a text key twice', 'a2616101616102'],
    ['a key of bytes', 'a1410101'],
    ['a key of a list', 'a18001'],
    ['a text that is no UTF-8', '61ff'],
  ])('refuses %s', (_, bytes) => {
    expect(() => readCbor(hex(bytes))).toThrow(MalformedError)
  })
  test('stops at its depth', () => {
    const nested = (depth: number) => Buffer.concat([Buffer.alloc(depth, 0x81), Buffer.from([0])])
    expect(readCbor(nested(MAX_CBOR_DEPTH)).kind).toBe('list')
    expect(() => readCbor(nested(MAX_CBOR_DEPTH + 1))).toThrow('than 16')
  })
  test('stops at its number of values, before it believes a length', () => {
    const zeros = (count: number) => cbor(Array.from({ length: count }, () => 0))
    expect(readCbor(zeros(MAX_CBOR_NODES - 1)).kind).toBe('list')
    expect(() => readCbor(zeros(MAX_CBOR_NODES))).toThrow('than 2000')
    expect(() => readCbor(hex('9b000fffffffffffff00'))).toThrow('ends early')
  })
  test('reads back what another writer wrote, and nothing but MalformedError comes of anything else', () => {
    const key = fc.oneof(fc.integer(), fc.string({ unit: 'grapheme' }))
    const { value } = fc.letrec<{ value: Writable }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.string({ unit: 'grapheme' }),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map((entries) => new Map(entries)),
        fc.record({ tag: fc.nat(), value: tie('value') }),
      ),
    }))
    fc.assert(fc.property(value, (one) => expect(plain(readCbor(cbor(one)))).toEqual(one)))
    fc.assert(
      fc.property(value, fc.nat(), fc.nat(255), (one, at, byte) => {
        const bytes = cbor(one)
        bytes[at % bytes.length] = byte
        try {
          readCbor(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError)
        }
      }),
    )
  })
  test('writes byte strings with the shortest head', () => {
    for (const length of [0, 1, 23, 24, 255, 256, 65_535, 65_536])
      expect(writeBytes(Buffer.alloc(length))).toEqual(cbor(Buffer.alloc(length)))
  })
})
