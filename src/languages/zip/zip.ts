import { inflateRawSync } from 'node:zlib'

/** One file of an archive; `read` unpacks it and gives undefined where it is broken or larger than `maxBytes`. */
export interface ZipFile {
  readonly name: string
  /** Bytes that it says to unpack to; `read` gives exactly as many. */
  readonly size: number
  read(maxBytes: number): Uint8Array | undefined
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
/** A comment has a length of sixteen bits. */
const LONGEST_COMMENT = 65_535
const ZIP64_COUNT = 0xffff

/**
 * The files of a zip archive by its central directory (APPNOTE 6.3), stored or deflated, without encryption. Undefined when it is
 * none, is cut, needs Zip64, or has more files than `maxFiles`: half of an archive would pass for all of it.
 */
export function readZip(bytes: Uint8Array, maxFiles: number): readonly ZipFile[] | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  if (end === undefined) return undefined
  const [count, size, start] = [view.readUInt16LE(end + 10), view.readUInt32LE(end + 12), view.readUInt32LE(end + 16)]
  if (count === ZIP64_COUNT || count > maxFiles || start + size > end) return undefined
  // A program may stand before the archive, which then counts from its own beginning.
  const before = count > 0 && view.readUInt32LE(start) !== CENTRAL ? end - size - start : 0
  const files: ZipFile[] = []
  for (let at = before + start; files.length < count; ) {
    if (at + 46 > end || view.readUInt32LE(at) !== CENTRAL) return undefined
    const [nameLength, extra, comment] = [view.readUInt16LE(at + 28), view.readUInt16LE(at + 30), view.readUInt16LE(at + 32)]
    files.push(fileAt(view, { at, before, name: view.toString('utf8', at + 46, at + 46 + nameLength) }))
    at += 46 + nameLength + extra + comment
  }
  return files
}

function findEnd(view: Buffer): number | undefined {
  for (let at = view.length - 22; at >= Math.max(0, view.length - 22 - LONGEST_COMMENT); at--)
    if (view.readUInt32LE(at) === END && at + 22 + view.readUInt16LE(at + 20) === view.length) return at
  return undefined
}

interface Place {
  readonly at: number
  /** Bytes before the archive. */
  readonly before: number
  readonly name: string
}

function fileAt(view: Buffer, { at, before, name }: Place): ZipFile {
  const [flags, method] = [view.readUInt16LE(at + 8), view.readUInt16LE(at + 10)]
  const [packed, size, local] = [view.readUInt32LE(at + 20), view.readUInt32LE(at + 24), before + view.readUInt32LE(at + 42)]
  return {
    name,
    size,
    read(maxBytes) {
      const whole = local + 30 <= view.length && view.readUInt32LE(local) === LOCAL
      if (!whole || (flags & 1) === 1 || size > maxBytes) return undefined
      const begin = local + 30 + view.readUInt16LE(local + 26) + view.readUInt16LE(local + 28)
      if (begin + packed > view.length) return undefined
      const bytes = unpack(view.subarray(begin, begin + packed), method, size)
      return bytes?.length === size ? bytes : undefined
    },
  }
}

function unpack(packed: Buffer, method: number, maxBytes: number): Uint8Array | undefined {
  if (method === 0) return packed
  if (method !== 8) return undefined
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, maxBytes) })
  } catch {
    return undefined
  }
}
