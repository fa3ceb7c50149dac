import { readUtf8 } from './utf8.ts'

/** The attributes of a distinguished name by their short name in capitals (`C`, `ST`, `O`), or why the text is not one. */
export type ParsedName =
  | { readonly ok: true; readonly attributes: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly why: string }

/** Attributes of names that identities may state, with their object identifiers (X.520). `S` is another word for `ST`. */
export const NAME_ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['CN', '2.5.4.3'],
  ['SERIALNUMBER', '2.5.4.5'],
  ['C', '2.5.4.6'],
  ['L', '2.5.4.7'],
  ['ST', '2.5.4.8'],
  ['STREET', '2.5.4.9'],
  ['O', '2.5.4.10'],
  ['OU', '2.5.4.11'],
  ['POSTALCODE', '2.5.4.17'],
])

/** What the Notary Project specification asks of every identity: without these a name is nobody's in particular. */
export const MANDATORY_ATTRIBUTES = ['C', 'ST', 'O']

const ESCAPED = /\\(?:([0-9A-Fa-f]{2})|([ "#+,;<=>\\]))/y

/**
 * Reads an identity of the Notary Project: a distinguished name (RFC 4514) in which every attribute stands once and by itself.
 * `=#`, several attributes joined by `+`, and names that are not known are refused.
 */
export function parseDistinguishedName(text: string): ParsedName {
  const attributes = new Map<string, string>()
  let at = 0
  while (true) {
    const equals = text.indexOf('=', at)
    const written = equals < 0 ? '' : text.slice(at, equals).trim().toUpperCase()
    const name = written === 'S' ? 'ST' : written
    if (equals < 0) return no(`"${text.slice(at).trim()}" is not written as NAME=value`)
    if (!NAME_ATTRIBUTES.has(name)) return no(`"${written}" is not one of ${[...NAME_ATTRIBUTES.keys()].join(', ')}`)
    if (attributes.has(name)) return no(`${name} stands there twice`)
    const value = readValue(text, equals + 1)
    if (!value.ok) return value
    attributes.set(name, value.text)
    if (value.end >= text.length) return { ok: true, attributes }
    at = value.end + 1
  }
}

function no(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why }
}

type Value = { readonly ok: true; readonly text: string; readonly end: number } | { readonly ok: false; readonly why: string }

/** A value up to the comma that ends it; unescaped spaces around it do not count. */
function readValue(text: string, start: number): Value {
  const bytes: number[] = []
  let kept = 0
  let at = start
  while (text[at] === ' ') at++
  if (text[at] === '#') return no('values that start with # are not read')
  while (at < text.length && text[at] !== ',') {
    const mark = String.fromCodePoint(text.codePointAt(at) ?? 0)
    if (/["+;<>\u0000]/.test(mark)) return no(`${JSON.stringify(mark)} must be escaped with a backslash`)
    const escaped = mark === '\\' ? escapeAt(text, at) : undefined
    if (mark === '\\' && escaped === undefined) return no('a backslash escapes nothing')
    bytes.push(...(escaped?.bytes ?? new TextEncoder().encode(mark)))
    at += escaped?.length ?? mark.length
    if (mark !== ' ') kept = bytes.length
  }
  const value = readUtf8(Uint8Array.from(bytes.slice(0, kept)))
  if (value === undefined) return no('a value is not UTF-8')
  return value === '' ? no('a value is empty') : { ok: true, text: value, end: at }
}

/** A backslash and two hexadecimal digits stand for a byte of UTF-8, a backslash and a special character for that character. */
function escapeAt(text: string, at: number): { readonly bytes: readonly number[]; readonly length: number } | undefined {
  ESCAPED.lastIndex = at
  const [whole, hex, mark] = ESCAPED.exec(text) ?? []
  if (whole === undefined) return undefined
  return { bytes: [hex === undefined ? (mark ?? '').charCodeAt(0) : Number.parseInt(hex, 16)], length: whole.length }
}

/** The attributes that every identity must have and that a name lacks. */
export function missingAttributes(attributes: ReadonlyMap<string, string>): readonly string[] {
  return MANDATORY_ATTRIBUTES.filter((name) => !attributes.has(name))
}
