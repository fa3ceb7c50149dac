/** Decoded bytes, or how Go says that there are none. */
export type Decoded = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly why: string }

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** base64.StdEncoding.DecodeString: line breaks are skipped, padding is demanded, the place of an error is Go's. */
export function decodeBase64(bytes: Uint8Array): Decoded {
  const chars = String.fromCharCode(...bytes)
  const out: number[] = []
  for (let at = 0; at < chars.length; ) {
    const quantum = readQuantum(chars, at)
    if (typeof quantum === 'number') return { ok: false, why: `illegal base64 data at input byte ${quantum}` }
    const { digits, next } = quantum
    const value = digits.reduce((sum, digit, index) => sum + (digit << (18 - 6 * index)), 0)
    for (let index = 0; index < digits.length - 1; index++) out.push((value >> (16 - 8 * index)) & 255)
    at = next
  }
  return { ok: true, bytes: Uint8Array.from(out) }
}

/** Up to four digits from a place on, or the place of an error. */
function readQuantum(chars: string, from: number): { readonly digits: readonly number[]; readonly next: number } | number {
  const digits: number[] = []
  let at = from
  while (digits.length < 4) {
    const char = chars[at]
    if (char === undefined) return digits.length === 0 ? { digits, next: at } : at - digits.length
    at++
    const digit = BASE64.indexOf(char)
    if (digit >= 0) digits.push(digit)
    else if (char !== '\n' && char !== '\r') return readPadding(chars, at, char, digits)
  }
  return { digits, next: at }
}

function readPadding(chars: string, from: number, char: string, digits: readonly number[]): ReturnType<typeof readQuantum> {
  if (char !== '=' || digits.length < 2) return from - 1
  let at = from
  if (digits.length === 2) {
    at = behindLines(chars, at)
    if (at === chars.length) return chars.length
    if (chars[at] !== '=') return at - 1
    at++
  }
  at = behindLines(chars, at)
  return at < chars.length ? at : { digits, next: at }
}

function behindLines(chars: string, from: number): number {
  let at = from
  while (chars[at] === '\n' || chars[at] === '\r') at++
  return at
}

/** base32.StdEncoding.EncodeToString. */
export function encodeBase32(bytes: Uint8Array): string {
  let out = ''
  for (let at = 0; at < bytes.length; at += 5) {
    const part = bytes.subarray(at, at + 5)
    const bits = [...part].map((byte) => byte.toString(2).padStart(8, '0')).join('')
    const digits = bits.match(/.{1,5}/g) ?? []
    out += digits
      .map((digit) => BASE32[Number.parseInt(digit.padEnd(5, '0'), 2)])
      .join('')
      .padEnd(8, '=')
  }
  return out
}

/** base32.StdEncoding.DecodeString, with the place of an error that Go names. */
export function decodeBase32(bytes: Uint8Array): Decoded {
  const chars = String.fromCharCode(...bytes).replace(/[\r\n]/g, '')
  const out: number[] = []
  const refused = (at: number): Decoded => ({ ok: false, why: `illegal base32 data at input byte ${at}` })
  for (let start = 0; start < chars.length; start += 8) {
    const digits: number[] = []
    let end = false
    for (let at = start; digits.length < 8 && !end; at++) {
      const left = chars.length - at - 1
      if (left < 0) return refused(chars.length - digits.length)
      if (chars[at] === '=' && digits.length >= 2 && left < 8) {
        const problem = paddingProblem(chars, at + 1, digits.length)
        if (problem !== undefined) return refused(problem)
        end = true
      } else {
        const digit = BASE32.indexOf(chars[at] ?? '')
        if (digit < 0) return refused(at)
        digits.push(digit)
      }
    }
    const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('')
    for (const byte of bits.match(/.{8}/g) ?? []) out.push(Number.parseInt(byte, 2))
    if (end) break
  }
  return { ok: true, bytes: Uint8Array.from(out) }
}

/** Where the padding behind so many digits is wrong; undefined when it is right. */
function paddingProblem(chars: string, from: number, digits: number): number | undefined {
  const rest = chars.slice(from)
  if (rest.length + digits < 7) return chars.length
  for (let index = 0; index < 7 - digits; index++)
    if (rest.length > index && rest[index] !== '=') return chars.length - rest.length + index - 1
  return digits === 3 || digits === 6 ? from - 1 : undefined
}
