import { MAX_FILE_BYTES } from '../model/limits.ts'

/** The text of a file, or the reason why it cannot be read as text together with a best effort to see what it would be. */
export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string; readonly glimpse: string }

const LFS = 'version https://git-lfs.github.com/spec/v1'

/**
 * Decodes UTF-8 strictly. Anything that a consumer might read differently than we do (UTF-16 and UTF-32, NUL, invalid UTF-8),
 * a Git LFS pointer and a file larger than MAX_FILE_BYTES is not text here.
 */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes.length > MAX_FILE_BYTES) {
    return no(`the file is larger than ${MAX_FILE_BYTES} bytes`, latin(bytes))
  }
  const wide = wideEncoding(bytes)
  if (wide !== undefined) return no(`the file is ${wide}, not UTF-8`, wideGlimpse(bytes, wide))
  const text = utf8(bytes)
  if (text === undefined) return no('the file is not valid UTF-8', latin(bytes))
  if (text.includes('\0')) return no('the file holds a NUL character', text.replaceAll('\0', ''))
  if (text.startsWith(LFS)) return no('the file is a Git LFS pointer: its content is not in the repository', '')
  return { ok: true, text }
}

function no(why: string, glimpse: string): Decoded {
  return { ok: false, why, glimpse }
}

/** Strict UTF-8: a replacement character that the bytes do not hold was put in for something invalid. */
function utf8(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  if (!text.includes('\ufffd')) return text
  const again = new TextEncoder().encode(text)
  return again.length === bytes.length && again.every((byte, index) => byte === bytes[index]) ? text : undefined
}

function latin(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}

function wideEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32' : 'UTF-16'
  if (a === 0xfe && b === 0xff) return 'UTF-16'
  return a === 0 && b === 0 && c === 0xfe && d === 0xff ? 'UTF-32' : undefined
}

function wideGlimpse(bytes: Uint8Array, encoding: string): string {
  if (encoding === 'UTF-32') return latin(bytes).replaceAll('\0', '')
  return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes)
}
