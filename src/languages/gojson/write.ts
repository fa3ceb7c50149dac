import { sourcesOf } from '../govalue/inspect.ts'
import { type Piece, piecesOf, type Text, text, textOfPieces, unknownText } from '../govalue/text.ts'
import { bytesOf, compareBytes } from '../govalue/utf8.ts'
import type { List, Value } from '../govalue/value.ts'

/** How to print: with `\u003c` for `<`, `>` and `&`, and indented by two spaces or on one line. */
export interface JsonStyle {
  readonly html: boolean
  readonly indented: boolean
}

/** Why a value has no JSON, in Go's words. */
export class JsonProblem extends Error {}

interface Writer {
  readonly style: JsonStyle
  readonly out: Text[]
  readonly spend: (steps: number) => void
  readonly open: Set<Value>
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}
const ESCAPED = /["\\\x00-\x1f\u2028\u2029\ud800-\udfff]/
const ESCAPED_HTML = /["\\\x00-\x1f<>&\u2028\u2029\ud800-\udfff]/

/** A value as Go's encoding/json prints it, keys sorted by bytes; every string keeps its pieces. Throws `JsonProblem`. */
export function writeJson(value: Value, style: JsonStyle, spend: (steps: number) => void): Text {
  const writer: Writer = { style, out: [], spend, open: new Set() }
  write(writer, value, 0)
  return textOfPieces(writer.out.flatMap(piecesOf))
}

function write(writer: Writer, value: Value, depth: number): void {
  writer.spend(1)
  switch (value.kind) {
    case 'nil':
      put(writer, 'null', value)
      return
    case 'bool':
    case 'int':
      put(writer, String(value.value), value)
      return
    case 'float':
      put(writer, numberText(value.value), value)
      return
    case 'text':
      writer.out.push(quoteJson(value, writer.style.html))
      return
    case 'bytes':
      put(writer, `"${Buffer.from(bytesOf(value.text.text)).toString('base64')}"`, value)
      return
    case 'unknown':
      writer.out.push(unknownText(value.unknown, 'null', value.sources))
      return
    case 'list':
      writeList(writer, value, depth)
      return
    case 'map':
      if (value.isNil === true) put(writer, 'null', value)
      else writeEntries(writer, value, sorted(value.entries), depth)
      return
    case 'struct':
      if (value.json === undefined) writeEntries(writer, value, [...value.fields], depth)
      else write(writer, value.json(), depth)
      return
    default:
      throw new JsonProblem(`json: unsupported type: ${value.kind === 'complex' ? 'complex128' : 'func()'}`)
  }
}

function sorted(entries: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...entries].sort(([a], [b]) => compareBytes(a, b))
}

function put(writer: Writer, characters: string, from: Value): void {
  writer.out.push(text(characters, sourcesOf(from)))
}

/** Numbers as JavaScript prints them, exponents from 1e21 and below 1e-6 on. */
function numberText(value: number): string {
  if (!Number.isFinite(value))
    throw new JsonProblem(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`)
  return Object.is(value, -0) ? '-0' : String(value)
}

function writeList(writer: Writer, value: List, depth: number): void {
  if (value.isNil === true) put(writer, 'null', value)
  else enclosed(writer, value, '[', ']', value.items, depth, (item) => write(writer, item, depth + 1))
}

function writeEntries(writer: Writer, value: Value, entries: readonly (readonly [string, Value])[], depth: number): void {
  const colon = text(writer.style.indented ? ': ' : ':')
  enclosed(writer, value, '{', '}', entries, depth, ([key, item]) => {
    const sources = value.kind === 'map' ? value.keySources?.get(key) : undefined
    writer.out.push(quoteJson(text(key, sources), writer.style.html), colon)
    write(writer, item, depth + 1)
  })
}

function enclosed<T>(
  writer: Writer,
  value: Value,
  open: string,
  close: string,
  items: readonly T[],
  depth: number,
  each: (item: T) => void,
): void {
  if (writer.open.has(value)) throw new JsonProblem('json: unsupported value: encountered a cycle')
  if (items.length === 0) {
    put(writer, open + close, value)
    return
  }
  writer.open.add(value)
  const line = (level: number): string => (writer.style.indented ? `\n${'  '.repeat(level)}` : '')
  for (const [index, item] of items.entries()) {
    writer.out.push(text((index === 0 ? open : ',') + line(depth + 1)))
    each(item)
  }
  writer.out.push(text(line(depth) + close))
  writer.open.delete(value)
}

/** A text in the quotes of JSON, its pieces kept; what is unknown cannot leave the quotes. */
function quoteJson(of: Text, html: boolean): Text {
  const pattern = html ? ESCAPED_HTML : ESCAPED
  if (of.unknown === undefined && !pattern.test(of.text)) return textOfPieces([QUOTE, ...piecesOf(of), QUOTE])
  return textOfPieces([QUOTE, ...piecesOf(of).map((piece) => escapePiece(piece, pattern, html)), QUOTE])
}

const QUOTE: Piece = { text: '"', sources: undefined, start: -1, unknown: undefined }

function escapePiece(piece: Piece, pattern: RegExp, html: boolean): Piece {
  const { unknown } = piece
  const inside = unknown?.alphabet === 'any' ? { ...unknown, alphabet: 'escaped' as const } : unknown
  if (!pattern.test(piece.text)) return inside === unknown ? piece : { ...piece, unknown: inside }
  let characters = ''
  for (const char of piece.text) characters += escapeChar(char, html)
  return { ...piece, text: characters, start: -1, unknown: inside }
}

function escapeChar(char: string, html: boolean): string {
  const short = SHORT[char]
  if (short !== undefined) return short
  const code = char.codePointAt(0) ?? 0
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd'
  const special = code < 0x20 || code === 0x2028 || code === 0x2029 || (html && (char === '<' || char === '>' || char === '&'))
  return special ? `\\u${code.toString(16).padStart(4, '0')}` : char
}
