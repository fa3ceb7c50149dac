/** What a snappy block decodes to, or why it does not: `too-large` when it says that it holds more than may be held. */
export type Unpacked =
  | { readonly kind: 'unpacked'; readonly bytes: Uint8Array }
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'too-large'; readonly why: string }

/**
 * Decodes one whole block of the snappy format (format_description.txt, not the framed format). The stated length is held
 * against `maxBytes` before any memory is taken; every literal and copy must lie within what there is; nothing may follow.
 */
export function unpackSnappy(block: Uint8Array, maxBytes: number): Unpacked {
  const preamble = statedLength(block)
  if (preamble === undefined) return malformed('it states no length')
  if (preamble.length > maxBytes) return { kind: 'too-large', why: `it unpacks to more than ${maxBytes} bytes` }
  const output = new Uint8Array(preamble.length)
  let written = 0
  for (let at = preamble.end; at < block.length; ) {
    const element = elementAt(block, at)
    if (element === undefined) return malformed('it ends within an element')
    const { length, offset } = element
    if (length > output.length - written) return malformed('it holds more than the length that it states')
    if (offset === undefined) output.set(block.subarray(element.end - length, element.end), written)
    else if (offset === 0 || offset > written) return malformed('it copies from before its beginning')
    else copyWithin(output, { from: written - offset, to: written, length })
    written += length
    at = element.end
  }
  return written === output.length ? { kind: 'unpacked', bytes: output } : malformed('it ends before the length that it states')
}

function malformed(why: string): Unpacked {
  return { kind: 'malformed', why }
}

const LARGEST_LENGTH = 2 ** 32 - 1
const PREAMBLE_BYTES = 5

/** A little-endian number of seven bits per byte, at most 32 bits, without a needless byte. */
function statedLength(block: Uint8Array): { readonly length: number; readonly end: number } | undefined {
  let length = 0
  for (let at = 0; at < PREAMBLE_BYTES; at++) {
    const byte = block[at]
    if (byte === undefined || (byte === 0 && at > 0)) return undefined
    length += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return length > LARGEST_LENGTH ? undefined : { length, end: at + 1 }
  }
  return undefined
}

/** One element: a literal whose bytes end at `end`, or a copy from `offset` bytes back. */
interface Element {
  readonly length: number
  readonly offset?: number
  readonly end: number
}

const LONGEST_SHORT_LITERAL = 60

/** The element that begins at a tag byte; undefined when the block ends within it. */
function elementAt(block: Uint8Array, at: number): Element | undefined {
  const tag = block[at] ?? 0
  const upper = tag >>> 2
  if ((tag & 3) === 0) return literalAt(block, at + 1, upper)
  const width = [0, 1, 2, 4][tag & 3] ?? 0
  const end = at + 1 + width
  if (end > block.length) return undefined
  const number = littleEndian(block, at + 1, width)
  if (width === 1) return { length: 4 + (upper & 7), offset: (upper >>> 3) * 256 + number, end }
  return { length: 1 + upper, offset: number, end }
}

function literalAt(block: Uint8Array, at: number, upper: number): Element | undefined {
  const width = Math.max(0, upper - LONGEST_SHORT_LITERAL + 1)
  const begin = at + width
  if (begin > block.length) return undefined
  const length = 1 + (width === 0 ? upper : littleEndian(block, at, width))
  return begin + length > block.length ? undefined : { length, end: begin + length }
}

function littleEndian(block: Uint8Array, at: number, width: number): number {
  let value = 0
  for (let index = width - 1; index >= 0; index--) value = value * 256 + (block[at + index] ?? 0)
  return value
}

/** Byte by byte, because a copy may read what it has just written: that is how runs are written. */
function copyWithin(output: Uint8Array, copy: { readonly from: number; readonly to: number; readonly length: number }): void {
  for (let index = 0; index < copy.length; index++) output[copy.to + index] = output[copy.from + index] ?? 0
}
