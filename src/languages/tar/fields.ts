const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The text of a name, different for different bytes: otherwise one name could hide another. In a step of it that is no UTF-8 all bytes
 * from 0x80 on become halves of surrogate pairs, which no UTF-8 gives.
 */
export function nameOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    const steps = Buffer.from(bytes).toString('latin1').split('/')
    return steps.length > 1 ? steps.map((step) => nameOf(Buffer.from(step, 'latin1'))).join('/') : escaped(bytes)
  }
}

function escaped(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join('')
}

/** The text of a field that a zero ends. */
export function textField(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  return nameOf(end < 0 ? field : field.subarray(0, end))
}

/** A number in octal digits with blanks or zeros around it, or (GNU) in base 256; undefined for anything else and beyond 2^53. */
export function numberField(block: Uint8Array, at: number, length: number): number | undefined {
  const field = block.subarray(at, at + length)
  const first = field[0] ?? 0
  if ((first & 0x80) !== 0) return base256(field, first)
  const [text = ''] = String.fromCharCode(...field)
    .replace(/^[ \0]+|[ \0]+$/g, '')
    .split('\0')
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

/** Names may not hold a zero, which ends them wherever they are kept in a header. */
const NAMES = ['path', 'linkpath', 'uname', 'gname']

/** The records of a pax header (`27 path=a/b\n`), later ones winning; undefined when it is none. */
export function paxRecords(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const records = new Map<string, string>()
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at)
    const digits = blank < 0 || blank - at > 9 ? '' : nameOf(bytes.subarray(at, blank))
    const end = /^\d+$/.test(digits) ? at + Number(digits) : 0
    const equals = bytes.indexOf(0x3d, blank)
    if (end <= blank || end > bytes.length || bytes[end - 1] !== 0x0a || equals < 0 || equals >= end) return undefined
    const [key, value] = [nameOf(bytes.subarray(blank + 1, equals)), nameOf(bytes.subarray(equals + 1, end - 1))]
    if (key === '' || (NAMES.includes(key) ? value : key).includes('\0')) return undefined
    records.set(key, value)
    at = end
  }
  return records
}
