import { type Field, under } from '../kubernetes/field.ts'
import type { SourceIndex } from '../model/facts.ts'
import type { Edit, Fix } from '../model/finding.ts'
import type { Place } from '../model/span.ts'
import { entriesOf, type MapEntry, type MapNode } from '../model/tree.ts'

/** How to fix something in an object: in words, and as an edit of a value that stands there or of one that is missing. */
export interface Remedy {
  readonly description: string
  readonly replace?: { readonly field: Field; readonly text: string }
  readonly insert?: { readonly into: Field; readonly keys: readonly string[]; readonly value: InsertValue }
}

/** A value that a remedy can write. */
export type InsertValue = string | boolean | readonly string[] | Readonly<Record<string, string>>

/** The fix for a remedy. It carries an edit only where the exact text is known: an unquoted value, or a line with its indentation. */
export function fixOf(remedy: Remedy, sources: readonly SourceIndex[]): Fix {
  const edit = replacement(remedy) ?? insertion(remedy, sources)
  return { description: remedy.description, edits: edit === undefined ? [] : [edit] }
}

function replacement({ replace }: Remedy): Edit | undefined {
  const node = replace?.field.node
  if (replace === undefined || node?.kind !== 'scalar' || node.span.end - node.span.start !== node.text.length) return undefined
  return { span: { file: replace.field.file, span: node.span }, text: replace.text }
}

function insertion({ insert }: Remedy, sources: readonly SourceIndex[]): Edit | undefined {
  if (insert === undefined) return undefined
  const { at, missing } = deepest(insert.into, insert.keys)
  const node = at.node
  if (node?.kind !== 'map' || missing.length === 0 || under(at, ...missing.slice(0, 1)).key !== undefined) return undefined
  const own = ownEntries(node)
  const first = own[0]
  if (first === undefined) return undefined
  if (node.span.start < startOf(first)) return flowEdit(at.file, first, missing, insert.value)
  const starts = lineStartsIn(sources).get(at.file)
  return starts === undefined ? undefined : blockEdit(at.file, own, starts, { missing, value: insert.value })
}

/** The innermost mapping along the keys that has entries, and the keys that are missing below it. */
function deepest(into: Field, keys: readonly string[]): { readonly at: Field; readonly missing: readonly string[] } {
  const [key, ...rest] = keys
  if (key === undefined || rest.length === 0) return { at: into, missing: keys }
  const inner = under(into, key)
  return entriesOf(inner.node).length > 0 ? deepest(inner, rest) : { at: into, missing: keys }
}

// Merged entries keep the span of the anchored text: a line can only be added next to entries that stand here.
function ownEntries(node: MapNode): readonly MapEntry[] {
  return node.entries
    .filter(({ key }) => key.span.start >= node.span.start && key.span.end <= node.span.end)
    .toSorted((a, b) => a.key.span.start - b.key.span.start)
}

function startOf(entry: MapEntry): number {
  return entry.key.span.start - (entry.key.plain ? 0 : 1)
}

function flowEdit(file: string, first: MapEntry, missing: readonly string[], value: InsertValue): Edit {
  const quote = (text: string): string => (first.key.plain ? text : JSON.stringify(text))
  const inner = missing.slice(1).map((key) => `{${quote(key)}: `)
  const text = `${quote(missing[0] ?? '')}: ${inner.join('')}${flowValue(value, quote)}${'}'.repeat(inner.length)}, `
  return { span: emptyAt(file, startOf(first)), text }
}

function flowValue(value: InsertValue, quote: (text: string) => string): string {
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quote(value)
  if (isList(value)) return `[${value.map(quote).join(', ')}]`
  const entries = Object.entries(value).map(([key, text]) => `${quote(key)}: ${quote(text)}`)
  return `{${entries.join(', ')}}`
}

function blockEdit(
  file: string,
  own: readonly MapEntry[],
  lineStarts: readonly number[],
  { missing, value }: { readonly missing: readonly string[]; readonly value: InsertValue },
): Edit | undefined {
  const [first, second] = own
  const anchor = second ?? first
  if (anchor === undefined) return undefined
  const start = startOf(anchor)
  const indent = start - lineStartBefore(lineStarts, start)
  const lines = missing.map((key, depth) => `${' '.repeat(indent + 2 * depth)}${key}:`)
  const text = `${lines.join('\n')} ${flowValue(value, (plain) => plain)}\n`
  return { span: emptyAt(file, start), text: `${text.trimStart()}${' '.repeat(indent)}` }
}

/** The last line start that is not after an offset; the offset itself where there is none. */
function lineStartBefore(lineStarts: readonly number[], offset: number): number {
  let [low, high] = [0, lineStarts.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((lineStarts[middle] ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return lineStarts[low - 1] ?? offset
}

const known = new WeakMap<readonly SourceIndex[], ReadonlyMap<string, readonly number[]>>()

// Kept per list of sources, because every finding asks for the lines of its file.
function lineStartsIn(sources: readonly SourceIndex[]): ReadonlyMap<string, readonly number[]> {
  const before = known.get(sources)
  if (before !== undefined) return before
  const starts = new Map<string, readonly number[]>()
  for (const { file, lineStarts } of sources) if (!starts.has(file)) starts.set(file, lineStarts)
  known.set(sources, starts)
  return starts
}

function emptyAt(file: string, at: number): Place {
  return { file, span: { start: at, end: at } }
}

function isList(value: InsertValue): value is readonly string[] {
  return Array.isArray(value)
}
