import { inflateSync } from 'node:zlib'
import { MAX_PROGRAM_LIST } from '../../model/limits.ts'
import type { Package } from '../../model/package.ts'
import { isList, member, parseStrictJson, textMember } from '../../model/strict-json.ts'

const SECTION = '.dep-v0'

/** The crates that a program of Rust was built from, where cargo-auditable put their list into it; undefined where it has none. */
export function rustCrates(bytes: Uint8Array, place: string): readonly Package[] | 'broken' | undefined {
  const packed = sectionOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (packed === undefined) return undefined
  const json = unpacked(packed)
  const list = json === undefined ? undefined : member(json, 'packages')
  if (!isList(list)) return 'broken'
  return list.flatMap((one) => {
    const [name, version] = [textMember(one, 'name'), textMember(one, 'version')]
    // What only built the program is not in it.
    const isBuild = textMember(one, 'kind') === 'build'
    return name === undefined || isBuild ? [] : [{ type: 'cargo', name, ...(version === undefined ? {} : { version }), place }]
  })
}

function unpacked(packed: Uint8Array) {
  try {
    const json = parseStrictJson(inflateSync(packed, { maxOutputLength: MAX_PROGRAM_LIST }))
    return json.ok ? json.value : undefined
  } catch {
    return undefined
  }
}

/** The bytes of a section of an ELF file of 64 bits, little-endian, by its name. */
function sectionOf(view: Buffer): Buffer | undefined {
  if (view.length < 64 || view[4] !== 2 || view[5] !== 1) return undefined
  const [table, size, count, names] = [
    Number(view.readBigUInt64LE(40)),
    view.readUInt16LE(58),
    view.readUInt16LE(60),
    view.readUInt16LE(62),
  ]
  const header = (at: number): Buffer | undefined =>
    table + (at + 1) * size <= view.length ? view.subarray(table + at * size, table + (at + 1) * size) : undefined
  const place = (of: Buffer | undefined): readonly [number, number] | undefined =>
    of === undefined || of.length < 64 ? undefined : [Number(of.readBigUInt64LE(24)), Number(of.readBigUInt64LE(32))]
  const strings = place(header(names))
  if (strings === undefined) return undefined
  for (let at = 0; at < count; at++) {
    const one = header(at)
    const where = place(one)
    if (one === undefined || where === undefined) return undefined
    const start = strings[0] + one.readUInt32LE(0)
    if (view.toString('latin1', start, start + SECTION.length + 1) !== `${SECTION}\0`) continue
    return where[0] + where[1] <= view.length ? view.subarray(where[0], where[0] + where[1]) : undefined
  }
  return undefined
}
