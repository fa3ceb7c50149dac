import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import { MAX_DEPTH, MAX_NODES } from '../../model/limits.ts'
import type { Span } from '../../model/span.ts'
import type { MapEntry, Node, ScalarNode } from '../../model/tree.ts'

interface Built {
  readonly node: Node
  /** Nodes below and including this one, aliases expanded: what a walk over the tree costs. */
  readonly size: number
  readonly height: number
}

interface Frame {
  readonly kind: 'document' | 'map' | 'list'
  readonly start: number
  readonly anchor: string | undefined
  readonly tag: string | undefined
  readonly children: Node[]
  size: number
  height: number
}

interface Builder {
  readonly text: string
  readonly shift: number
  readonly anchors: Map<string, Built>
  readonly stack: Frame[]
  readonly documents: Node[]
  readonly budget: Budget
  last: number
  problem: { why: string; span: Span } | undefined
}

/** Nodes that may still be built, shared by all parts of one file. */
export interface Budget {
  left: number
}

/** Builds the trees of a parsed stream; stops at the first alias, size or depth that must not be followed. */
export function documentsOf(text: string, events: readonly Event[], shift: number, budget: Budget) {
  const builder: Builder = { text, shift, anchors: new Map(), stack: [], documents: [], budget, last: 0, problem: undefined }
  for (const event of events) {
    take(builder, event)
    if (builder.problem !== undefined) return { documents: [], problem: builder.problem }
  }
  return { documents: builder.documents, problem: undefined }
}

function take(builder: Builder, event: Event): void {
  if (event.type === EVENT_ID.POP) {
    close(builder)
  } else if (event.type === EVENT_ID.DOCUMENT) {
    builder.anchors.clear()
    builder.stack.push({ kind: 'document', start: 0, anchor: undefined, tag: undefined, children: [], size: 1, height: 0 })
  } else if (event.type === EVENT_ID.SCALAR) {
    addScalar(builder, event)
  } else if (event.type === EVENT_ID.ALIAS) {
    alias(builder, event.anchorStart, event.anchorEnd)
  } else {
    const kind = event.type === EVENT_ID.MAPPING ? 'map' : 'list'
    const anchor = nameOf(builder, event)
    builder.last = Math.max(builder.last, event.start)
    builder.stack.push({ kind, start: event.start, anchor, tag: tagOf(builder, event), children: [], size: 1, height: 0 })
  }
}

function alias(builder: Builder, start: number, end: number): void {
  const name = builder.text.slice(start, end)
  const target = builder.anchors.get(name)
  builder.last = Math.max(builder.last, end)
  if (target === undefined) fail(builder, `the alias *${name} names no complete anchor before it`, start)
  else add(builder, target, undefined)
}

function close(builder: Builder): void {
  const frame = builder.stack.pop()
  if (frame === undefined) return
  if (frame.kind === 'document') {
    const root = frame.children[0]
    if (root !== undefined) builder.documents.push(root)
    builder.budget.left -= frame.size - 1
    if (builder.budget.left < 0) tooMany(builder, 0)
    return
  }
  const span = { start: frame.start + builder.shift, end: builder.last + builder.shift }
  const tagged = frame.tag === undefined ? {} : { tag: frame.tag }
  const children = frame.children
  const height = 1 + frame.height
  const { size } = frame
  const node: Node =
    frame.kind === 'list'
      ? { kind: 'list', span, items: children, ...tagged }
      : { kind: 'map', span, entries: merged(entriesOf(builder, children)), ...tagged }
  if (height > MAX_DEPTH) fail(builder, `nested more than ${MAX_DEPTH} levels deep (MAX_DEPTH)`, frame.start)
  else if (size > MAX_NODES) tooMany(builder, frame.start)
  else add(builder, { node, size, height }, frame.anchor)
}

function add(builder: Builder, built: Built, anchor: string | undefined): void {
  const frame = builder.stack.at(-1)
  if (frame !== undefined) {
    frame.children.push(built.node)
    frame.size += built.size
    frame.height = Math.max(frame.height, built.height)
  }
  if (anchor !== undefined) builder.anchors.set(anchor, built)
}

