/** One part of a snappy block. `bytes` of a copy says how many bytes hold its offset, of a literal how many hold its length. */
export type Element =
  | { readonly kind: 'literal'; readonly text: Uint8Array; readonly bytes: 0 | 1 | 2 | 3 | 4 }
  | { readonly kind: 'copy'; readonly offset: number; readonly length: number; readonly bytes: 1 | 2 | 4 }

/** A number in seven bits per byte, as a block begins with. */
export function varint(value: number): Buffer {
  return value < 128 ? Buffer.from([value]) : Buffer.concat([Buffer.from([(value % 128) + 128]), varint(Math.floor(value / 128))])
}

/** A block of exactly these elements that states this length. Nothing is checked: that is for the reader. */
export function blockOf(length: number, elements: readonly Element[]): Buffer {
  return Buffer.concat([varint(length), ...elements.map(encoded)])
}

function encoded(element: Element): Buffer {
  if (element.kind === 'literal') {
    const { text, bytes } = element
    const tag = bytes === 0 ? text.length - 1 : 59 + bytes
    return Buffer.concat([Buffer.from([tag * 4]), little(text.length - 1, bytes), text])
  }
  const { offset, length, bytes } = element
  if (bytes === 1) return Buffer.from([Math.floor(offset / 256) * 32 + (length - 4) * 4 + 1, offset % 256])
  return Buffer.concat([Buffer.from([(length - 1) * 4 + (bytes === 2 ? 2 : 3)]), little(offset, bytes)])
}

function little(value: number, bytes: number): Buffer {
  return Buffer.from(Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256))
}

/** Packs a text: whatever four bytes stood before are copied from where they stood last. */
export function packSnappy(text: string | Uint8Array): Buffer {
  const input = Buffer.from(text)
  const last = new Map<number, number>()
  const elements: Element[] = []
  let literal = 0
  const flush = (end: number): void => {
    for (let at = literal; at < end; at += 60)
      elements.push({ kind: 'literal', text: input.subarray(at, Math.min(end, at + 60)), bytes: 0 })
  }
  let at = 0
  while (at < input.length) {
    const key = at + 4 <= input.length ? input.readUInt32LE(at) : -1
    const before = last.get(key)
    if (key >= 0) last.set(key, at)
    if (before === undefined || at - before > 65_535) at++
    else {
      flush(at)
      const length = matching(input, before, at)
      elements.push({ kind: 'copy', offset: at - before, length, bytes: 2 })
      at += length
      literal = at
    }
  }
  flush(input.length)
  return blockOf(input.length, elements)
}

function matching(input: Uint8Array, before: number, at: number): number {
  let length = 4
  while (length < 64 && at + length < input.length && input[before + length] === input[at + length]) length++
  return length
}
