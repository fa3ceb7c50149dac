import { joinAllSources, type Sources } from './sources.ts'
import { type Unknown, wider } from './unknown.ts'

/**
 * A stretch of text with one origin. `start` is the offset in its only source where `text` stands letter for letter, -1 where the text
 * was computed or decoded from its sources. An unknown piece has a representative text, which means nothing.
 */
export interface Piece {
  readonly text: string
  readonly sources: Sources
  readonly start: number
  readonly unknown: Unknown | undefined
}

/**
 * A string: its characters, and lazily the pieces that they came from. `unknown` is the widest unknown of its pieces;
 * a text that has one is not known, whatever its characters.
 */
export interface Text {
  readonly kind: 'text'
  readonly text: string
  readonly unknown: Unknown | undefined
  /** For `piecesOf` alone. */
  pieces: readonly Piece[] | (() => readonly Piece[])
  /** How many unmade layers of pieces stand below. */
  layers: number
}

/** Layers of unmade pieces after which they are made, so that making them never nests deep. */
const MAX_LAYERS = 64

/** The empty text. */
export const EMPTY: Text = { kind: 'text', text: '', unknown: undefined, pieces: [], layers: 0 }

/** A text with one origin, computed or decoded from `sources` where no `start` says that it stands there letter for letter. */
export function text(characters: string, sources: Sources = undefined, start = -1): Text {
  if (characters === '' && sources === undefined) return EMPTY
  return {
    kind: 'text',
    text: characters,
    unknown: undefined,
    pieces: [{ text: characters, sources, start, unknown: undefined }],
    layers: 0,
  }
}

/** A text that is not known; `representative` has its likely shape (for `word` it must be such a word). */
export function unknownText(unknown: Unknown, representative = 'unknown', sources: Sources = unknown.at): Text {
  const piece: Piece = { text: representative, sources, start: -1, unknown }
  return { kind: 'text', text: representative, unknown, pieces: [piece], layers: 0 }
}

/** A text of these pieces. */
export function textOfPieces(pieces: readonly Piece[]): Text {
  let characters = ''
  let unknown: Unknown | undefined
  for (const piece of pieces) {
    characters += piece.text
    unknown = wider(unknown, piece.unknown)
  }
  return { kind: 'text', text: characters, unknown, pieces, layers: 0 }
}

/** The pieces of a text in order; together they are its characters. An empty text may have one empty piece, which keeps its sources. */
export function piecesOf(of: Text): readonly Piece[] {
  if (typeof of.pieces === 'function') {
    of.pieces = of.pieces()
    of.layers = 0
  }
  return of.pieces
}

/** All sources of a text together. */
export function sourcesOfText(of: Text): Sources {
  return joinAllSources(piecesOf(of).map((piece) => piece.sources))
}

/** These texts in a row. */
export function concatText(parts: readonly Text[]): Text {
  const only = parts.length === 1 ? parts[0] : undefined
  if (only !== undefined) return only
  if (parts.length === 0) return EMPTY
  let unknown: Unknown | undefined
  let characters = ''
  for (const part of parts) {
    characters += part.text
    unknown = wider(unknown, part.unknown)
  }
  return lazyText(characters, unknown, parts, () => parts.flatMap(piecesOf))
}

/** The characters from `from` up to `to` (UTF-16 offsets); pieces and what is unknown in them are cut along. */
export function sliceText(of: Text, from: number, to = of.text.length): Text {
  if (from <= 0 && to >= of.text.length) return of
  const characters = of.text.slice(from, to)
  if (of.unknown !== undefined) return textOfPieces(cutPieces(piecesOf(of), from, to))
  return lazyText(characters, undefined, [of], () => cutPieces(piecesOf(of), from, to))
}

/** `before` set at the start of every line, the empty ones and the last too, as sprig's `indent` does. */
export function indentText(of: Text, before: string): Text {
  const pad: Piece = { text: before, sources: undefined, start: -1, unknown: undefined }
  const characters = before + of.text.replaceAll('\n', `\n${before}`)
  const unknown = indented(of.unknown, before)
  return lazyText(characters, unknown, [of], () => [pad, ...piecesOf(of).flatMap((piece) => padLines(piece, pad))])
}

/** What may hold anything has only indented lines now. */
function indented(unknown: Unknown | undefined, before: string): Unknown | undefined {
  return unknown?.alphabet === 'any' && before !== '' ? { ...unknown, alphabet: 'block' } : unknown
}

/** A new text computed from old ones: one piece with all their sources. */
export function derivedText(characters: string, from: readonly Text[]): Text {
  const single = from.length === 1 ? from[0] : undefined
  if (single !== undefined && single.text === characters && single.unknown === undefined) return single
  return lazyText(characters, undefined, from, () => {
    return [{ text: characters, sources: joinAllSources(from.map(sourcesOfText)), start: -1, unknown: undefined }]
  })
}

function lazyText(characters: string, unknown: Unknown | undefined, from: readonly Text[], make: () => readonly Piece[]): Text {
  let layers = 0
  for (const part of from) if (part.layers > layers) layers = part.layers
  if (layers >= MAX_LAYERS) {
    for (const part of from) piecesOf(part)
    layers = 0
  }
  return { kind: 'text', text: characters, unknown, pieces: make, layers: layers + 1 }
}

function cutPieces(pieces: readonly Piece[], from: number, to: number): readonly Piece[] {
  const cut: Piece[] = []
  let at = 0
  for (const piece of pieces) {
    const end = at + piece.text.length
    if (piece.text === '' ? piece.unknown !== undefined && at >= from && at <= to : end > from && at < to)
      cut.push(cutPiece(piece, Math.max(from - at, 0), Math.min(to - at, piece.text.length)))
    at = end
    if (at > to) break
  }
  return cut
}

/** The part of a piece between two offsets. */
export function cutPiece(piece: Piece, from: number, to: number): Piece {
  if (from === 0 && to === piece.text.length) return piece
  return { ...piece, text: piece.text.slice(from, to), start: piece.start < 0 ? -1 : piece.start + from }
}

function padLines(piece: Piece, pad: Piece): readonly Piece[] {
  if (piece.unknown !== undefined) {
    return [{ ...piece, text: piece.text.replaceAll('\n', `\n${pad.text}`), unknown: indented(piece.unknown, pad.text) }]
  }
  if (!piece.text.includes('\n')) return [piece]
  if (piece.start < 0) return [{ ...piece, text: piece.text.replaceAll('\n', `\n${pad.text}`) }]
  const lines: Piece[] = []
  for (let from = 0; from < piece.text.length; ) {
    const end = piece.text.indexOf('\n', from)
    const to = end < 0 ? piece.text.length : end + 1
    lines.push(cutPiece(piece, from, to))
    if (end >= 0) lines.push(pad)
    from = to
  }
  return lines
}
