import type { Place } from '../../model/span.ts'

/**
 * A value of HCL that knows where it was written. What no file decides is *unknown*, a value like any other: it takes part, and whatever
 * comes of it is unknown too. `choice`: one of these, and no file says which.
 */
export type Value = Text | Scalar | List | Mapping | Unknown | Choice

/** A text, in the pieces that it was put together from. `encodes`: what `jsonencode` or `yamlencode` made it of. */
export interface Text {
  readonly kind: 'text'
  readonly pieces: readonly Piece[]
  readonly encodes?: Value
}

/** Stands in a text for what is not known. */
export const UNKNOWN_MARK = '\ue000'

/** A piece of a text. `place` holds exactly this text, `sources` take part in it otherwise; with `unknown` the text is UNKNOWN_MARK. */
export interface Piece {
  readonly text: string
  readonly place?: Place
  readonly sources?: readonly Place[]
  /** The interpolation that put it in. */
  readonly hole?: Place
  readonly unknown?: Unknown
}

/** A number as HCL prints it, a truth value, or null. */
export interface Scalar {
  readonly kind: 'number' | 'bool' | 'null'
  readonly text: string
  readonly place?: Place
}

/** A value with the place of the expression that gives it where it is used. */
export interface Item {
  readonly value: Value
  readonly at: Place
}

/** A list, tuple or set. `open`: there may be more items, for this reason. */
export interface List {
  readonly kind: 'list'
  readonly items: readonly Item[]
  readonly open?: Unknown
}

/** An entry of a map or object; `key` is where its key is written. */
export interface Entry extends Item {
  readonly key: Place
}

/** A map or object, in the order of its entries. `open`: there may be more entries, for this reason. */
export interface Mapping {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, Entry>
  readonly open?: Unknown
}

/** What no file decides. `names` are what nothing gives a value; `holds` is what took part and may still be looked into. */
export interface Unknown {
  readonly kind: 'unknown'
  readonly why: string
  readonly names?: readonly string[]
  readonly holds?: readonly Item[]
}

/** One of several values. */
export interface Choice {
  readonly kind: 'choice'
  readonly of: readonly Value[]
}

export const NULL: Scalar = { kind: 'null', text: 'null' }

/** An unknown value for this reason. */
export function unknown(why: string, holds: readonly Item[] = []): Unknown {
  return holds.length === 0 ? { kind: 'unknown', why } : { kind: 'unknown', why, holds }
}

/** An unknown value because nothing says what a name stands for. */
export function missing(name: string): Unknown {
  return { kind: 'unknown', why: `nothing here gives ${name} a value`, names: [name] }
}

/** One reason for several. */
export function together(all: readonly Unknown[]): Unknown {
  const names = [...new Set(all.flatMap((one) => one.names ?? []))]
  const [only] = all
  if (only !== undefined && all.length === 1) return only
  const [first] = all.filter((one) => one.names === undefined)
  const holds = all.flatMap((one) => one.holds ?? [])
  if (first !== undefined) return unknown(first.why, holds)
  return { kind: 'unknown', why: `nothing here gives ${names.join(', ')} a value`, names, ...(holds.length > 0 ? { holds } : {}) }
}

/** A truth value. */
export function bool(value: boolean): Scalar {
  return { kind: 'bool', text: String(value) }
}

/** A text that stands nowhere by itself; `sources` take part in it. */
export function text(content: string, sources: readonly Place[] = []): Text {
  return { kind: 'text', pieces: [{ text: content, ...(sources.length > 0 ? { sources } : {}) }] }
}

/** The text of a value where it is known whole: of texts, numbers and truth values. */
export function stringOf(value: Value): string | undefined {
  if (value.kind === 'number' || value.kind === 'bool') return value.text
  if (value.kind !== 'text' || value.pieces.some((piece) => piece.unknown !== undefined)) return undefined
  return value.pieces.map((piece) => piece.text).join('')
}

/** The pieces of a value in a template. */
export function piecesOf(value: Value): readonly Piece[] {
  if (value.kind === 'text') return value.pieces
  if (value.kind === 'number' || value.kind === 'bool') {
    return [{ text: value.text, ...(value.place === undefined ? {} : { place: value.place }) }]
  }
  const why = value.kind === 'unknown' ? value : unknown(value.kind === 'null' ? 'it is null' : 'it is no text')
  return [{ text: UNKNOWN_MARK, unknown: why }]
}

/** Every place that takes part in a value's own text. */
export function sourcesOf(value: Value): readonly Place[] {
  return piecesOf(value).flatMap((piece) => [...(piece.place === undefined ? [] : [piece.place]), ...(piece.sources ?? [])])
}

/** Why a value is not known whole; undefined where it is. */
export function unknownIn(value: Value): Unknown | undefined {
  if (value.kind === 'unknown') return value
  if (value.kind !== 'text') return undefined
  const unknowns = value.pieces.flatMap((piece) => piece.unknown ?? [])
  return unknowns.length === 0 ? undefined : together(unknowns)
}

const MAX_COLLECTIONS = 4

/** Values as one value: a choice, unless all are the same text. Of many collections no choice is made: their combinations would be too many. */
export function choiceOf(values: readonly Value[]): Value {
  const flat = values.flatMap((value) => (value.kind === 'choice' ? value.of : [value]))
  const open = flat.flatMap((value) => (value.kind === 'unknown' ? [value] : []))
  const known = flat.filter((value) => value.kind !== 'unknown')
  const different = [
    ...new Map(known.map((value, index) => [idOf(value) ?? index, value])).values(),
    ...(open.length === 0 ? [] : [together(open)]),
  ]
  const [first] = different
  if (different.length === 1 && first !== undefined) return first
  const collections = different.filter((value) => value.kind === 'list' || value.kind === 'map').length
  return collections > MAX_COLLECTIONS ? unknown('it may be one of many values') : { kind: 'choice', of: different }
}

/** What makes a text that is written at one place the same as another. */
function idOf(value: Value): string | undefined {
  if (value.kind === 'null') return 'null'
  const content = stringOf(value)
  return content === undefined
    ? undefined
    : JSON.stringify([value.kind, content, sourcesOf(value).map((one) => [one.file, one.span.start])])
}
