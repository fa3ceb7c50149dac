import { cutPiece, type Piece, piecesOf, sliceText, type Text, text, textOfPieces } from '../govalue/text.ts'
import { deriveUnknown } from '../govalue/unknown.ts'
import { byteLength, sliceBytes } from '../govalue/utf8.ts'
import { unknownTextResult } from './unknowns.ts'

/** Go's unicode.IsSpace. */
export const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/
const WORD_TEXT = /^[\w.+/=@-]*$/

/** A text that some operation changes in a way that its unknown parts do not tell: unknown, but a word if all of it is one. */
export function blurred(operation: string, of: Text, ...others: readonly Text[]): Text {
  const narrow = [of, ...others].every((part) =>
    piecesOf(part).every(({ unknown, text: characters }) =>
      unknown === undefined ? WORD_TEXT.test(characters) : unknown.alphabet === 'word',
    ),
  )
  return unknownTextResult(operation, [of, ...others], narrow ? 'word' : 'any', narrow ? of.text : undefined)
}

/** Changes characters one by one: known pieces by `change`, unknown ones stay unknown of the same alphabet. */
export function mapText(operation: string, of: Text, change: (characters: string) => string): Text {
  const changed = change(of.text)
  if (changed === of.text && of.unknown === undefined) return of
  return textOfPieces(
    piecesOf(of).map((piece) => {
      const characters = change(piece.text)
      if (piece.unknown !== undefined)
        return { ...piece, text: characters, unknown: deriveUnknown(operation, [piece.unknown], piece.unknown.alphabet) }
      return characters === piece.text ? piece : { ...piece, text: characters, start: -1 }
    }),
  )
}

/** The text without the characters at its ends that `cut` names; undefined when unknown parts decide that. */
export function trimText(
  of: Text,
  cut: (character: string) => boolean,
  left: boolean,
  right: boolean,
  spaces: boolean,
): Text | undefined {
  const from = left ? leftEdge(of, cut, spaces) : 0
  const to = right ? rightEdge(of, cut, spaces) : of.text.length
  if (from === undefined || to === undefined) return undefined
  return from >= to ? emptied(of) : sliceText(of, from, to)
}

/** What is left when nothing is: it still comes from where the text came from. */
function emptied(of: Text): Text {
  const first = piecesOf(of)[0]
  return first === undefined ? text('') : textOfPieces([{ ...cutPiece(first, 0, 0), unknown: undefined }])
}

function leftEdge(of: Text, cut: (character: string) => boolean, spaces: boolean): number | undefined {
  let at = 0
  for (const piece of piecesOf(of)) {
    const end = piece.unknown === undefined ? prefixEnd(piece, cut) : edgeOfUnknown(piece, spaces)
    if (end === undefined) return undefined
    at += end
    if (end < piece.text.length || piece.unknown !== undefined) return at
  }
  return at
}

function prefixEnd({ text: characters }: Piece, cut: (character: string) => boolean): number {
  let end = 0
  for (const character of characters) {
    if (!cut(character)) return end
    end += character.length
  }
  return end
}

/** A word begins and ends with no space; of other unknowns nothing is known. */
function edgeOfUnknown(piece: Piece, spaces: boolean): number | undefined {
  return spaces && piece.unknown?.alphabet === 'word' ? 0 : undefined
}

function rightEdge(of: Text, cut: (character: string) => boolean, spaces: boolean): number | undefined {
  let at = of.text.length
  for (const piece of [...piecesOf(of)].reverse()) {
    if (piece.unknown !== undefined) return edgeOfUnknown(piece, spaces) === undefined ? undefined : at
    const length = suffixLength(piece, cut)
    at -= length
    if (length < piece.text.length) return at
  }
  return at
}

function suffixLength({ text: characters }: Piece, cut: (character: string) => boolean): number {
  let length = 0
  for (let at = characters.length; at > 0; ) {
    const low = characters.charCodeAt(at - 1)
    const high = at > 1 ? characters.charCodeAt(at - 2) : 0
    const size = low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff ? 2 : 1
    if (!cut(characters.slice(at - size, at))) return length
    length += size
    at -= size
  }
  return length
}

/** How much text stands before the first unknown piece, in UTF-16 units; all of it where nothing is unknown. */
export function knownPrefix(of: Text): number {
  if (of.unknown === undefined) return of.text.length
  let length = 0
  for (const piece of piecesOf(of)) {
    if (piece.unknown !== undefined) return length
    length += piece.text.length
  }
  return length
}

/** How much text stands behind the last unknown piece, in UTF-16 units. */
export function knownSuffix(of: Text): number {
  if (of.unknown === undefined) return of.text.length
  let length = 0
  for (const piece of [...piecesOf(of)].reverse()) {
    if (piece.unknown !== undefined) return length
    length += piece.text.length
  }
  return length
}

/** The part of a known text between two offsets in bytes of UTF-8, as Go slices strings. */
export function sliceTextBytes(of: Text, from: number, to: number): Text {
  if (from <= 0 && to >= byteLength(of.text)) return of
  if (byteLength(of.text) === of.text.length) return from >= to ? emptied(of) : sliceText(of, from, to)
  const before = sliceBytes(of.text, 0, from)
  const cut = sliceBytes(of.text, from, to)
  // Where characters stay whole, offsets of bytes are offsets of characters.
  if (of.text.startsWith(before) && of.text.startsWith(cut, before.length))
    return sliceText(of, before.length, before.length + cut.length)
  return textOfPieces([{ text: cut, sources: piecesOf(of)[0]?.sources, start: -1, unknown: undefined }])
}
