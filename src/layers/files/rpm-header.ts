import type { Package } from '../../model/package.ts'

const TAGS: Readonly<Record<number, string>> = { 1000: 'name', 1001: 'version', 1002: 'release', 1022: 'arch', 1044: 'source' }
const EPOCH = 1003
const STRINGS = [6, 8, 9]

/**
 * The package that a header of rpm describes (two counts, an index of entries of sixteen bytes, their data; all big-endian, without the
 * magic of files). Undefined where it is none; null packages such as keys have no version.
 */
export function packageOfHeader(blob: Uint8Array, place: string): Package | 'key' | undefined {
  const view = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength)
  if (view.length < 8) return undefined
  const [entries, size] = [view.readUInt32BE(0), view.readUInt32BE(4)]
  const data = 8 + entries * 16
  if (entries > 100_000 || data + size > view.length) return undefined
  const texts = new Map<string, string>()
  let epoch = 0
  for (let at = 8; at < data; at += 16) {
    const [tag, type, offset] = [view.readInt32BE(at), view.readInt32BE(at + 4), view.readInt32BE(at + 8)]
    if (offset < 0 || offset >= size) continue
    const name = TAGS[tag]
    if (name !== undefined && STRINGS.includes(type)) texts.set(name, textAt(view, data + offset, data + size))
    else if (tag === EPOCH && type === 4 && offset + 4 <= size) epoch = view.readUInt32BE(data + offset)
  }
  return packageFrom(texts, epoch, place)
}

function packageFrom(texts: ReadonlyMap<string, string>, epoch: number, place: string): Package | 'key' | undefined {
  const [name = '', version = '', release = '', arch = '', source = ''] = ['name', 'version', 'release', 'arch', 'source'].map(
    (key) => texts.get(key),
  )
  if (name === 'gpg-pubkey') return 'key'
  if (name === '' || version === '' || release === '') return undefined
  const from = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(source)
  return {
    type: 'rpm',
    name,
    version: `${epoch === 0 ? '' : `${epoch}:`}${version}-${release}`,
    ...(arch === '' ? {} : { arch }),
    ...(from === null ? {} : { source: { name: from[1] ?? '', version: from[2] ?? '' } }),
    place,
  }
}

function textAt(view: Buffer, start: number, end: number): string {
  const zero = view.indexOf(0, start)
  return view.toString('utf8', start, zero < 0 || zero > end ? end : zero)
}
