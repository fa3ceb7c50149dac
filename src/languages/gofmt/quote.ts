import { cutPiece, type Piece, piecesOf, type Text, text, textOfPieces } from '../govalue/text.ts'
import { widen } from '../govalue/unknown.ts'

const PLAIN = /^[ !#-[\]-~]*$/
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u
const SHORT: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
}

/** A Go string literal of these characters, as strconv.Quote (or QuoteToASCII) writes it. */
export function quote(characters: string, ascii = false): string {
  return `"${escapeQuoted(characters, '"', ascii)}"`
}

/** What stands between the quotes of a Go string literal. */
export function escapeQuoted(characters: string, mark: '"' | "'", ascii = false): string {
  if (mark === '"' && PLAIN.test(characters)) return characters
  let out = ''
  for (const character of characters) out += escapeRune(character, mark, ascii)
  return out
}

function escapeRune(character: string, mark: string, ascii: boolean): string {
  if (character === mark) return `\\${mark}`
  const short = SHORT[character]
  if (short !== undefined) return short
  const code = character.codePointAt(0) ?? 0
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`
  if ((!ascii || code < 0x80) && isPrint(character)) return character
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd'
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
}

/** Whether Go's strconv.IsPrint holds the character for printable: of spaces only U+0020. */
export function isPrint(character: string): boolean {
  return PRINTABLE.test(character)
}

/** Whether the text can stand in a raw string literal on one line. */
export function canBackquote(characters: string): boolean {
  return !/[\x00-\x08\x0a-\x1f\x7f`\ufeff]|(?<![\ud800-\udbff])[\udc80-\udcff]/.test(characters)
}

/** A Go string literal of a text, its pieces kept: what is unknown stays so and cannot leave the quotes. */
export function quoteText(of: Text): Text {
  if (of.unknown === undefined && of.text === '') return text('""')
  return textOfPieces([QUOTE, ...piecesOf(of).map(escapePiece), QUOTE])
}

const QUOTE: Piece = { text: '"', sources: undefined, start: -1, unknown: undefined }

function escapePiece(piece: Piece): Piece {
  const escaped = escapeQuoted(piece.text, '"')
  if (piece.unknown !== undefined && piece.unknown.alphabet !== 'word')
    return { ...piece, text: escaped, start: -1, unknown: narrow(piece) }
  return escaped === piece.text ? cutPiece(piece, 0, piece.text.length) : { ...piece, text: escaped, start: -1 }
}

function narrow({ unknown }: Piece): Piece['unknown'] {
  return unknown === undefined ? undefined : widen({ ...unknown, alphabet: 'escaped' }, 'escaped')
}
