import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { unpackSnappy } from '../../../src/adapters/github/snappy.ts'
import { blockOf, type Element, packSnappy, varint } from '../../fakes/snappy.ts'

const PLENTY = 10_000_000
const literal = (text: string, bytes: 0 | 1 | 2 | 3 | 4 = 0): Element => ({ kind: 'literal', text: Buffer.from(text), bytes })
const copy = (offset: number, length: number, bytes: 1 | 2 | 4 = 2): Element => ({ kind: 'copy', offset, length, bytes })

/** The text that a block unpacks to, or what kind of trouble it is. */
function unpacked(block: Uint8Array, maxBytes = PLENTY): string {
  const result = unpackSnappy(block, maxBytes)
  return result.kind === 'unpacked' ? Buffer.from(result.bytes).toString('latin1') : result.kind
}

/** What elements mean, by the words of the format description. */
function meaning(elements: readonly Element[]): readonly number[] {
  const output: number[] = []
  for (const element of elements) {
    if (element.kind === 'literal') output.push(...element.text)
    else for (let count = 0; count < element.length; count++) output.push(output[output.length - element.offset] ?? -1)
  }
  return output
}

describe('blocks of the snappy library of Go (fixtures/snappy/make.go)', () => {
  const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/snappy', `${name}.snappy`))
  test.each([
    ['nothing', ''],
    ['short', '{"a":1}'],
    ['noise', noise(3_000)],
    ['run', 'a'.repeat(100_000)],
    ['list', list(1_500)],
  ])('%s', (name, text) => {
    expect(unpacked(fixture(name)) === text).toBe(true)
  })

  function noise(length: number): string {
    let text = ''
    for (let state = 1; text.length < length; ) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      text += (state >>> 4).toString(16).padStart(8, '0')
    }
    return text.slice(0, length)
  }

  function list(length: number): string {
    const entry = (_: unknown, index: number) => ({
      name: `index.docker.io/acme/app-${index % 7}`,
      digest: { sha256: (index * index).toString(16).padStart(64, '0') },
    })
    return JSON.stringify(Array.from({ length }, entry))
  }
})

describe('every form of an element', () => {
  test.each<[string, readonly Element[], string]>([
    ['a literal of one byte', [literal('a')], 'a'],
    ['a literal of 60 bytes', [literal('a'.repeat(60))], 'a'.repeat(60)],
    ['lengths in one byte', [literal('a'.repeat(61), 1)], 'a'.repeat(61)],
    ['lengths in two bytes', [literal('a'.repeat(300), 2)], 'a'.repeat(300)],
    ['lengths in three bytes', [literal('a'.repeat(70_000), 3)], 'a'.repeat(70_000)],
    ['lengths in four bytes', [literal('ab', 4)], 'ab'],
    ['offsets in 11 bits', [literal('abcd'.repeat(300), 2), copy(1_200, 11, 1)], `${'abcd'.repeat(300)}abcdabcdabc`],
    ['offsets in two bytes', [literal('abc'), copy(3, 1)], 'abca'],
    ['offsets in four bytes', [literal('abc'), copy(2, 2, 4)], 'abcbc'],
    ['a copy of what it writes', [literal('ab'), copy(2, 64)], 'ab'.repeat(33)],
    ['a copy of the last byte', [literal('xa'), copy(1, 5)], 'xaaaaaa'],
    ['nothing at all', [], ''],
  ])('%s', (_, elements, text) => {
    expect(unpacked(blockOf(text.length, elements))).toBe(text)
  })
})

