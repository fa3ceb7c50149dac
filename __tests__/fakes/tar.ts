/** One entry of an archive that a test writes. `kind` is the type flag of tar; a file when it is left out. */
export interface Written {
  readonly path: string
  readonly kind?: string
  readonly content?: string | Uint8Array
  readonly target?: string
  readonly prefix?: string
  readonly mode?: number
  readonly long?: 'gnu' | 'pax'
  readonly pax?: Readonly<Record<string, string>>
  readonly base256?: boolean
  readonly rawSize?: string
}

const BLOCK = 512

/** An archive of entries, with its closing blocks. */
export function archive(entries: readonly Written[]): Buffer {
  return Buffer.concat([...entries.map(entry), Buffer.alloc(2 * BLOCK)])
}

/** One entry: headers that go before it, its own, its bytes. */
export function entry(one: Written): Buffer {
  const content = Buffer.from(one.content ?? '')
  const records = { ...one.pax, ...(one.long === 'pax' ? { path: one.path } : {}) }
  const before = [
    ...(one.long === 'gnu' ? [entry({ path: '././@LongLink', kind: 'L', content: `${one.path}\0` })] : []),
    ...(Object.keys(records).length > 0 ? [entry({ path: 'pax', kind: 'x', content: paxOf(records) })] : []),
  ]
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)
  return Buffer.concat([...before, headerOf(one, content.length), content, padding])
}

function headerOf(one: Written, size: number): Buffer {
  const header = Buffer.alloc(BLOCK)
  header.write(one.path.slice(0, 100), 0, 'utf8')
  header.write((one.mode ?? 0o644).toString(8).padStart(7, '0'), 100)
  if (one.base256 === true) {
    header[124] = 0x80
    header.writeUInt32BE(size, 132)
  } else header.write(one.rawSize ?? size.toString(8).padStart(11, '0'), 124)
  header.write(one.kind ?? '0', 156)
  header.write(one.target ?? '', 157)
  header.write('ustar\x0000', 257, 'latin1')
  header.write(one.prefix ?? '', 345)
  header.fill(0x20, 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

function paxOf(records: Readonly<Record<string, string>>): string {
  return Object.entries(records)
    .map(([key, value]) => {
      const rest = ` ${key}=${value}\n`
      const length = [1, 2, 3, 4]
        .map((digits) => digits + Buffer.byteLength(rest))
        .find((total) => `${total}`.length + Buffer.byteLength(rest) === total)
      return `${length}${rest}`
    })
    .join('')
}
