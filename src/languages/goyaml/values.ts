import type { Place } from '../../model/span.ts'
import { joinAllSources, type Sources } from '../govalue/sources.ts'
import { derivedText, type Piece, piecesOf, sliceText, type Text, text, textOfPieces } from '../govalue/text.ts'
import type { Unknown } from '../govalue/unknown.ts'
import { ANY_MAP, bool, float, list, type MapValue, nil, unknownValue, type Value } from '../govalue/value.ts'
import type { YamlNode, YamlScalar } from './document.ts'

/** Where the text of a document came from: a file, or a text put together of pieces. */
export interface YamlSource {
  readonly text: string
  /** The place of a stretch of the text. */
  readonly sourcesOf: (start: number, end: number) => Sources
  /** The stretch itself, with its pieces. */
  readonly slice: (start: number, end: number) => Text
  /** What is unknown in a stretch. */
  readonly unknownOf: (start: number, end: number) => Unknown | undefined
}

/** The text of one file. */
export function fileSource(file: string, characters: string): YamlSource {
  const place = (start: number, end: number): Place => ({ file, span: { start, end } })
  return {
    text: characters,
    sourcesOf: place,
    slice: (start, end) => text(characters.slice(start, end), place(start, end), start),
    unknownOf: () => undefined,
  }
}

/** A text that is put together of pieces. */
export function textSource(rope: Text): YamlSource {
  const pieces = piecesOf(rope)
  const ends: number[] = []
  let at = 0
  for (const piece of pieces) {
    at += piece.text.length
    ends.push(at)
  }
  const within = (start: number, end: number): readonly Piece[] => {
    const from = firstPast(ends, start)
    const found: Piece[] = []
    for (let index = from; index < pieces.length && (ends[index - 1] ?? 0) < Math.max(end, start + 1); index++) {
      const piece = pieces[index]
      if (piece !== undefined) found.push(piece)
    }
    return found
  }
  return {
    text: rope.text,
    sourcesOf: (start, end) => joinAllSources(within(start, end).map((piece) => piece.sources)),
    slice: (start, end) => sliceText(rope, start, end),
    unknownOf: (start, end) => (rope.unknown === undefined ? undefined : within(start, end).find((one) => one.unknown)?.unknown),
  }
}

/** The first index whose end lies past an offset. */
function firstPast(ends: readonly number[], offset: number): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] ?? 0) > offset) high = middle
    else low = middle + 1
  }
  return low
}

/** A document as Go's `interface{}` after JSON: numbers are float64, and everything says where it was written. */
export function valueOfYaml(node: YamlNode, source: YamlSource): Value {
  switch (node.kind) {
    case 'scalar':
      return scalarValue(node, source)
    case 'list':
      return list(
        node.items.map((item) => valueOfYaml(item, source)),
        undefined,
        source.sourcesOf(node.start, node.end),
      )
    case 'map':
      return mapValue(node, source)
  }
}

function mapValue(node: YamlNode & { readonly kind: 'map' }, source: YamlSource): MapValue {
  const entries = new Map<string, Value>()
  const keySources = new Map<string, Sources>()
  for (const entry of node.entries) {
    entries.set(entry.key, valueOfYaml(entry.value, source))
    keySources.set(entry.key, source.sourcesOf(entry.at.start, entry.at.end))
  }
  return { kind: 'map', entries, keySources, type: ANY_MAP, sources: source.sourcesOf(node.start, node.end) }
}

function scalarValue(node: YamlScalar, source: YamlSource): Value {
  const unknown = source.unknownOf(node.start, node.end)
  const sources = () => source.sourcesOf(node.start, Math.max(node.end, node.start))
  // A plain scalar with an unknown part may read as a number or a word of YAML.
  if (unknown !== undefined && node.style === 'plain' && node.tag === '' && !beginsAsText(node, source))
    return unknownValue(unknown, undefined, sources())
  if (node.value === null) return nil(sources())
  if (typeof node.value === 'boolean') return bool(node.value, sources())
  if (typeof node.value !== 'string') return float(Number(node.value), sources())
  return textOfScalar(node, node.value, source)
}

/** Whether what is known at its start makes a plain scalar a text, whatever follows. */
function beginsAsText(node: YamlScalar, source: YamlSource): boolean {
  return /^[^-+.~0-9yYnNtTfFoO]/.test(node.text) && source.unknownOf(node.start, node.start + 1) === undefined
}

/** The decoded text of a scalar with the pieces that it stands in, letter for letter where it can be. */
export function textOfScalar(node: YamlScalar, value: string, source: YamlSource): Text {
  const inset = node.style === 'plain' ? 0 : 1
  const start = node.start + inset
  if (value === node.text && source.text.startsWith(value, start) && start + value.length + inset === node.end) {
    if (value !== '') return source.slice(start, node.end - inset)
    return text('', source.sourcesOf(node.start, node.end))
  }
  if (node.lines.length > 0 && value === node.text) return blockText(node, source)
  const whole = source.slice(node.start, node.end)
  const unknown = source.unknownOf(node.start, node.end)
  if (unknown === undefined) return derivedText(value, [whole])
  return textOfPieces([{ text: value, sources: source.sourcesOf(node.start, node.end), start: -1, unknown }])
}

function blockText(node: YamlScalar, source: YamlSource): Text {
  const pieces: Piece[] = []
  const first = node.lines[0] ?? 0
  if (first > 0)
    pieces.push({
      text: node.text.slice(0, first),
      sources: source.sourcesOf(node.start, node.end),
      start: -1,
      unknown: undefined,
    })
  for (let index = 0; index < node.lines.length; index += 2) {
    const [from = 0, at = 0, to = node.text.length] = [node.lines[index], node.lines[index + 1], node.lines[index + 2]]
    pieces.push(...linePieces(node.text.slice(from, to), at, source))
  }
  return textOfPieces(pieces)
}

function linePieces(line: string, at: number, source: YamlSource): readonly Piece[] {
  if (source.text.startsWith(line, at)) return piecesOf(source.slice(at, at + line.length))
  const sources = source.sourcesOf(at, at + line.length)
  return [{ text: line, sources, start: -1, unknown: source.unknownOf(at, at + line.length) }]
}
