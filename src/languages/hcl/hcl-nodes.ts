import type { Place, Span } from '../../model/span.ts'
import type { MapEntry, MapNode, Node, ScalarNode } from '../../model/tree.ts'
import { entriesIn } from './hcl-collections.ts'
import { evaluate, innerSpan, itemOf } from './hcl-evaluate.ts'
import { type Scope, spendNode, withNames } from './hcl-scope.ts'
import type { Block, Body } from './hcl-syntax.ts'
import { type Item, type Piece, piecesOf, sourcesOf, UNKNOWN_MARK, type Unknown, unknownIn, type Value } from './hcl-value.ts'

/** The file whose tree is made: its nodes stand in it, what comes from other files is among their `sources`. */
interface Target {
  readonly scope: Scope
  readonly source: string
}

/** How a text was put together: offsets of it lead to where they are written. */
export interface HclText {
  readonly text: string
  readonly placeAt: (
    start: number,
    end: number,
  ) => { readonly span: Span; readonly related: readonly Place[]; readonly exact: boolean }
  readonly unknownIn: (start: number, end: number) => Unknown | undefined
}

const texts = new WeakMap<ScalarNode, { readonly pieces: readonly Piece[]; readonly near: Span; readonly file: string }>()

/**
 * The located tree of a body, evaluated: attributes and blocks are entries, labels are the keys of nested mappings, `dynamic` blocks are
 * written out, a choice gives one entry for each value. Where no file decides a value, its scalar is `unknown` and holds the source.
 */
export function bodyNode(body: Body, scope: Scope, source: string): MapNode {
  const target = { scope, source }
  const attributes = body.attributes.flatMap((one) => {
    const key: ScalarNode = { kind: 'scalar', span: one.span, text: one.name, plain: true }
    return nodesOf(itemOf(one.value, scope), innerSpan(one.value), target).map((value): MapEntry => ({ key, value }))
  })
  return {
    kind: 'map',
    span: body.span,
    entries: [...attributes, ...body.blocks.flatMap((one) => blockEntries(one, scope, source))],
  }
}

/** The entries that a block makes: one, or one for each round of a `dynamic` block. */
export function blockEntries(block: Block, scope: Scope, source: string): readonly MapEntry[] {
  const [label] = block.labels
  const content =
    block.type.text === 'dynamic' && label !== undefined
      ? block.body.blocks.find((one) => one.type.text === 'content')
      : undefined
  if (content !== undefined && label !== undefined) {
    return rounds(block, label.text, scope).map((inner) => ({
      key: scalarOf(label),
      value: bodyNode(content.body, inner, source),
    }))
  }
  return [{ key: scalarOf(block.type), value: labelled(block, bodyNode(block.body, scope, source)) }]
}

/** A block's tree below its labels. */
export function labelled(block: Block, inner: Node): Node {
  return block.labels.reduceRight<Node>(
    (node, label) => ({ kind: 'map', span: block.body.span, entries: [{ key: scalarOf(label), value: node }] }),
    inner,
  )
}

function scalarOf({ text, span }: { readonly text: string; readonly span: Span }): ScalarNode {
  return { kind: 'scalar', span, text, plain: true }
}

/** The scopes of the rounds of a block with `for_each`: its iterator has a `key` and a `value`. */
function rounds(block: Block, label: string, scope: Scope): readonly Scope[] {
  const over = block.body.attributes.find(({ name }) => name === 'for_each')
  if (over === undefined) return [scope]
  const named = block.body.attributes.find(({ name }) => name === 'iterator')?.value
  const iterator = named?.kind === 'traversal' ? named.root : label
  return roundsOf(evaluate(over.value, scope), { file: scope.file, span: over.span }).map((round) =>
    withNames(scope, { [iterator]: round }),
  )
}

/** `{key, value}` for each entry of a collection; one of unknowns where it is not known. */
export function roundsOf(value: Value, at: Place): readonly Value[] {
  return entriesIn(value, at).map(({ key, item }) => ({
    kind: 'map',
    entries: new Map([
      ['key', { value: key, at, key: at }],
      ['value', { ...item, key: at }],
    ]),
  }))
}

function nodesOf({ value, at }: Item, around: Span, target: Target, depth = 0): readonly Node[] {
  const near = at.file === target.scope.file ? at.span : around
  const over = spendNode(target.scope, depth)
  if (over !== undefined) return [unknownScalar(near, over, target)]
  if (value.kind === 'choice') return value.of.flatMap((one) => nodesOf({ value: one, at }, near, target, depth + 1))
  if (value.kind === 'list') return [listNode(value.items, near, target, depth)]
  if (value.kind === 'map') {
    const entries = [...value.entries].flatMap(([name, entry]) => {
      const span = entry.key.file === target.scope.file ? entry.key.span : near
      const key: ScalarNode = { kind: 'scalar', span, text: name.startsWith(UNKNOWN_MARK) ? '*' : name, plain: true }
      return nodesOf(entry, near, target, depth + 1).map((node): MapEntry => ({ key, value: node }))
    })
    return [{ kind: 'map', span: near, entries }]
  }
  if (value.kind === 'text' && value.encodes !== undefined) return nodesOf({ value: value.encodes, at }, near, target, depth + 1)
  if (value.kind === 'unknown') {
    const held = (value.holds ?? []).filter((one) => isCollection(one.value))
    return held.length > 0 ? [listNode(held, near, target, depth)] : [unknownScalar(near, value, target)]
  }
  return [textScalar(value, near, target)]
}

