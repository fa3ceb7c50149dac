import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import { type Deadline, OVERTIME } from '../../model/deadline.ts'
import { MAX_DEPTH, MAX_NODES } from '../../model/limits.ts'
import type { Span } from '../../model/span.ts'
import type { MapEntry, Node, ScalarNode } from '../../model/tree.ts'
import { applyMerges } from './yaml-merge.ts'
import type { Events } from './yaml-repair.ts'
import { type Handles, handlesOf, plainTag } from './yaml-tags.ts'

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
  /** Where an offset of the text stands in the file. */
  readonly place: (offset: number) => number
  readonly anchors: Map<string, Built>
  readonly stack: Frame[]
  readonly documents: Node[]
  readonly budget: Budget
  last: number
  handles: Handles
  problem: { why: string; span: Span } | undefined
  /** What could be read in two ways: its document is kept. */
  disputed: { why: string; span: Span } | undefined
}

/** Nodes that may still be built, shared by all parts of one file, and until when. */
export interface Budget {
  left: number
  readonly deadline: Deadline
}

/** Events between two looks at the clock. */
const EVENTS_AT_ONCE = 4096

/**
 * Builds the trees of a parsed stream; stops at the first alias, size, depth or key that must not be followed. `disputed` is something that
 * readers take in different ways: the document is there all the same.
 */
export function documentsOf(read: Extract<Events, { text: string }>, shift: number, budget: Budget) {
  const builder: Builder = {
    text: read.text,
    place: (offset) => read.place(offset) + shift,
    anchors: new Map(),
    stack: [],
    documents: [],
    budget,
    last: 0,
    handles: new Map(),
    problem: undefined,
    disputed: undefined,
  }
  for (const [index, event] of read.events.entries()) {
    if (index % EVENTS_AT_ONCE === EVENTS_AT_ONCE - 1 && budget.deadline.passed()) fail(builder, OVERTIME, 0)
    take(builder, event)
    if (builder.problem !== undefined) return { documents: [], problem: builder.problem, disputed: undefined }
  }
  return { documents: builder.documents, problem: undefined, disputed: builder.disputed }
}

function take(builder: Builder, event: Event): void {
  if (event.type === EVENT_ID.POP) {
    close(builder)
  } else if (event.type === EVENT_ID.DOCUMENT) {
    builder.anchors.clear()
    builder.handles = handlesOf(event.directives)
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
  const span = { start: builder.place(frame.start), end: builder.place(builder.last) }
  const tagged = frame.tag === undefined ? {} : { tag: frame.tag }
  const children = frame.children
  const height = 1 + frame.height
  const { size } = frame
  const node: Node =
    frame.kind === 'list'
      ? { kind: 'list', span, items: children, ...tagged }
      : { kind: 'map', span, entries: mergedEntries(builder, children), ...tagged }
  if (height > MAX_DEPTH) fail(builder, `nested more than ${MAX_DEPTH} levels deep`, frame.start)
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

function mergedEntries(builder: Builder, children: readonly Node[]): readonly MapEntry[] {
  const { entries, disputed } = applyMerges(entriesOf(builder, children))
  if (disputed !== undefined) {
    const why = `the key "${disputed.text}" is written before a merge key that gives it another value: kubectl and Helm take the merged value, kustomize and compose the written one; write the merge key first`
    builder.disputed ??= { why, span: disputed.span }
  }
  return entries
}

/** A key. One that is a mapping or list is read as such by nobody: by some as its text, and by kubectl as a document of its own. */
function keyNode(builder: Builder, key: Node): ScalarNode {
  if (key.kind === 'scalar') return key
  const text = builder.text.slice(key.span.start - builder.place(0), key.span.end - builder.place(0))
  const before = builder.text[key.span.start - builder.place(0) - 1]
  const isTemplate = /^(?:\{\{|\[\[)/.test(text) || ((before === '{' || before === '[') && before === text[0])
  if (!isTemplate)
    failAt(
      builder,
      'a key is a mapping or a list: kubectl reads that as a document of its own, others not at all',
      key.span.start,
    )
  return { kind: 'scalar', span: key.span, text, plain: false }
}

function scalarNode(builder: Builder, event: ScalarEvent): ScalarNode {
  const tag = tagOf(builder, event)
  const tagged = tag === undefined ? {} : { tag }
  const plain = event.style === SCALAR_STYLE.PLAIN
  if (event.valueStart < 0) {
    const at = builder.place(builder.last)
    return { kind: 'scalar', span: { start: at, end: at }, text: '', plain, ...tagged }
  }
  const text = decoded(builder, getScalarValue(builder.text, event), tag, event.valueStart)
  builder.last = Math.max(builder.last, event.valueEnd)
  return { kind: 'scalar', span: contentSpan(builder, event), text, plain, ...tagged }
}

/** Consumers read a `!!binary` text, key or value, as what it encodes. */
function decoded(builder: Builder, text: string, tag: string | undefined, at: number): string {
  if (tag !== '!!binary') return text
  const packed = text.replace(/[\r\n]/g, '')
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(packed))
    fail(builder, 'a !!binary text is not valid base64', at)
  return Buffer.from(packed, 'base64').toString('utf8')
}

/** The characters of the value: quotes are outside, and so are the indentation and the line end of a block scalar's content. */
function contentSpan(builder: Builder, event: ScalarEvent): Span {
  const { place, text } = builder
  if (event.style !== SCALAR_STYLE.LITERAL_BLOCK && event.style !== SCALAR_STYLE.FOLDED_BLOCK) {
    return { start: place(event.valueStart), end: place(event.valueEnd) }
  }
  const raw = text.slice(event.valueStart, event.valueEnd)
  const start = event.valueStart + raw.length - raw.trimStart().length
  return { start: place(Math.min(start, event.valueEnd)), end: place(Math.max(start, event.valueStart + raw.trimEnd().length)) }
}

function nameOf(builder: Builder, event: { anchorStart: number; anchorEnd: number }): string | undefined {
  return event.anchorStart < 0 ? undefined : builder.text.slice(event.anchorStart, event.anchorEnd)
}

function tagOf(builder: Builder, event: { tagStart: number; tagEnd: number }): string | undefined {
  return event.tagStart < 0 ? undefined : plainTag(builder.text.slice(event.tagStart, event.tagEnd), builder.handles)
}

function tooMany(builder: Builder, at: number): void {
  fail(builder, `more than ${MAX_NODES} nodes with aliases expanded`, at)
}

function fail(builder: Builder, why: string, at: number): void {
  failAt(builder, why, builder.place(at))
}

function failAt(builder: Builder, why: string, at: number): void {
  builder.problem ??= { why, span: { start: at, end: at } }
}
