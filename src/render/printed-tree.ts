import { type Piece, piecesOf, type Text, textOfPieces } from '../languages/govalue/text.ts'
import type { Unknown as WholeUnknown } from '../languages/govalue/unknown.ts'
import type { YamlEntry, YamlNode, YamlScalar } from '../languages/goyaml/document.ts'
import { readFirstYaml, type YamlLimits, type YamlProblem } from '../languages/goyaml/read.ts'
import type { Place } from '../model/span.ts'
import type { MapEntry, Node, ScalarNode, Unknown } from '../model/tree.ts'
import { type Origins, originsOf, placesOfPiece } from './cut-sources.ts'

/** What the first document of a text was read as. */
export type ReadYaml = ReturnType<typeof readFirstYaml>

/** How printed documents are read back. */
export interface PrintedOptions {
  readonly limits: YamlLimits
  /** Places that are kept of one scalar. */
  readonly mostSources: number
  /** Text that is rarely the one to edit: that of templates, where values hold the same scalar. */
  readonly isTemplate: (file: string, span: Place['span']) => boolean
  /** Where a scalar stands that came from no file. */
  readonly fallback: Place
}

/** A printed document as a tree, or why it is none. `unknowns` are those that could change more than the scalar that they stand in. */
export type PrintedDocument =
  | { readonly kind: 'tree'; readonly root: Node; readonly unknowns: readonly Unknown[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unknown'; readonly unknown: Unknown }
  | { readonly kind: 'problem'; readonly problem: YamlProblem; readonly place: Place | undefined }

/**
 * Reads one printed document as sigs.k8s.io/yaml does and gives every scalar the places that its text came from. What is unknown in a scalar and
 * cannot leave it makes that scalar unknown; what could (a line break, `: `) makes the list or map around it unknown. Scalars that are
 * no texts are written as JSON writes them, texts are never plain: their meaning does not depend on who reads them. `before` is what
 * `readFirstYaml` made of the same text, where that is known.
 */
export function readPrinted(printed: Text, options: PrintedOptions, before?: ReadYaml): PrintedDocument {
  const read = before ?? readFirstYaml(printed.text, { reader: 'sigs', limits: options.limits })
  if (!('problem' in read)) return read.root === undefined ? emptyOf(printed) : treeOf(printed, read.root, options)
  const { unknown } = printed
  if (unknown === undefined) return { kind: 'problem', problem: read, place: placeAt(originsOf(printed), read.at, options) }
  if (unknown.alphabet === 'word') return { kind: 'unknown', unknown: plainUnknown(unknown) }
  return readWithGaps(printed, unknown, options)
}

/**
 * What may hold anything need not be a scalar: without its representative text the rest may be readable. First only those are
 * emptied that stand beside others of their indentation, as entries that are merged in.
 */
function readWithGaps(printed: Text, unknown: WholeUnknown, options: PrintedOptions): PrintedDocument {
  for (const isEmptied of [isBesideOthers, () => true]) {
    const emptied = emptyPieces(printed, isEmptied)
    const read = readFirstYaml(emptied.text, { reader: 'sigs', limits: options.limits })
    if (!('problem' in read) && read.root !== undefined) return treeOf(emptied, read.root, options)
  }
  return { kind: 'unknown', unknown: plainUnknown(unknown) }
}

function emptyPieces(printed: Text, isEmptied: (before: string, after: string) => boolean): Text {
  let at = 0
  const pieces = piecesOf(printed).map((piece) => {
    const from = at
    at += piece.text.length
    return isOpen(piece) && isEmptied(printed.text.slice(0, from), printed.text.slice(at)) ? { ...piece, text: '' } : piece
  })
  return textOfPieces(pieces)
}

function isBesideOthers(before: string, after: string): boolean {
  const indent = /\n( *)$/.exec(before)?.[1]
  if (indent === undefined) return false
  const previous = /(?:^|\n)( *)[^\s][^\n]*\n\s*$/.exec(before)?.[1]
  const following = /^[^\n]*\n(?:[ ]*\n)*( *)[^\s]/.exec(after)?.[1]
  return previous === indent || (following !== undefined && following.length >= indent.length)
}

function emptyOf(printed: Text): PrintedDocument {
  return printed.unknown === undefined ? { kind: 'empty' } : { kind: 'unknown', unknown: plainUnknown(printed.unknown) }
}

function isOpen(piece: Piece): boolean {
  return piece.unknown?.alphabet === 'any' || piece.unknown?.alphabet === 'block'
}

function plainUnknown({ why, at }: WholeUnknown): Unknown {
  return at === undefined ? { why } : { why, at }
}

/** Characters before a place in which its line or its source is looked for. */
const LOOK_BACK = 200

interface Builder {
  readonly text: string
  readonly holdsUnknown: boolean
  readonly origins: Origins
  readonly options: PrintedOptions
  readonly unknowns: Unknown[]
}

/** Inside a node that is to be unknown as a whole: the unknown that may change it. */
type Built = { readonly node: Node; readonly leaks: Unknown | undefined }

function treeOf(printed: Text, root: YamlNode, options: PrintedOptions): PrintedDocument {
  const builder: Builder = {
    text: printed.text,
    holdsUnknown: printed.unknown !== undefined,
    origins: originsOf(printed),
    options,
    unknowns: [],
  }
  const { node, leaks } = build(builder, root)
  const outside = builder.origins.gaps.find(({ at }) => at < root.start || at > root.end)?.piece.unknown
  const unknown = root.kind === 'scalar' ? (leaks ?? outside) : outside
  if (unknown !== undefined && root.kind === 'scalar')
    return { kind: 'unknown', unknown: { why: unknown.why, ...placeOf(unknown) } }
  if (unknown !== undefined) builder.unknowns.push({ why: unknown.why, ...placeOf(unknown) })
  return { kind: 'tree', root: node, unknowns: builder.unknowns }
}

function placeOf({ at }: Unknown): { readonly at?: Place } {
  return at === undefined ? {} : { at }
}

function build(builder: Builder, node: YamlNode): Built {
  if (node.kind === 'scalar') return buildScalar(builder, node)
  const before = builder.unknowns.length
  const built = node.kind === 'map' ? buildMap(builder, node.entries, node) : buildList(builder, node.items, node)
  const gap = builder.origins.gaps.find(({ at }) => at >= node.start && at <= node.end && !isInChild(node, at))?.piece.unknown
  const unknown = built.leaks ?? (gap === undefined ? undefined : plainUnknown(gap))
  if (unknown === undefined) return { node: built.node, leaks: undefined }
  builder.unknowns.length = before
  builder.unknowns.push(unknown)
  return { node: { kind: 'scalar', span: built.node.span, text: '', plain: true, unknown }, leaks: undefined }
}

/** Whether an offset lies inside one of the lists or maps that a node holds: the smallest one that could change counts. */
function isInChild(node: YamlNode, at: number): boolean {
  const children = node.kind === 'map' ? node.entries.map(({ value }) => value) : node.kind === 'list' ? node.items : []
  return children.some((child) => child.kind !== 'scalar' && at >= child.start && at <= child.end)
}

function buildMap(builder: Builder, entries: readonly YamlEntry[], { start, end }: YamlNode): Built {
  let leaks: Unknown | undefined
  const built: MapEntry[] = entries.map((entry) => {
    const key = scalarOf(builder, entry.at, entry.key, false)
    if (key.unknown !== undefined) leaks ??= key.unknown
    const value = build(builder, entry.value)
    leaks ??= value.leaks
    return { key, value: value.node }
  })
  const span = built[0]?.key.span ?? spanBetween(builder, start, end)
  return { node: { kind: 'map', span, entries: built }, leaks }
}

function buildList(builder: Builder, items: readonly YamlNode[], { start, end }: YamlNode): Built {
  let leaks: Unknown | undefined
  const built = items.map((item) => {
    const one = build(builder, item)
    leaks ??= one.leaks
    return one.node
  })
  const span = built[0]?.span ?? spanBetween(builder, start, end)
  return { node: { kind: 'list', span, items: built }, leaks }
}

function buildScalar(builder: Builder, scalar: YamlScalar): Built {
  const { value } = scalar
  const text = typeof value === 'string' ? value : String(value)
  const node = scalarOf(builder, scalar, text, typeof value !== 'string')
  return { node, leaks: leakOf(builder, scalar) }
}

/** The unknown of a scalar that could end it, and so change what is around it. */
function leakOf(builder: Builder, scalar: YamlScalar): Unknown | undefined {
  if (!builder.holdsUnknown) return undefined
  const pieces = builder.origins.between(scalar.start, scalar.end)
  const unknown = pieces.find((piece) => piece.unknown !== undefined && leaks(builder, scalar, piece, piece.unknown))?.unknown
  return unknown === undefined ? undefined : plainUnknown(unknown)
}

function leaks(builder: Builder, { style, start, end }: YamlScalar, piece: Piece, { alphabet }: WholeUnknown): boolean {
  if (alphabet === 'word') return false
  if (alphabet === 'escaped') return style !== 'double'
  if (alphabet === 'any') return true
  if (style === 'literal' || style === 'folded') return false
  // Indented lines that are all of a value on lines of their own are that value, whatever it is.
  const isWhole = piece.text.trim().length === end - start
  return !(isWhole && /\n[ ]*$/.test(builder.text.slice(Math.max(start - LOOK_BACK, 0), start)))
}

function scalarOf(builder: Builder, { start, end, style }: YamlScalar, text: string, plain: boolean): ScalarNode {
  const quoted = (style === 'double' || style === 'single') && end - start > 2 ? 1 : 0
  const pieces = builder.origins.between(start + quoted, end - quoted)
  const sources = sourcesOfPieces(builder, pieces)
  const [first] = sources
  if (first === undefined)
    return withUnknown(builder, { kind: 'scalar', span: fallbackSpan(builder, start), text, plain }, pieces)
  const span = { start: first.span.start, end: first.span.end, file: first.file }
  return withUnknown(builder, { kind: 'scalar', span, text, plain, sources }, pieces)
}

function withUnknown(builder: Builder, node: ScalarNode, pieces: readonly Piece[]): ScalarNode {
  if (!builder.holdsUnknown) return node
  const unknown = pieces.find((piece) => piece.unknown !== undefined)?.unknown
  return unknown === undefined ? node : { ...node, unknown: plainUnknown(unknown) }
}

/** All places of a scalar, the one to edit first: the last part with letters or digits that stands in no template, else the last one. */
function sourcesOfPieces({ options }: Builder, pieces: readonly Piece[]): readonly Place[] {
  const only = pieces[0]
  if (only === undefined) return []
  if (pieces.length === 1 && (only.sources === undefined || !('parts' in only.sources))) return placesOfPiece(only, 1)
  const places = pieces.map((piece) => ({ piece, places: placesOfPiece(piece, options.mostSources) }))
  const worded = places.filter((one) => one.places.length > 0 && /[\p{L}\p{N}]/u.test(one.piece.text))
  const first = worded.findLast((one) => one.places.some(({ file, span }) => !options.isTemplate(file, span))) ?? worded.at(-1)
  const own =
    first?.places.toSorted((a, b) => Number(options.isTemplate(a.file, a.span)) - Number(options.isTemplate(b.file, b.span))) ??
    []
  const all = [...own, ...places.filter((one) => one !== first).flatMap((one) => one.places)]
  const distinct = new Map(all.map((place) => [`${place.file}:${place.span.start}:${place.span.end}`, place]))
  return [...distinct.values()].slice(0, options.mostSources)
}

function spanBetween(builder: Builder, start: number, end: number): Node['span'] {
  const place = sourcesOfPieces(builder, builder.origins.between(start, end))[0]
  return place === undefined ? fallbackSpan(builder, start) : { ...place.span, file: place.file }
}

/** A scalar from nowhere stands where the text before it does. */
function fallbackSpan({ origins, options }: Builder, start: number): Node['span'] {
  const place = placeAt(origins, start, options) ?? options.fallback
  return { ...place.span, file: place.file }
}

function placeAt(origins: Origins, offset: number, options: PrintedOptions): Place | undefined {
  const before = origins.between(Math.max(offset - LOOK_BACK, 0), offset + 1)
  for (const piece of before.toReversed()) {
    const place = placesOfPiece(piece, options.mostSources).at(-1)
    if (place !== undefined)
      return piece.start < 0 ? place : { file: place.file, span: { start: place.span.end, end: place.span.end } }
  }
  return undefined
}
