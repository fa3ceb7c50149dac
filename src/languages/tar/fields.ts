const decoder = new TextDecoder('utf-8')

/** The text of a field that a zero ends. Bytes that are no UTF-8 become U+FFFD: such a name names nothing that is looked for. */
export function textField(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  return decoder.decode(end < 0 ? field : field.subarray(0, end))
}

/** A number in octal digits, or (GNU) in base 256 where the first bit is set; undefined for anything else and beyond 2^53. */
export function numberField(block: Uint8Array, at: number, length: number): number | undefined {
  const field = block.subarray(at, at + length)
  const first = field[0] ?? 0
  if ((first & 0x80) !== 0) return base256(field, first)
  const text = textField(block, at, length).trim()
  if (text === '') return 0
  return /^[0-7]{1,17}$/.test(text) ? Number.parseInt(text, 8) : undefined
}

function base256(field: Uint8Array, first: number): number | undefined {
  if (first !== 0x80) return undefined
  let value = 0
  for (const byte of field.subarray(1)) {
    value = value * 256 + byte
    if (value > Number.MAX_SAFE_INTEGER) return undefined
  }
  return value
}

const CHECKSUM = { at: 148, length: 8 } as const

/** Whether a header's checksum is that of its bytes, as signed or unsigned numbers: both were written. */
export function hasChecksum(block: Uint8Array): boolean {
  const stated = numberField(block, CHECKSUM.at, CHECKSUM.length)
  let [unsigned, signed] = [0, 0]
  for (let at = 0; at < block.length; at++) {
    const inside = at >= CHECKSUM.at && at < CHECKSUM.at + CHECKSUM.length
    const byte = inside ? 0x20 : (block[at] ?? 0)
    unsigned += byte
    signed += byte > 127 ? byte - 256 : byte
  }
  return stated === unsigned || stated === signed
}

/** The records of a pax header (`27 path=a/b\n`), later ones winning; undefined when it is none. */
export function paxRecords(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const records = new Map<string, string>()
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const blank = bytes.indexOf(0x20, at)
    const digits = blank < 0 || blank - at > 9 ? '' : decoder.decode(bytes.subarray(at, blank))
    const end = /^\d+$/.test(digits) ? at + Number(digits) : 0
    const equals = bytes.indexOf(0x3d, blank)
    if (end <= blank || end > bytes.length || bytes[end - 1] !== 0x0a || equals < 0 || equals >= end) return undefined
    records.set(decoder.decode(bytes.subarray(blank + 1, equals)), decoder.decode(bytes.subarray(equals + 1, end - 1)))
    at = end
  }
  return records
}
