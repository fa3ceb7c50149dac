import { type Reader, refused } from './reader.ts'

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\x1b', '"': '"', '\\': '\\' }

/** A string between double quotes on one line, its escapes undone. */
export function takeBasic(reader: Reader): string {
  const found = /^"((?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[^\n])*)"/.exec(reader.text.slice(reader.at))
  if (found === null) throw refused(reader)
  const value = unescaped(reader, found[1] ?? '')
  reader.at += found[0].length
  return value
}

/** A string between single quotes on one line, as it stands. */
export function takeLiteral(reader: Reader): string {
  const found = /^'([^'\x00-\x08\x0a-\x1f\x7f]*)'/.exec(reader.text.slice(reader.at))
  if (found === null) throw refused(reader)
  reader.at += found[0].length
  return found[1] ?? ''
}

/** A string between three quotes; a line break right behind them does not count. */
export function takeMultiline(reader: Reader): string {
  const quotes = reader.text.slice(reader.at, reader.at + 3)
  const basic = quotes.startsWith('"')
  const body = reader.text.slice(reader.at + 3)
  const found = (basic ? /^((?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*?"{0,2})"""(?!")/ : /^((?:[^']|'{1,2}(?!'))*?'{0,2})'''(?!')/).exec(
    body,
  )
  if (found === null) throw refused(reader)
  const inside = (found[1] ?? '').replaceAll('\r\n', '\n').replace(/^\n/, '')
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(inside)) throw refused(reader)
  const value = basic ? unescaped(reader, inside.replace(/((?:^|[^\\])(?:\\\\)*)\\[ \t]*\n[ \t\n]*/g, '$1')) : inside
  reader.at += 3 + found[0].length
  return value
}

function unescaped(reader: Reader, inside: string): string {
  return inside.replace(
    /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|([\s\S]))/g,
    (_, four, eight, two, char: string) => {
      const digits: string | undefined = four ?? eight ?? two
      const code = digits === undefined ? -1 : Number.parseInt(digits, 16)
      if (digits !== undefined && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) throw refused(reader)
      const plain = digits === undefined ? ESCAPES[char] : String.fromCodePoint(code)
      if (plain === undefined) throw refused(reader)
      return plain
    },
  )
}
