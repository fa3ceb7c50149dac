import { MAX_DATABASE_PACKAGES } from '../../model/limits.ts'

const MAGIC = 0x00061561
const PAGE_HEADER = 26
const TYPES = { unsortedHash: 2, overflow: 7, meta: 8, hash: 13 }
const WHOLE = 1
const ELSEWHERE = 3

/** The headers in a database of rpm before 4.16: a hash table of Berkeley DB, each header under its number. Undefined where it is broken. */
export function berkeleyHeaders(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const database = databaseOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (database === undefined) return undefined
  const { view, size, number } = database
  const headers: Uint8Array[] = []
  for (let page = size; page < view.length; page += size) {
    const type = view[page + 25]
    if (type !== TYPES.hash && type !== TYPES.unsortedHash) continue
    const entries = number(page + 20, 2)
    if (entries % 2 === 1 || PAGE_HEADER + 2 * entries > size) return undefined
    for (let at = 0; at < entries; at += 2) {
      const [key, value] = [itemAt(database, page, at), itemAt(database, page, at + 1)]
      if (key === undefined || value === undefined || key[0] !== WHOLE || key.length !== 5) return undefined
      // Under zero stands the number that the next package will have.
      if (key.readUInt32LE(1) === 0) continue
      const header = headerOf(database, value)
      if (header === undefined || headers.length > MAX_DATABASE_PACKAGES) return undefined
      headers.push(header)
    }
  }
  return headers
}

interface Database {
  readonly view: Buffer
  readonly size: number
  /** Numbers are in the order of whoever wrote the file. */
  readonly number: (at: number, length: 2 | 4) => number
  readonly seen: Set<number>
}

function databaseOf(view: Buffer): Database | undefined {
  if (view.length < 512) return undefined
  const isLittle = view.readUInt32LE(12) === MAGIC
  if (!isLittle && view.readUInt32BE(12) !== MAGIC) return undefined
  const number = (at: number, length: 2 | 4): number => (isLittle ? view.readUIntLE(at, length) : view.readUIntBE(at, length))
  const size = number(20, 4)
  const [encryption, type, flags] = [view[24], view[25], view[26]]
  const isPlain = encryption === 0 && type === TYPES.meta && flags === 0
  const isSize = size >= 512 && size <= 65_536 && (size & (size - 1)) === 0
  const isWhole = isSize && view.length % size === 0 && view.length >= (number(32, 4) + 1) * size
  return isPlain && isWhole ? { view, size, number, seen: new Set() } : undefined
}

/** One item of a page: its kind and its bytes. Items are laid from the end of the page on, each before the one before it. */
function itemAt({ view, size, number }: Database, page: number, index: number): Buffer | undefined {
  const start = number(page + PAGE_HEADER + 2 * index, 2)
  const end = index === 0 ? size : number(page + PAGE_HEADER + 2 * (index - 1), 2)
  return start < PAGE_HEADER || start >= end || end > size ? undefined : view.subarray(page + start, page + end)
}

function headerOf({ view, size, number, seen }: Database, item: Buffer): Uint8Array | undefined {
  if (item[0] === WHOLE) return item.subarray(1)
  if (item[0] !== ELSEWHERE || item.length !== 12) return undefined
  const at = item.byteOffset - view.byteOffset
  const length = number(at + 8, 4)
  const parts: Buffer[] = []
  let total = 0
  for (let page = number(at + 4, 4); page !== 0; ) {
    const start = page * size
    if (start + size > view.length || seen.has(page) || view[start + 25] !== TYPES.overflow) return undefined
    seen.add(page)
    const part = view.subarray(start + PAGE_HEADER, start + PAGE_HEADER + Math.min(number(start + 22, 2), size - PAGE_HEADER))
    parts.push(part)
    total += part.length
    page = number(start + 16, 4)
  }
  return total === length ? Buffer.concat(parts) : undefined
}