function addScalar(builder: Builder, event: ScalarEvent): void {
  const node = scalarNode(builder, event)
  const frame = builder.stack.at(-1)
  if (event.anchorStart >= 0 || frame === undefined) {
    add(builder, { node, size: 1, height: 1 }, nameOf(builder, event))
    return
  }
  frame.children.push(node)
  frame.size++
  frame.height = Math.max(frame.height, 1)
}

function entriesOf(builder: Builder, children: readonly Node[]): readonly MapEntry[] {
  const entries: MapEntry[] = []
  for (let at = 0; at + 1 < children.length; at += 2) {
    const key = children[at]
    const value = children[at + 1]
    if (key !== undefined && value !== undefined) entries.push({ key: keyNode(builder, key), value })
  }
  return entries
}

function keyNode(builder: Builder, key: Node): ScalarNode {
  if (key.kind === 'scalar') return key
  const text = builder.text.slice(key.span.start - builder.shift, key.span.end - builder.shift)
  return { kind: 'scalar', span: key.span, text, plain: false }
}

function merged(entries: readonly MapEntry[]): readonly MapEntry[] {
  if (!entries.some(isMerge)) return entries
  const own = entries.filter((entry) => !isMerge(entry))
  const seen = new Set(own.map((entry) => entry.key.text))
  const inherited: MapEntry[] = []
  for (const source of entries.filter(isMerge).flatMap((entry) => mapsIn(entry.value))) {
    inherited.push(...source.filter((entry) => !seen.has(entry.key.text)))
    for (const entry of source) seen.add(entry.key.text)
  }
  return [...inherited, ...own]
}

function isMerge(entry: MapEntry): boolean {
  return entry.key.plain && entry.key.text === '<<' && mapsIn(entry.value).length > 0
}

function mapsIn(node: Node): readonly (readonly MapEntry[])[] {
  if (node.kind === 'map') return [node.entries]
  return node.kind === 'list' ? node.items.flatMap((item) => (item.kind === 'map' ? [item.entries] : [])) : []
}

function scalarNode(builder: Builder, event: ScalarEvent): ScalarNode {
  const tag = tagOf(builder, event)
  const tagged = tag === undefined ? {} : { tag }
  const plain = event.style === SCALAR_STYLE.PLAIN
  if (event.valueStart < 0) {
    const at = builder.last + builder.shift
    return { kind: 'scalar', span: { start: at, end: at }, text: '', plain, ...tagged }
  }
  const text = decoded(getScalarValue(builder.text, event), tag)
  builder.last = Math.max(builder.last, event.valueEnd)
  return { kind: 'scalar', span: contentSpan(builder, event), text, plain, ...tagged }
}

/** Consumers read a `!!binary` text, key or value, as what it encodes. */
function decoded(text: string, tag: string | undefined): string {
  return tag !== undefined && /binary>?$/.test(tag) ? Buffer.from(text, 'base64').toString('utf8') : text
}

/** The characters of the value: quotes are outside, and so are the indentation and the line end of a block scalar's content. */
function contentSpan(builder: Builder, event: ScalarEvent): Span {
  const { shift, text } = builder
  if (event.style !== SCALAR_STYLE.LITERAL_BLOCK && event.style !== SCALAR_STYLE.FOLDED_BLOCK) {
    return { start: event.valueStart + shift, end: event.valueEnd + shift }
  }
  const raw = text.slice(event.valueStart, event.valueEnd)
  const start = event.valueStart + raw.length - raw.trimStart().length
  return { start: Math.min(start, event.valueEnd) + shift, end: Math.max(start, event.valueStart + raw.trimEnd().length) + shift }
}

function nameOf(builder: Builder, event: { anchorStart: number; anchorEnd: number }): string | undefined {
  return event.anchorStart < 0 ? undefined : builder.text.slice(event.anchorStart, event.anchorEnd)
}

function tagOf(builder: Builder, event: { tagStart: number; tagEnd: number }): string | undefined {
  return event.tagStart < 0 ? undefined : builder.text.slice(event.tagStart, event.tagEnd)
}

function tooMany(builder: Builder, at: number): void {
  fail(builder, `more than ${MAX_NODES} nodes with aliases expanded (MAX_NODES)`, at)
}

function fail(builder: Builder, why: string, at: number): void {
  builder.problem ??= { why, span: { start: at + builder.shift, end: at + builder.shift } }
}
