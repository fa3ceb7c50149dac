import { MAX_CBOR_DEPTH, MAX_CBOR_NODES } from '../../model/limits.ts'
import { MalformedError } from './checked.ts'

/** One CBOR value (RFC 8949). Keys of maps are integers and texts, as COSE has them, and never equal across the two. */
export type Cbor =
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Buffer }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'list'; readonly items: readonly Cbor[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<number | string, Cbor> }
  | { readonly kind: 'tag'; readonly tag: number; readonly value: Cbor }
  | { readonly kind: 'simple'; readonly value: boolean | undefined }

interface Cursor {
  readonly bytes: Buffer
  at: number
  nodes: number
}

/**
 * Reads exactly one CBOR value and nothing after it, in the one encoding that every reader understands alike: definite and shortest
 * lengths, no key twice, valid UTF-8, integers that a double holds, no floats. Throws MalformedError.
 */
export function readCbor(bytes: Uint8Array): Cbor {
  const cursor: Cursor = { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, nodes: 0 }
  const value = readValue(cursor, 0)
  if (cursor.at !== cursor.bytes.length) throw new MalformedError('bytes follow the CBOR value')
  return value
}

function readValue(cursor: Cursor, depth: number): Cbor {
  if (depth > MAX_CBOR_DEPTH) throw new MalformedError(`CBOR nested deeper than ${MAX_CBOR_DEPTH}`)
  if (++cursor.nodes > MAX_CBOR_NODES) throw new MalformedError(`more than ${MAX_CBOR_NODES} CBOR values`)
  const { major, argument } = readHead(cursor)
  switch (major) {
    case 0:
      return { kind: 'integer', value: argument }
    case 1:
      return { kind: 'integer', value: -1 - argument }
    case 2:
      return { kind: 'bytes', value: take(cursor, argument) }
    case 3:
      return { kind: 'text', value: decodeText(take(cursor, argument)) }
    case 4:
      return { kind: 'list', items: readList(cursor, argument, depth) }
    case 5:
      return { kind: 'map', entries: readMap(cursor, argument, depth) }
    case 6:
      return { kind: 'tag', tag: argument, value: readValue(cursor, depth + 1) }
    default:
      return readSimple(argument)
  }
}

/** The major type and the argument of the next value: at most 2^53 - 1, in its shortest form, never indefinite. */
function readHead(cursor: Cursor): { readonly major: number; readonly argument: number } {
  const [first = 0] = take(cursor, 1)
  const major = first >> 5
  const short = first & 0x1f
  if (short < 24) return { major, argument: short }
  if (major === 7) throw new MalformedError('CBOR floats and unusual simple values are not used here')
  if (short > 27) throw new MalformedError('CBOR length is indefinite or reserved')
  const bytes = take(cursor, 2 ** (short - 24))
  const argument = bytes.length < 8 ? bytes.readUIntBE(0, bytes.length) : Number(bytes.readBigUInt64BE())
  if (!Number.isSafeInteger(argument)) throw new MalformedError('CBOR integer is too large')
  const least = short === 24 ? 24 : 2 ** (4 * bytes.length)
  if (argument < least) throw new MalformedError('CBOR integer is not in its shortest form')
  return { major, argument }
}

function take(cursor: Cursor, length: number): Buffer {
  const end = cursor.at + length
  if (end > cursor.bytes.length) throw new MalformedError('CBOR ends early')
  const part = cursor.bytes.subarray(cursor.at, end)
  cursor.at = end
  return part
}

function decodeText(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new MalformedError('CBOR text is not UTF-8')
  return text
}

function readList(cursor: Cursor, length: number, depth: number): readonly Cbor[] {
  const items: Cbor[] = []
  while (items.length < length) items.push(readValue(cursor, depth + 1))
  return items
}

function readMap(cursor: Cursor, length: number, depth: number): ReadonlyMap<number | string, Cbor> {
  const entries = new Map<number | string, Cbor>()
  for (let index = 0; index < length; index++) {
    const key = readValue(cursor, depth + 1)
    if (key.kind !== 'integer' && key.kind !== 'text') throw new MalformedError('a CBOR key is neither an integer nor a text')
    if (entries.has(key.value))
      throw new MalformedError(`the CBOR key ${JSON.stringify(key.value).slice(0, 60)} stands there twice`)
    entries.set(key.value, readValue(cursor, depth + 1))
  }
  return entries
}

function readSimple(value: number): Cbor {
  if (value === 20 || value === 21) return { kind: 'simple', value: value === 21 }
  if (value === 22) return { kind: 'simple', value: undefined }
  throw new MalformedError('CBOR floats and unusual simple values are not used here')
}

/** The head of a byte string of so many bytes, and the bytes: what a COSE signature is over is made of these. */
export function writeBytes(bytes: Uint8Array): Buffer {
  const { length } = bytes
  if (length < 24) return Buffer.concat([Buffer.from([0x40 | length]), bytes])
  const size = length < 2 ** 8 ? 1 : length < 2 ** 16 ? 2 : 4
  const head = Buffer.alloc(1 + size)
  head[0] = 0x58 + Math.log2(size)
  head.writeUIntBE(length, 1, size)
  return Buffer.concat([head, bytes])
}
