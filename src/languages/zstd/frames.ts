/** One part of a zstd stream: bytes of a frame, or its end. Skippable frames give nothing. */
export type FramePart = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'end' }

/** Splits a stream into its frames while it arrives. `problem` says why it cannot be split any further. */
export interface FrameSplitter {
  push(chunk: Uint8Array): readonly FramePart[]
  /** Whether the stream ends between frames, and had one. */
  isWhole(): boolean
  problem(): string | undefined
}

const MAGIC = 0xfd2fb528
const START = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)
const SKIPPABLE = 0x184d2a50

/**
 * Splits zstd streams (RFC 8878) at the ends of their frames, without unpacking anything: Node's decompressor ends after the first frame
 * of a stream, and layers are written as many (zstd:chunked, pzstd).
 */
export function createFrameSplitter(): FrameSplitter {
  return new Splitter()
}

type State = 'magic' | 'skip-size' | 'skip' | 'descriptor' | 'header' | 'block' | 'body' | 'checksum'

class Splitter implements FrameSplitter {
  #state: State = 'magic'
  #need = 4
  #held: number[] = []
  #left = 0
  #last = false
  #checksum = false
  #frames = 0
  #problem: string | undefined

  push(chunk: Uint8Array): readonly FramePart[] {
    const parts: FramePart[] = []
    for (let at = 0; at < chunk.length && this.#problem === undefined; ) {
      if (this.#state === 'magic') {
        at += this.#advance(chunk, at)
        // The magic is handed on only now: before, it might have been that of a frame to skip.
        if (this.#isInside()) parts.push({ kind: 'bytes', bytes: START })
      } else if (!this.#isInside()) at += this.#advance(chunk, at)
      else {
        const begin = at
        while (at < chunk.length && this.#isInside() && this.#problem === undefined) at += this.#advance(chunk, at)
        parts.push({ kind: 'bytes', bytes: chunk.subarray(begin, at) })
        if (!this.#isInside()) parts.push({ kind: 'end' })
      }
    }
    return parts
  }

  isWhole(): boolean {
    return this.#problem === undefined && this.#state === 'magic' && this.#held.length === 0 && this.#frames > 0
  }

  problem(): string | undefined {
    return this.#problem
  }

  #isInside(): boolean {
    return this.#state !== 'magic' && this.#state !== 'skip-size' && this.#state !== 'skip'
  }

  /** Takes the next bytes of what is expected, and says how many. */
  #advance(chunk: Uint8Array, at: number): number {
    if (this.#left > 0) {
      const taken = Math.min(this.#left, chunk.length - at)
      this.#left -= taken
      if (this.#left === 0) this.#after()
      return taken
    }
    this.#held.push(chunk[at] ?? 0)
    if (this.#held.length === this.#need) this.#field()
    return 1
  }

  #field(): void {
    const value = this.#held.reduce((sum, byte, at) => sum + byte * 256 ** at, 0)
    const [first = 0] = this.#held
    this.#held = []
    if (this.#state === 'magic') this.#magic(value)
    else if (this.#state === 'skip-size') this.#skip(value)
    else if (this.#state === 'descriptor') this.#descriptor(first)
    else this.#block(value)
  }

  #magic(value: number): void {
    if (value === MAGIC) this.#expect('descriptor', 1)
    else if ((value & 0xfffffff0) >>> 0 === SKIPPABLE) this.#expect('skip-size', 4)
    else this.#problem = 'what follows is no frame'
  }

  #skip(size: number): void {
    this.#state = 'skip'
    this.#left = size
    if (size === 0) this.#expect('magic', 4)
  }

  #descriptor(first: number): void {
    if ((first & 0x08) !== 0) this.#problem = 'a frame uses what is reserved'
    this.#checksum = (first & 0x04) !== 0
    const single = (first & 0x20) !== 0
    const content = [single ? 1 : 0, 2, 4, 8][first >>> 6] ?? 0
    const dictionary = [0, 1, 2, 4][first & 0x03] ?? 0
    this.#left = content + dictionary + (single ? 0 : 1)
    this.#state = 'header'
    if (this.#left === 0) this.#expect('block', 3)
  }

  #block(value: number): void {
    const kind = (value >>> 1) & 0x03
    this.#last = (value & 1) === 1
    if (kind === 3) this.#problem = 'a block uses what is reserved'
    if (this.#problem !== undefined) return
    this.#state = 'body'
    this.#left = kind === 1 ? 1 : value >>> 3
    if (this.#left === 0) this.#after()
  }

  #after(): void {
    if (this.#state === 'skip') this.#expect('magic', 4)
    else if (this.#state === 'header') this.#expect('block', 3)
    else if (this.#state === 'body' && !this.#last) this.#expect('block', 3)
    else if (this.#state === 'body' && this.#checksum) {
      this.#state = 'checksum'
      this.#left = 4
    } else {
      this.#frames++
      this.#expect('magic', 4)
    }
  }

  #expect(state: State, need: number): void {
    this.#state = state
    this.#need = need
  }
}