describe('what is not exactly one block is malformed', () => {
  test.each<[string, Uint8Array]>([
    ['no bytes', Buffer.alloc(0)],
    ['a length without end', Buffer.from([0x80])],
    ['a length of more than five bytes', Buffer.from([0x81, 0x80, 0x80, 0x80, 0x80, 0x00])],
    ['a length of more than 32 bits', Buffer.from([0xff, 0xff, 0xff, 0xff, 0x10])],
    ['a length with a needless byte', Buffer.concat([Buffer.from([0x81, 0x00]), encodedBody([literal('a')])])],
    ['less than it states', blockOf(4, [literal('abc')])],
    ['nothing where it states something', blockOf(1, [])],
    ['more than it states', blockOf(2, [literal('abc')])],
    ['a copy of more than it states', blockOf(5, [literal('abc'), copy(3, 3)])],
    ['one byte after its end', Buffer.concat([blockOf(3, [literal('abc')]), Buffer.from([0])])],
    ['another block after its end', Buffer.concat([blockOf(3, [literal('abc')]), blockOf(3, [literal('abc')])])],
    ['a literal cut short', blockOf(3, [literal('abc')]).subarray(0, -1)],
    ['a literal without its length', Buffer.concat([varint(100), Buffer.from([61 * 4, 0x10])])],
    ['a copy without its offset', Buffer.concat([varint(10), encodedBody([literal('abcdef')]), Buffer.from([0x0e, 0x01])])],
    ['a copy first', blockOf(4, [copy(1, 4)])],
    ['a copy from nowhere', blockOf(7, [literal('abc'), copy(0, 4)])],
    ['a copy from before the beginning', blockOf(7, [literal('abc'), copy(4, 4)])],
    ['a copy from far before the beginning', blockOf(7, [literal('abc'), copy(2 ** 32 - 1, 4, 4)])],
    ['a literal of four gigabytes', Buffer.concat([varint(100), Buffer.from([63 * 4, 0xff, 0xff, 0xff, 0xff, 0x61])])],
    ['the framed format', Buffer.from('ff060000734e61507059', 'hex')],
  ])('%s', (_, block) => {
    expect(unpacked(block)).toBe('malformed')
  })

  function encodedBody(elements: readonly Element[]): Buffer {
    return blockOf(0, elements).subarray(1)
  }
})

test('a block may unpack to as many bytes as allowed; one more is refused before memory is taken', () => {
  expect(unpacked(packSnappy('a'.repeat(1_000)), 1_000)).toHaveLength(1_000)
  expect(unpacked(packSnappy('a'.repeat(1_001)), 1_000)).toBe('too-large')
  expect(unpacked(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]), PLENTY)).toBe('too-large')
})

describe('laws', () => {
  test('what the reference encoder packs is unpacked', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'abcdefgh', '{"digest":', '\u00ff'), { maxLength: 300 })
    fc.assert(
      fc.property(text, (parts) => {
        const bytes = Buffer.from(parts.join(''), 'latin1')
        expect(unpacked(packSnappy(bytes))).toBe(bytes.toString('latin1'))
      }),
    )
  })

  test('any valid elements mean what the format says', () => {
    const element = fc.oneof(
      fc.record({ kind: fc.constant('literal' as const), text: fc.uint8Array({ minLength: 1, maxLength: 60 }) }),
      fc.record({
        kind: fc.constant('copy' as const),
        back: fc.nat(),
        length: fc.integer({ min: 1, max: 64 }),
        bytes: fc.constantFrom(1, 2, 4),
      }),
    )
    fc.assert(
      fc.property(fc.array(element, { maxLength: 40 }), (drawn) => {
        const elements: Element[] = []
        let length = 0
        for (const one of drawn) {
          if (one.kind === 'copy' && length === 0) continue
          const next: Element = one.kind === 'literal' ? { ...one, bytes: 0 } : fitting(one, length)
          elements.push(next)
          length += next.kind === 'literal' ? next.text.length : next.length
        }
        expect(unpackSnappy(blockOf(length, elements), length)).toEqual({
          kind: 'unpacked',
          bytes: Uint8Array.from(meaning(elements)),
        })
      }),
    )
  })

  interface Drawn {
    readonly back: number
    readonly length: number
    readonly bytes: number
  }

  /** A copy that lies within what is written, in a form that can say so. */
  function fitting({ back, length, bytes }: Drawn, written: number): Element {
    const offset = 1 + (back % written)
    if (bytes === 4) return copy(offset, length, 4)
    return bytes === 1 && offset < 2_048 ? copy(offset, 4 + (length % 8), 1) : copy(offset, length, 2)
  }

  test('no bytes make it throw or give anything but the length that they state', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(100), (bytes, length) => {
        const result = unpackSnappy(Buffer.concat([varint(length), bytes]), 64)
        if (length > 64) expect(result.kind).toBe('too-large')
        else if (result.kind === 'unpacked') expect(result.bytes).toHaveLength(length)
        else expect(result.kind).toBe('malformed')
      }),
      { numRuns: 2_000 },
    )
  })

  test('a block without its last byte, or with one more, is malformed', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200 }), fc.nat(255), (text, more) => {
        const block = packSnappy(text)
        expect(unpacked(block.subarray(0, -1))).toBe('malformed')
        expect(unpacked(Buffer.concat([block, Buffer.from([more])]))).toBe('malformed')
      }),
    )
  })
})
