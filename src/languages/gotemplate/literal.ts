import { fromBytes } from '../govalue/utf8.ts'

const SHORT: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

/** The text of a Go string literal with its quotes, raw or not; undefined where strconv.Unquote says "invalid syntax". */
export function unquote(literal: string): string | undefined {
  if (literal.startsWith('`')) return literal.slice(1, -1).replaceAll('\r', '')
  const body = literal.slice(1, -1)
  return body.includes('\\') ? decode(body, '"') : body
}

/** The code of a Go rune literal with its quotes; a message where it is malformed. */
export function runeOf(literal: string): number | string {
  const body = literal.slice(1, -1)
  const characters = decodeRunes(body, "'")
  if (characters === undefined || body === '') return 'invalid syntax'
  const first = characters[0]
  return characters.length === 1 && first !== undefined ? first.code : `malformed character constant: ${literal}`
}

interface Rune {
  readonly code: number
  /** Written as one byte (`\x80`), not as a character. */
  readonly byte: boolean
}

function decode(body: string, mark: string): string | undefined {
  const runes = decodeRunes(body, mark)
  if (runes === undefined) return undefined
  let text = ''
  for (const { code, byte } of runes)
    text += byte && code >= 0x80 ? String.fromCharCode(0xdc00 + code) : String.fromCodePoint(code)
  return /[\udc80-\udcff]/.test(text) ? rejoin(text) : text
}

/** Bytes that were escaped one by one may form characters together. */
function rejoin(text: string): string {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00)
    else bytes.push(...new TextEncoder().encode(character))
  }
  return fromBytes(Uint8Array.from(bytes))
}

function decodeRunes(body: string, mark: string): readonly Rune[] | undefined {
  const runes: Rune[] = []
  for (let at = 0; at < body.length; ) {
    if (body[at] !== '\\') {
      const code = body.codePointAt(at) ?? 0
      runes.push({ code, byte: false })
      at += code > 0xffff ? 2 : 1
      continue
    }
    const escaped = escapeAt(body, at + 1, mark)
    if (escaped === undefined) return undefined
    runes.push(escaped.rune)
    at = escaped.next
  }
  return runes
}

function escapeAt(body: string, at: number, mark: string): { readonly rune: Rune; readonly next: number } | undefined {
  const letter = body[at] ?? ''
  const short = SHORT[letter] ?? (letter === mark ? mark : undefined)
  if (short !== undefined) return { rune: { code: short.charCodeAt(0), byte: false }, next: at + 1 }
  const digits = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0
  if (digits > 0) {
    const hex = body.slice(at + 1, at + 1 + digits)
    const code = Number.parseInt(hex, 16)
    if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length !== digits) return undefined
    if (digits > 2 && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) return undefined
    return { rune: { code, byte: digits === 2 }, next: at + 1 + digits }
  }
  const octal = /^[0-7]{3}/.exec(body.slice(at, at + 3))?.[0]
  const code = Number.parseInt(octal ?? '999', 8)
  return octal === undefined || code > 255 ? undefined : { rune: { code, byte: true }, next: at + 3 }
}
