import { printValue } from '../../../languages/gofmt/print.ts'
import { sourcesOf } from '../../../languages/govalue/inspect.ts'
import { placesOf } from '../../../languages/govalue/sources.ts'
import { piecesOf, type Text, text } from '../../../languages/govalue/text.ts'
import type { MapValue, Value } from '../../../languages/govalue/value.ts'
import { MAX_RENDERED_SOURCES } from '../../../model/limits.ts'
import type { Place } from '../../../model/span.ts'
import { child, type MapEntry, type MapNode, type Node, type ScalarNode } from '../../../model/tree.ts'
import { placesOfPiece } from '../../cut-sources.ts'
import { YAML_LIMITS } from '../../helm/metadata.ts'
import { readPrinted } from '../../printed-tree.ts'
import { SetProblem } from './problem.ts'

/** What fills the texts of one Application, and where what has no place of its own stands. */
export interface Making {
  readonly fill: (text: Text) => Text
  readonly at: Place
}

/** A generator's own template over that of the set: what it leaves empty is taken from there. */
export function overTemplate(own: Value, base: Value): Value {
  if (own.kind === 'nil' || (own.kind === 'text' && own.text === '')) return base
  if (own.kind === 'list') return own.items.length === 0 ? base : own
  if (own.kind === 'bool') return own.value ? own : base
  if (own.kind !== 'map' || base.kind !== 'map') return own
  const entries = new Map(base.entries)
  for (const [key, value] of own.entries) {
    const under = base.entries.get(key)
    entries.set(key, under === undefined || key === 'valuesObject' ? value : overTemplate(value, under))
  }
  return { ...own, entries }
}

/** A template with its texts filled, every scalar with the places that it came from. The values of a chart are read as the mapping that they are a text of. */
export function madeNode(value: Value, making: Making): Node {
  const span = spanOf(placesOf(sourcesOf(value), 1)[0] ?? making.at)
  if (value.kind === 'list') return { kind: 'list', span, items: value.items.map((item) => madeNode(item, making)) }
  if (value.kind === 'map') return { kind: 'map', span, entries: madeEntries(value, making) }
  if (value.kind === 'text') return scalarOf(making.fill(value), value, making)
  if (value.kind === 'nil') return { kind: 'scalar', text: 'null', plain: true, span }
  return { kind: 'scalar', text: printValue(value).text, plain: true, span }
}

function madeEntries(value: MapValue, making: Making): readonly MapEntry[] {
  return [...value.entries].map(([key, one]): MapEntry => {
    const place = placesOf(value.keySources?.get(key), 1)[0] ?? making.at
    const name = scalarOf(making.fill(text(key, place)), text(key, place), making)
    return { key: name, value: madeNode(one, making) }
  })
}

/** A filled text: it stands at the last parameter in it, because that is what a person would edit. */
function scalarOf(filled: Text, template: Text, { at }: Making): ScalarNode {
  const pieces = piecesOf(filled).map((piece) => ({ piece, places: placesOfPiece(piece, MAX_RENDERED_SOURCES) }))
  const own = placesOf(sourcesOf(template))
  const worded = pieces.filter(({ piece, places }) => places.length > 0 && /[\p{L}\p{N}]/u.test(piece.text))
  const main = worded.findLast(({ places }) => !places.every((place) => isWithin(own, place))) ?? worded.at(-1)
  const all = [...(main?.places ?? []), ...pieces.flatMap(({ places }) => places), ...own]
  const sources = [...new Map(all.map((one) => [`${one.file} ${one.span.start} ${one.span.end}`, one])).values()]
  const unknown = filled.unknown === undefined ? {} : { unknown: { why: filled.unknown.why } }
  const span = spanOf(sources[0] ?? at)
  return { kind: 'scalar', text: filled.text, plain: false, span, sources: sources.slice(0, MAX_RENDERED_SOURCES), ...unknown }
}

function isWithin(all: readonly Place[], { file, span }: Place): boolean {
  return all.some((one) => one.file === file && one.span.start <= span.start && span.end <= one.span.end)
}

function spanOf({ file, span }: Place): Node['span'] {
  return { start: span.start, end: span.end, file }
}

/** A filled text as the mapping that it is written as; undefined for an empty one. */
export function readFilled(filled: Text, what: string, at: Place, template?: Text): MapNode | undefined {
  const own = template === undefined ? [] : placesOf(sourcesOf(template))
  const read = readPrinted(filled, {
    limits: YAML_LIMITS,
    mostSources: MAX_RENDERED_SOURCES,
    isTemplate: (file, span) => isWithin(own, { file, span }),
    fallback: at,
  })
  if (read.kind === 'empty') return undefined
  if (read.kind === 'problem') throw new SetProblem(`${what} cannot be read: ${read.problem.problem}`, read.place ?? at)
  if (read.kind === 'unknown') throw new SetProblem(read.unknown.why, read.unknown.at ?? at)
  if (read.root.kind === 'map') return read.root
  if (read.root.kind === 'scalar' && read.root.plain && read.root.text === 'null') return undefined
  throw new SetProblem(`${what} is no mapping`, at)
}

/** The text of a scalar as the mapping that it is written as, with the places of the scalar. */
export function readFilledText(
  node: ScalarNode,
  at: Place,
): { readonly kind: 'read'; readonly root: MapNode | undefined } | { readonly kind: 'problem'; readonly why: string } {
  try {
    return { kind: 'read', root: readFilled(text(node.text, at), 'values', at) }
  } catch (error) {
    if (error instanceof SetProblem) return { kind: 'problem', why: error.message }
    throw error
  }
}

/** A patch over an object: mappings are merged, anything else takes the place of what was there, and null removes it. */
export function patched(node: Node | undefined, patch: Node): Node {
  if (patch.kind !== 'map') return patch
  const directive = patch.entries.find(({ key }) => key.text.startsWith('$'))
  if (directive !== undefined) throw new SetProblem(`templatePatch uses ${directive.key.text}, which is not followed`)
  const old = node?.kind === 'map' ? node.entries : []
  const named = new Set(patch.entries.map(({ key }) => key.text))
  const changed = patch.entries.flatMap(({ key, value }): MapEntry[] => {
    if (value.kind === 'scalar' && value.plain && /^(?:null|~|)$/i.test(value.text)) return []
    return [{ key, value: patched(node === undefined ? undefined : child(node, key.text), value) }]
  })
  return { kind: 'map', span: node?.span ?? patch.span, entries: [...old.filter(({ key }) => !named.has(key.text)), ...changed] }
}
