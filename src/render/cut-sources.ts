import { placesOf } from '../languages/govalue/sources.ts'
import { type Piece, piecesOf, type Text } from '../languages/govalue/text.ts'
import type { Place } from '../model/span.ts'

/** Where every stretch of a printed text came from, to be asked by offsets. */
export interface Origins {
  /** The pieces that overlap a stretch, cut to it; of empty ones those with an unknown, also at its ends. */
  readonly between: (start: number, end: number) => readonly Piece[]
  /** Unknowns that may hold anything and have no text of their own: something may follow at `at`. */
  readonly gaps: readonly { readonly at: number; readonly piece: Piece }[]
}

/** Characters of white space that are looked past. */
const LOOK_AROUND = 10_000

/** An index over the pieces of a printed text. */
export function originsOf(printed: Text): Origins {
  const pieces = piecesOf(printed)
  const starts: number[] = []
  const gaps: { readonly at: number; readonly piece: Piece }[] = []
  let at = 0
  for (const piece of pieces) {
    starts.push(at)
    if (piece.text === '' && piece.unknown !== undefined) gaps.push({ at: besideOf(printed.text, at), piece })
    at += piece.text.length
  }
  return { between: (start, end) => between(pieces, starts, start, end), gaps }
}

/** Text that may stand alone on its line belongs to the lines of its indentation: an offset in the next or the last of them, else its own. */
function besideOf(text: string, at: number): number {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1
  const indent = text.slice(lineStart, at)
  if (indent.trim() !== '') return at
  const after = /^[^\S\n]*\n\s*/.exec(text.slice(at, at + LOOK_AROUND))?.[0]
  const next = after === undefined ? undefined : at + after.length
  if (next !== undefined && next < text.length && next - (text.lastIndexOf('\n', next - 1) + 1) >= indent.length) return next
  const last = text.slice(0, lineStart).trimEnd().length
  const lastIndent = /^[ ]*/.exec(text.slice(text.lastIndexOf('\n', last - 1) + 1, last))?.[0] ?? ''
  return last > 0 && lastIndent.length >= indent.length ? last : at
}

function between(pieces: readonly Piece[], starts: readonly number[], start: number, end: number): readonly Piece[] {
  const found: Piece[] = []
  for (let index = firstAt(starts, start); index < pieces.length; index++) {
    const piece = pieces[index]
    const from = starts[index] ?? 0
    if (piece === undefined || from >= end) break
    const to = from + piece.text.length
    if (to <= start) continue
    if (start <= from && to <= end) {
      found.push(piece)
      continue
    }
    const cutFrom = Math.max(start - from, 0)
    const text = piece.text.slice(cutFrom, Math.min(end, to) - from)
    found.push({ ...piece, text, start: piece.start < 0 ? -1 : piece.start + cutFrom })
  }
  return found
}

/** The first piece that can reach `offset`: the last one that starts at or before it, and the empty ones there. */
function firstAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return Math.max(low - 1, 0)
}

/** The places of a piece: of a letter for letter one exactly its stretch, else all that it was made of, at most `most`. */
export function placesOfPiece(piece: Piece, most: number): readonly Place[] {
  const places = placesOf(piece.sources, most)
  const only = places[0]
  if (piece.start < 0 || only === undefined) return places
  return [{ file: only.file, span: { start: piece.start, end: piece.start + piece.text.length } }]
}
