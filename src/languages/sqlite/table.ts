import { columnsOf, type Pages, payloadAt } from './cells.ts'

const MAGIC = 'SQLite format 3\0'
const LEAF = 13
const INTERIOR = 5
const UTF8 = 1

/**
 * The values of one column of a table, as bytes, in the order of its rows (SQLite's file format 3); null where a row has none there.
 * Undefined where the file is none, is cut or broken anywhere on the way, has no such table, or more than `maxRows` in it. No statement in it is run: in a file of a
 * stranger a view may stand in the place of a table, and never end.
 */
export function columnOf(
  bytes: Uint8Array,
  { table, column, maxRows }: { readonly table: string; readonly column: number; readonly maxRows: number },
): readonly (Uint8Array | null)[] | undefined {
  const pages = pagesOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const schema = pages === undefined ? undefined : rowsOf(pages, 1, maxRows)
  const entry = schema?.find(([type, name]) => textOf(type) === 'table' && textOf(name) === table)
  const root = entry?.[3]?.bytes
  // A virtual table has no page of its own.
  const rows =
    pages === undefined || root === undefined || root.length === 0
      ? undefined
      : rowsOf(pages, root.readUIntBE(0, Math.min(6, root.length)), maxRows)
  return rows?.map((row) => {
    const value = row[column]
    return value === undefined || value.type === 0 ? null : value.bytes
  })
}

type Row = NonNullable<ReturnType<typeof columnsOf>>

function textOf(value: Row[number] | undefined): string | undefined {
  return value !== undefined && value.type >= 13 && value.type % 2 === 1 ? value.bytes.toString('utf8') : undefined
}

function pagesOf(view: Buffer): Pages | undefined {
  if (view.length < 100 || view.toString('latin1', 0, MAGIC.length) !== MAGIC || view.readUInt32BE(56) !== UTF8) return undefined
  const [said, reserved] = [view.readUInt16BE(16), view[20] ?? 0]
  const size = said === 1 ? 65_536 : said
  const isSize = size >= 512 && (size & (size - 1)) === 0 && size - reserved >= 480
  return isSize && view.length % size === 0 ? { view, size, usable: size - reserved } : undefined
}

/** The rows of the tree whose first page is `root`. */
function rowsOf(pages: Pages, root: number, maxRows: number): readonly Row[] | undefined {
  const { view, size } = pages
  const rows: Row[] = []
  const seen = new Set<number>()
  const waiting = [root]
  let bytes = 0
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    const start = (page - 1) * size
    if (page < 1 || start + size > view.length || seen.has(page)) return undefined
    seen.add(page)
    const head = page === 1 ? 100 : start
    const [type, count] = [view[head], view.readUInt16BE(head + 3)]
    const first = head + (type === INTERIOR ? 12 : 8)
    if ((type !== INTERIOR && type !== LEAF) || first + 2 * count > start + size) return undefined
    const cells = Array.from({ length: count }, (_, at) => start + view.readUInt16BE(first + 2 * at))
    if (cells.some((cell) => cell + 4 > start + size)) return undefined
    if (type === INTERIOR) {
      waiting.push(view.readUInt32BE(head + 8), ...cells.toReversed().map((cell) => view.readUInt32BE(cell)))
      continue
    }
    for (const cell of cells) {
      const record = payloadAt(pages, cell, seen)
      const row = record === undefined ? undefined : columnsOf(record)
      bytes += record?.length ?? 0
      // Cells that lie over each other would make more of a file than it has.
      if (row === undefined || bytes > view.length || rows.length >= maxRows) return undefined
      rows.push(row)
    }
  }
  return rows
}
