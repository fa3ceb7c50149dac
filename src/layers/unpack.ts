import { createGunzip, createZstdDecompress } from 'node:zlib'
import { createFrameSplitter } from '../languages/zstd/frames.ts'
import { FREE_UNPACKED_BYTES, MAX_UNPACK_RATIO, MAX_UNPACKED_LAYER, MAX_ZSTD_FRAMES } from '../model/limits.ts'

/** Unpacks while it is fed. Both answer why it cannot go on, once that is so. */
export interface Unpacker {
  push(chunk: Uint8Array): Promise<string | undefined>
  end(): Promise<string | undefined>
}

/** Takes unpacked bytes, and says what is wrong with them. */
export type Unpacked = (bytes: Uint8Array) => string | undefined

const TOO_MUCH = `it unpacks to more than ${MAX_UNPACKED_LAYER} bytes, or to more than ${MAX_UNPACK_RATIO} times its size`

/** Unpacks gzip, zstd or nothing, by the first bytes: media types lie. */
export function createUnpacker(unpacked: Unpacked, maxFrames = MAX_ZSTD_FRAMES): Unpacker {
  let own: Stage | undefined
  let start: Buffer = Buffer.alloc(0)
  let [packed, out] = [0, 0]
  const counted: Unpacked = (bytes) => {
    out += bytes.length
    if (out > MAX_UNPACKED_LAYER || out > Math.max(FREE_UNPACKED_BYTES, packed * MAX_UNPACK_RATIO)) return TOO_MUCH
    return unpacked(bytes)
  }
  return {
    async push(chunk) {
      packed += chunk.length
      if (own !== undefined) return own.push(chunk)
      start = Buffer.concat([start, chunk])
      if (start.length < 4) return undefined
      own = stageFor(start, counted, maxFrames)
      return own.push(start)
    },
    async end() {
      if (own === undefined) own = stageFor(start, counted, maxFrames)
      return own.end()
    },
  }
}

type Stage = Unpacker

function stageFor(start: Uint8Array, unpacked: Unpacked, maxFrames: number): Stage {
  if (start[0] === 0x1f && start[1] === 0x8b) return streamStage(createGunzip, unpacked, 'gzip')
  const isZstd = start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd
  const isSkipped = ((start[0] ?? 0) & 0xf0) === 0x50 && start[1] === 0x2a && start[2] === 0x4d && start[3] === 0x18
  if (isZstd || isSkipped) return frameStage(unpacked, maxFrames)
  return { push: async (chunk) => unpacked(chunk), end: async () => undefined }
}

/** One stream of Node's, of which the unpacked bytes are handed on before more is fed. */
function streamStage(create: () => ReturnType<typeof createGunzip>, unpacked: Unpacked, name: string): Stage {
  const stream = create()
  let problem: string | undefined
  stream.on('data', (bytes: Buffer) => {
    problem ??= unpacked(bytes)
    if (problem !== undefined) stream.destroy()
  })
  const broken = new Promise<void>((resolve) => {
    stream.on('error', () => {
      problem ??= `its ${name} stream is broken`
      resolve()
    })
    stream.on('close', resolve)
  })
  const done = (start: (then: () => void) => void): Promise<void> =>
    Promise.race([broken, new Promise<void>((resolve) => start(resolve))])
  return {
    async push(chunk) {
      if (problem === undefined) await done((then) => stream.write(chunk, then))
      return problem
    },
    async end() {
      if (problem === undefined) {
        stream.end()
        await broken
      }
      return problem
    },
  }
}

function frameStage(unpacked: Unpacked, maxFrames: number): Stage {
  const splitter = createFrameSplitter()
  let frame: Stage | undefined
  let frames = 0
  return {
    async push(chunk) {
      for (const part of splitter.push(chunk)) {
        frame ??= streamStage(createZstdDecompress, unpacked, 'zstd')
        const problem = await (part.kind === 'bytes' ? frame.push(Uint8Array.from(part.bytes)) : frame.end())
        if (problem !== undefined) return problem
        if (part.kind === 'end') frame = undefined
        if (part.kind === 'end' && ++frames > maxFrames) return `it has more than ${maxFrames} frames of zstd`
      }
      const problem = splitter.problem()
      return problem === undefined ? undefined : `its zstd stream is broken: ${problem}`
    },
    async end() {
      return splitter.isWhole() ? undefined : 'its zstd stream is cut short'
    },
  }
}
