import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { createFrameSplitter } from '../../../src/languages/zstd/frames.ts'

const skippable = (bytes: Uint8Array): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(0x184d2a53, 0)
  head.writeUInt32LE(bytes.length, 4)
  return Buffer.concat([head, bytes])
}

function unpacked(
  stream: Uint8Array,
  step: number,
): { readonly texts: readonly string[]; readonly whole: boolean; readonly problem: string } {
  const splitter = createFrameSplitter()
  const texts: string[] = []
  let frame: Uint8Array[] = []
  for (let at = 0; at < stream.length; at += step)
    for (const part of splitter.push(stream.subarray(at, at + step)))
      if (part.kind === 'bytes') frame.push(Uint8Array.from(part.bytes))
      else {
        texts.push(zstdDecompressSync(Buffer.concat(frame)).toString())
        frame = []
      }
  return { texts, whole: splitter.isWhole(), problem: splitter.problem() ?? '' }
}

const long = 'abc '.repeat(200_000)
const stream = Buffer.concat([
  skippable(Buffer.from('a table')),
  zstdCompressSync('one'),
  skippable(Buffer.alloc(0)),
  zstdCompressSync(''),
  zstdCompressSync(long, { params: { 201: 1 } }),
  skippable(Buffer.from('the end')),
])

describe('a stream of zstd', () => {
  test.each([1, 2, 3, 7, 64, 1_000_000])('is split at its frames, %i bytes at a time', (step) => {
    expect(unpacked(stream, step)).toEqual({ texts: ['one', '', long], whole: true, problem: '' })
  })

  test('that is cut is not whole, wherever it is cut', () => {
    const short = Buffer.concat([zstdCompressSync('one'), zstdCompressSync('two')])
    const whole = Array.from({ length: short.length + 1 }, (_, end) => unpacked(short.subarray(0, end), 5).whole)
    expect(whole.map((one, end) => (one ? end : -1)).filter((end) => end >= 0)).toEqual([
      zstdCompressSync('one').length,
      short.length,
    ])
  })

  test.each([
    ['other bytes after a frame', Buffer.concat([zstdCompressSync('one'), Buffer.from('more')]), 'what follows is no frame'],
    ['a reserved block', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x00, 0x07, 0x00, 0x00]), 'a block uses what is reserved'],
    ['a reserved bit', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x28, 0x00]), 'a frame uses what is reserved'],
  ])('with %s cannot be split', (_, bytes, problem) => {
    expect(unpacked(bytes, 4).problem).toBe(problem)
  })

  test('of nothing but frames to skip is not whole', () => {
    expect(unpacked(skippable(Buffer.from('x')), 3).whole).toBe(false)
  })
})
