/** What can be written as CBOR (RFC 8949). */
export type Writable = number | string | boolean | Buffer | readonly Writable[] | ReadonlyMap<number | string, Writable> | Tagged

/** A tagged value. */
export interface Tagged {
  readonly tag: number
  readonly value: Writable
}

/** Writes CBOR with shortest lengths, independently of the reader under test. */
export function cbor(value: Writable): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4])
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  if (value instanceof Map) return Buffer.concat([head(5, value.size), ...[...value].flat().map((one: Writable) => cbor(one))])
  if (isList(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)])
  const tagged = value as Tagged
  return Buffer.concat([head(6, tagged.tag), cbor(tagged.value)])
}

function isList(value: Writable): value is readonly Writable[] {
  return Array.isArray(value)
}

function head(major: number, argument: number): Buffer {
  const first = major << 5
  if (argument < 24) return Buffer.from([first | argument])
  if (argument < 0x100) return Buffer.from([first | 24, argument])
  const log = argument < 0x10000 ? 1 : argument < 0x100000000 ? 2 : 3
  const bytes = Buffer.alloc(1 + 2 ** log)
  bytes[0] = first | (24 + log)
  if (log === 3) bytes.writeBigUInt64BE(BigInt(argument), 1)
  else bytes.writeUIntBE(argument, 1, 2 ** log)
  return bytes
}
