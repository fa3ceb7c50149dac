import { MAX_DER_DEPTH, MAX_DER_NODES } from '../../model/limits.ts'
import { MalformedError } from './checked.ts'

/** One DER element (X.690): `raw` is the element as it stands in the input, so that signed bytes are never encoded again. */
export interface Der {
  readonly tag: number
  readonly raw: Buffer
  readonly content: Buffer
  readonly children: readonly Der[]
}

/** Tags that this product reads. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** Reads exactly one DER element and nothing after it. Throws MalformedError. */
export function readDer(bytes: Uint8Array): Der {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const budget = { nodes: MAX_DER_NODES }
  const node = readAt(buffer, 0, { depth: 0, budget })
  if (node.raw.length !== buffer.length) throw new MalformedError('bytes follow the DER element')
  return node
}

interface Place {
  readonly depth: number
  readonly budget: { nodes: number }
}

function readAt(buffer: Buffer, start: number, place: Place): Der {
  if (place.depth > MAX_DER_DEPTH) throw new MalformedError(`DER nested deeper than ${MAX_DER_DEPTH}`)
  if (--place.budget.nodes < 0) throw new MalformedError(`more than ${MAX_DER_NODES} DER elements`)
  const tag = buffer[start]
  if (tag === undefined) throw new MalformedError('DER ends early')
  if ((tag & 0x1f) === 0x1f) throw new MalformedError('DER tag numbers above 30 are not used here')
  const { length, header } = readLength(buffer, start + 1)
  const from = start + 1 + header
  const to = from + length
  if (to > buffer.length) throw new MalformedError('DER length runs past the end')
  const content = buffer.subarray(from, to)
  const children = (tag & 0x20) === 0 ? [] : readAll(content, { depth: place.depth + 1, budget: place.budget })
  return { tag, raw: buffer.subarray(start, to), content, children }
}

function readAll(content: Buffer, place: Place): readonly Der[] {
  const children: Der[] = []
  let at = 0
  while (at < content.length) {
    const child = readAt(content, at, place)
    children.push(child)
    at += child.raw.length
  }
  return children
}

function readLength(buffer: Buffer, at: number): { length: number; header: number } {
  const first = buffer[at]
  if (first === undefined) throw new MalformedError('DER ends early')
  if (first < 0x80) return { length: first, header: 1 }
  const count = first & 0x7f
  if (count === 0 || count > 4) throw new MalformedError('DER length is indefinite or absurd')
  if (at + count >= buffer.length) throw new MalformedError('DER ends early')
  const length = buffer.readUIntBE(at + 1, count)
  if (length < 0x80 || length < 2 ** (8 * (count - 1))) throw new MalformedError('DER length is not in its shortest form')
  return { length, header: 1 + count }
}

/** The child at `index`, of the given tag. Throws MalformedError. */
export function childAt(node: Der, index: number, tag?: number): Der {
  const child = node.children[index]
  if (child === undefined) throw new MalformedError(`DER element ${index} is missing`)
  return tag === undefined ? child : expectTag(child, tag)
}

/** The element itself when it has the given tag. Throws MalformedError. */
export function expectTag(node: Der, tag: number): Der {
  if (node.tag !== tag) throw new MalformedError(`DER tag is 0x${node.tag.toString(16)}, expected 0x${tag.toString(16)}`)
  return node
}

/** Dotted text of an OBJECT IDENTIFIER. Throws MalformedError. */
export function readOid(node: Der): string {
  const bytes = expectTag(node, TAG.oid).content
  if (bytes.length === 0 || ((bytes.at(-1) ?? 0) & 0x80) !== 0) throw new MalformedError('OBJECT IDENTIFIER ends early')
  const parts: bigint[] = []
  let value = 0n
  for (const byte of bytes) {
    value = (value << 7n) | BigInt(byte & 0x7f)
    if (byte & 0x80) continue
    parts.push(value)
    value = 0n
  }
  const first = parts[0] ?? 0n
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n
  return [root, first - root * 40n, ...parts.slice(1)].join('.')
}

/** A BOOLEAN; DER knows only 0x00 and 0xff. Throws MalformedError. */
export function readBoolean(node: Der): boolean {
  const content = expectTag(node, TAG.boolean).content
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new MalformedError('BOOLEAN is not DER')
  return content[0] === 0xff
}

/** A non-negative INTEGER that fits 48 bits. Throws MalformedError. */
export function readSmallInteger(node: Der): number {
  const content = expectTag(node, TAG.integer).content
  if (content.length === 0 || content.length > 6 || (content[0] ?? 0) >= 0x80) throw new MalformedError('INTEGER is out of range')
  return content.readUIntBE(0, content.length)
}

/** The whole octets of a BIT STRING. Throws MalformedError. */
export function readBits(node: Der): Buffer {
  const content = expectTag(node, TAG.bitString).content
  if (content.length === 0 || (content[0] ?? 8) > 7) throw new MalformedError('BIT STRING is malformed')
  return content.subarray(1)
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/

/** Milliseconds since 1970 of a UTCTime or GeneralizedTime in UTC. Throws MalformedError. */
export function readTime(node: Der): number {
  const text = node.content.toString('latin1')
  const utc = node.tag === TAG.utcTime ? UTC_TIME.exec(text) : undefined
  const general = node.tag === TAG.generalizedTime ? GENERALIZED_TIME.exec(text) : undefined
  const match = utc ?? general
  if (match === undefined || match === null) throw new MalformedError('time is malformed')
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const full = utc ? (year < 50 ? 2000 + year : 1900 + year) : year
  const time = Date.UTC(full, month - 1, day, hour, minute, second)
  const date = new Date(time)
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour
  if (!same || date.getUTCMinutes() !== minute || date.getUTCSeconds() !== second) throw new MalformedError('time does not exist')
  return time + Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000)
}

/** Encodes one DER element around content that is already DER. */
export function writeDer(tag: number, content: Uint8Array): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length, ...bytes]), content])
}
