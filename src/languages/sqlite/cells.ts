/** A database file that is looked into: all of it, and how its pages are cut. */
export interface Pages {
  readonly view: Buffer
  readonly size: number
  /** Bytes of a page that hold content: some may be kept free at its end. */
  readonly usable: number
}

/** A number of one to nine bytes, and where it ends; undefined where it is cut or larger than 2^53. */
export function varint(view: Buffer, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0
  for (let at = start; at < start + 9; at++) {
    const byte = view[at]
    if (byte === undefined) return undefined
    value = at === start + 8 ? value * 256 + byte : value * 128 + (byte & 0x7f)
    if (value > Number.MAX_SAFE_INTEGER) return undefined
    if (byte < 0x80 || at === start + 8) return { value, end: at + 1 }
  }
  return undefined
}

/**
 * The record of a cell of a table's leaf page, which goes on in overflow pages where it is long. Undefined where it is broken. `seen` are the
 * pages used so far: none belongs to two records, so all records together are no larger than the file.
 */
export function payloadAt({ view, size, usable }: Pages, start: number, seen: Set<number>): Buffer | undefined {
  const length = varint(view, start)
  const row = length === undefined ? undefined : varint(view, length.end)
  if (length === undefined || row === undefined || length.value > view.length) return undefined
  const local = localLength(length.value, usable)
  const parts = [view.subarray(row.end, row.end + local)]
  let [left, next] = [length.value - local, local < length.value && row.end + local + 4 <= view.length ? row.end + local : -1]
  while (left > 0) {
    const page = next < 0 ? 0 : view.readUInt32BE(next)
    next = (page - 1) * size
    if (page < 2 || next + size > view.length || seen.has(page)) return undefined
    seen.add(page)
    const part = view.subarray(next + 4, next + 4 + Math.min(left, usable - 4))
    parts.push(part)
    left -= part.length
  }
  const whole = Buffer.concat(parts)
  return whole.length === length.value ? whole : undefined
}

/** How many bytes of a record stay in its leaf page. */
function localLength(length: number, usable: number): number {
  const most = usable - 35
  if (length <= most) return length
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const fitting = least + ((length - least) % (usable - 4))
  return fitting <= most ? fitting : least
}

/** The bytes of each column of a record with its serial type; undefined where it is broken. */
export function columnsOf(record: Buffer): readonly { readonly type: number; readonly bytes: Buffer }[] | undefined {
  const header = varint(record, 0)
  if (header === undefined || header.value > record.length) return undefined
  const columns: { readonly type: number; readonly bytes: Buffer }[] = []
  for (let [at, body] = [header.end, header.value]; at < header.value; ) {
    const type = varint(record, at)
    if (type === undefined || type.end > header.value || type.value === 10 || type.value === 11) return undefined
    const length = type.value >= 12 ? Math.floor((type.value - 12) / 2) : ([0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type.value] ?? 0)
    if (body + length > record.length) return undefined
    columns.push({ type: type.value, bytes: record.subarray(body, body + length) })
    at = type.end
    body += length
  }
  return columns
}
