/** A header as rpm keeps it: counts, index, data. */
export function headerOf(fields: Readonly<Record<number, string | number>>): Buffer {
  const [index, data]: [Buffer[], Buffer[]] = [[], []]
  let offset = 0
  for (const [tag, value] of Object.entries(fields)) {
    const bytes = Buffer.from(typeof value === 'string' ? `${value}\0` : [0, 0, 0, value])
    const entry = Buffer.alloc(16)
    entry.writeInt32BE(Number(tag), 0)
    entry.writeInt32BE(typeof value === 'string' ? 6 : 4, 4)
    entry.writeInt32BE(offset, 8)
    entry.writeInt32BE(1, 12)
    index.push(entry)
    data.push(bytes)
    offset += bytes.length
  }
  const head = Buffer.alloc(8)
  head.writeUInt32BE(index.length, 0)
  head.writeUInt32BE(offset, 4)
  return Buffer.concat([head, ...index, ...data])
}

const PAGE = 512
const HEADER = 26

/** A hash table of Berkeley DB with headers under 1, 2, 3…: one page for each, and pages of their own for what is long. */
export function berkeleyOf(headers: readonly Buffer[], order: 'LE' | 'BE' = 'LE'): Buffer {
  const put = (page: Buffer, value: number, at: number, length: number): void => {
    if (order === 'LE') page.writeUIntLE(value, at, length)
    else page.writeUIntBE(value, at, length)
  }
  const number = (value: number): Buffer => {
    const four = Buffer.alloc(4)
    put(four, value, 0, 4)
    return four
  }
  const pages: Buffer[] = [Buffer.alloc(PAGE)]
  const pageOf = (type: number): Buffer => {
    const page = Buffer.alloc(PAGE)
    put(page, pages.length, 8, 4)
    page[25] = type
    pages.push(page)
    return page
  }
  const values = [number(headers.length + 1), ...headers]
  for (const [at, value] of values.entries()) {
    const bucket = pageOf(at % 2 === 0 ? 13 : 2)
    const item = value.length < 200 ? Buffer.concat([Buffer.of(1), value]) : Buffer.alloc(12)
    if (value.length >= 200) {
      item[0] = 3
      put(item, pages.length, 4, 4)
      put(item, value.length, 8, 4)
      for (let start = 0; start < value.length; start += PAGE - HEADER) {
        const part = value.subarray(start, start + PAGE - HEADER)
        const page = pageOf(7)
        put(page, start + part.length < value.length ? pages.length : 0, 16, 4)
        put(page, part.length, 22, 2)
        page.set(part, HEADER)
      }
    }
    put(bucket, 2, 20, 2)
    put(bucket, PAGE - 5, HEADER, 2)
    put(bucket, PAGE - 5 - item.length, HEADER + 2, 2)
    bucket.set(Buffer.concat([item, Buffer.of(1), number(at)]), PAGE - 5 - item.length)
  }
  // One that became free keeps what stood on it.
  Buffer.from(pages[1] ?? []).copy(pageOf(0), HEADER, HEADER)
  const meta = pages[0] ?? Buffer.alloc(0)
  put(meta, 0x61561, 12, 4)
  put(meta, 9, 16, 4)
  put(meta, PAGE, 20, 4)
  meta[25] = 8
  put(meta, pages.length - 1, 32, 4)
  return Buffer.concat(pages)
}

/** An ndb with headers under 1, 2, 3…, and a free slot after each. */
export function ndbOf(headers: readonly Buffer[]): Buffer {
  const slots = Buffer.alloc(4_096)
  for (let at = 0; at < slots.length; at += 16) slots.write('Slot', at)
  slots.write('RpmP\0\0\0\0', 0, 'latin1')
  slots.writeUInt32LE(1, 12)
  slots.writeUInt32LE(headers.length + 1, 16)
  const blobs: Buffer[] = []
  let block = 4_096 / 16
  for (const [at, header] of headers.entries()) {
    const room = Math.ceil((header.length + 28) / 16)
    const blob = Buffer.alloc(room * 16)
    blob.write('BlbS')
    blob.writeUInt32LE(at + 1, 4)
    blob.writeUInt32LE(header.length, 12)
    blob.set(header, 16)
    blob.write('BlbE', blob.length - 4)
    blobs.push(blob)
    const slot = 32 * (at + 1)
    slots.writeUInt32LE(at + 1, slot + 4)
    slots.writeUInt32LE(block, slot + 8)
    slots.writeUInt32LE(room, slot + 12)
    block += room
  }
  return Buffer.concat([slots, ...blobs])
}