function listNode(items: readonly Item[], near: Span, target: Target, depth: number): Node {
  return { kind: 'list', span: near, items: items.flatMap((one) => nodesOf(one, near, target, depth + 1)) }
}

function isCollection(value: Value): boolean {
  if (value.kind === 'text') return value.encodes !== undefined || value.pieces.length > 3
  if (value.kind === 'unknown') return value.holds?.some((one) => isCollection(one.value)) ?? false
  return value.kind === 'list' || value.kind === 'map' || value.kind === 'choice'
}

function unknownScalar(span: Span, { why }: Unknown, { source }: Target): ScalarNode {
  const written = source.slice(span.start, span.end)
  // Put beside other parts, it must not read as one of them.
  const text = written.includes('${') ? written : `\${${written}}`
  return { kind: 'scalar', span, text, plain: true, unknown: { why } }
}

function textScalar(
  value: Exclude<Value, { readonly kind: 'list' | 'map' | 'choice' | 'unknown' }>,
  near: Span,
  target: Target,
): ScalarNode {
  const { file } = target.scope
  const plain = value.kind !== 'text'
  const open = unknownIn(value)
  const pieces = piecesOf(value)
  if (open !== undefined) {
    const node = { ...unknownScalar(near, open, target), plain: false }
    texts.set(node, { pieces, near, file })
    return node
  }
  if (value.kind === 'null') return { kind: 'scalar', span: near, text: 'null', plain: true }
  const use: Place = { file, span: near }
  const [only] = pieces
  const written = pieces.length === 1 && only?.place?.file === file ? only.place : undefined
  const places = [
    written ?? use,
    ...(written === undefined ? sourcesOf(value) : []),
    ...(written === undefined || same(written, use) ? [] : [use]),
  ]
  const text = pieces.map((piece) => piece.text).join('')
  const node: ScalarNode = { kind: 'scalar', span: (written ?? use).span, text, plain, sources: unique(places, near) }
  texts.set(node, { pieces, near, file })
  return node
}

function same(a: Place, b: Place): boolean {
  return a.file === b.file && a.span.start === b.span.start && a.span.end === b.span.end
}

/** Places besides the first that lie inside the use itself say nothing more. */
function unique([first, ...rest]: readonly Place[], near: Span): readonly Place[] {
  if (first === undefined) return []
  const inUse = (one: Place): boolean =>
    one.file === first.file && one.span.start >= near.start && one.span.end <= near.end && !same(one, { ...one, span: near })
  const kept = rest.filter((one) => !same(one, first) && !inUse(one))
  return [first, ...new Map(kept.map((one) => [`${one.file} ${one.span.start} ${one.span.end}`, one])).values()]
}

/** How the text of a node was put together; undefined for a node that is no text of `bodyNode`. */
export function hclTextOf(node: ScalarNode): HclText | undefined {
  const known = texts.get(node)
  if (known === undefined) return undefined
  const { pieces, near, file } = known
  const starts: number[] = []
  let length = 0
  for (const piece of pieces) {
    starts.push(length)
    length += piece.text.length
  }
  const between = (start: number, end: number): readonly number[] =>
    starts.flatMap((at, index) =>
      at < Math.max(end, start + 1) && at + (pieces[index]?.text.length ?? 0) > start ? [index] : [],
    )
  return {
    text: pieces.map((piece) => piece.text).join(''),
    unknownIn: (start, end) => {
      const open = between(start, end).flatMap((index) => pieces[index]?.unknown ?? [])
      return open.length === 0
        ? undefined
        : (unknownIn({ kind: 'text', pieces: between(start, end).flatMap((index) => pieces[index] ?? []) }) ?? open[0])
    },
    placeAt: (start, end) => {
      const indexes = between(start, end)
      const [index] = indexes
      const piece = index === undefined ? undefined : pieces[index]
      const from = index === undefined ? 0 : (starts[index] ?? 0)
      if (indexes.length === 1 && piece?.place?.file === file) {
        const base = piece.place.span.start
        return { span: { start: base + start - from, end: base + end - from }, related: [], exact: true }
      }
      const taking = indexes.flatMap((one) => pieces[one] ?? [])
      const last = indexes.at(-1) ?? 0
      const begin = edgeOf(taking[0], start - from, file)
      const finish = edgeOf(taking.at(-1), end - (starts[last] ?? 0), file)
      const span = begin === undefined || finish === undefined ? near : { start: begin.start, end: finish.end }
      const related = taking.flatMap((one) => [
        ...(one.sources ?? []),
        ...(one.hole === undefined || one.place === undefined ? [] : [one.place]),
      ])
      return { span, related, exact: false }
    },
  }
}

/** Where a piece begins and ends in the file: its interpolation where it has one, otherwise the character at `offset` of its text. */
function edgeOf(piece: Piece | undefined, offset: number, file: string): Span | undefined {
  if (piece?.hole?.file === file) return piece.hole.span
  const [source] = piece?.sources ?? []
  if (piece?.place === undefined && source?.file === file) return source.span
  if (piece?.place?.file !== file) return undefined
  const at = piece.place.span.start + offset
  return { start: at, end: at }
}
