// Go's strings are bytes. Here they are JavaScript strings in which a byte that is not valid UTF-8 stands as the lone surrogate
// U+DC00 + byte (as Python's surrogateescape): nothing is lost, and text without such bytes is itself.

const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const NON_ASCII = /[^\x00-\x7f]/
const ESCAPED = /(?<![\ud800-\udbff])[\udc80-\udcff]/

/** How many bytes of UTF-8 Go counts in this text. */
export function byteLength(text: string): number {
  return NON_ASCII.test(text) ? bytesOf(text).length : text.length
}

/** Whether every character is one byte, so that offsets of characters and bytes are the same. */
export function isAscii(text: string): boolean {
  return !NON_ASCII.test(text)
}

/** The bytes of a text, escaped ones as they were. Other lone surrogates become U+FFFD. */
export function bytesOf(text: string): Uint8Array {
  if (!ESCAPED.test(text)) return encoder.encode(text)
  const out: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code >= 0xdc80 && code <= 0xdcff) out.push(code - 0xdc00)
    else out.push(...encoder.encode(character))
  }
  return Uint8Array.from(out)
}

/** The text of bytes: invalid ones become escapes that `bytesOf` gives back. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return decodeEscaping(bytes)
  }
}

function decodeEscaping(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length; ) {
    const size = sequenceAt(bytes, index)
    if (size === 0) text += String.fromCharCode(0xdc00 + (bytes[index] ?? 0))
    else text += strict.decode(bytes.subarray(index, index + size))
    index += Math.max(size, 1)
  }
  return text
}

/** Bytes of the valid UTF-8 sequence at `index`; 0 when there is none. */
function sequenceAt(bytes: Uint8Array, index: number): number {
  const first = bytes[index] ?? 0
  const size =
    first < 0x80
      ? 1
      : first >= 0xc2 && first < 0xe0
        ? 2
        : first >= 0xe0 && first < 0xf0
          ? 3
          : first >= 0xf0 && first < 0xf5
            ? 4
            : 0
  if (size < 2) return size
  if (index + size > bytes.length) return 0
  const second = bytes[index + 1] ?? 0
  if (first === 0xe0 && second < 0xa0) return 0
  if (first === 0xed && second > 0x9f) return 0
  if (first === 0xf0 && second < 0x90) return 0
  if (first === 0xf4 && second > 0x8f) return 0
  for (let next = 1; next < size; next++) if (((bytes[index + next] ?? 0) & 0xc0) !== 0x80) return 0
  return size
}

/** The part of a text between two offsets in bytes; a character cut in two leaves its bytes. */
export function sliceBytes(text: string, from: number, to: number): string {
  return isAscii(text) ? text.slice(from, to) : fromBytes(bytesOf(text).subarray(from, to))
}

/** Whether Go holds the text for valid UTF-8. */
export function isValidUtf8(text: string): boolean {
  return !ESCAPED.test(text)
}

/** The text as Go's encoders print it: every invalid byte as U+FFFD. */
export function replaceInvalid(text: string): string {
  return ESCAPED.test(text) ? text.replace(/(?<![\ud800-\udbff])[\udc80-\udcff]/g, '\ufffd') : text
}

/** Order of two texts as Go's `<` on strings has it: by bytes. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0
  if (!/[\ud800-\udfff]/.test(a) && !/[\ud800-\udfff]/.test(b)) return a < b ? -1 : 1
  const left = bytesOf(a)
  const right = bytesOf(b)
  const shared = Math.min(left.length, right.length)
  for (let index = 0; index < shared; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
