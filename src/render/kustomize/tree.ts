import type { Place, Span } from '../../model/span.ts'
import type { Unknown } from '../../model/tree.ts'

/**
 * Trees that transformers change in place. kustomize works on the nodes of Go's yaml.v3, and what it prints depends on their text,
 * tag and style, and on which nodes are one and the same: so these follow them.
 */
export type Tree = Scalar | Mapping | Sequence

/** Short tags of scalars; `''` is a value that is read anew when it is printed. Others are custom tags. */
export type Tag = '' | 'str' | 'int' | 'float' | 'bool' | 'null' | 'timestamp' | `!${string}`

/** A leaf. `tag` is absent until someone asks for it or changes the text. */
export interface Scalar {
  kind: 'scalar'
  text: string
  quoted: boolean
  tag?: Tag | undefined
  /** Written as a folded block: printing and reading it again changes some texts. */
  folded?: boolean | undefined
  /** The tag was written in the file. */
  tagged?: boolean | undefined
  span: Span
  sources?: readonly Place[] | undefined
  unknown?: Unknown | undefined
}

/** One entry of a mapping. */
export interface Entry {
  key: Scalar
  value: Tree
}

/** A mapping, duplicate keys included. */
export interface Mapping {
  kind: 'map'
  entries: Entry[]
  span: Span
}

/** A sequence. */
export interface Sequence {
  kind: 'list'
  items: Tree[]
  span: Span
}

/** What a value that a transformer writes comes from. */
export interface Source {
  readonly span: Span
  readonly sources?: readonly Place[] | undefined
  readonly unknown?: Unknown | undefined
}

/** Something that no file says, such as a label that kustomize adds by itself. */
export const NOWHERE: Source = { span: { start: 0, end: 0, file: '' } }

/** A new scalar that is read anew when it is printed. */
export function scalar(text: string, from: Source, tag: Tag = ''): Scalar {
  return { kind: 'scalar', text, quoted: false, tag, ...placed(from) }
}

/** The part of a source that a scalar keeps. */
export function placed({ span, sources, unknown }: Source): Source {
  return { span, ...(sources === undefined ? {} : { sources }), ...(unknown === undefined ? {} : { unknown }) }
}

/** The places of a source, the first of them the one to edit. */
export function placesOf({ span, sources }: Source): readonly Place[] {
  if (sources !== undefined) return sources
  return span.file === undefined || span.file === '' ? [] : [{ file: span.file, span: { start: span.start, end: span.end } }]
}

/** A source made of several: the first is the place to edit, and unknown if any is. */
export function joined(first: Source, ...others: readonly Source[]): Source {
  const all = [first, ...others]
  const unknown = all.find((one) => one.unknown !== undefined)?.unknown
  const sources = distinct(all.flatMap(placesOf))
  return { span: first.span, ...(sources.length > 0 ? { sources } : {}), ...(unknown === undefined ? {} : { unknown }) }
}

function distinct(places: readonly Place[]): readonly Place[] {
  const seen = new Set<string>()
  return places.filter(({ file, span }) => {
    const id = `${span.start}:${span.end}:${file}`
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}

/** A copy that shares nothing with the original. */
export function copyTree(tree: Tree): Tree {
  if (tree.kind === 'scalar') return { ...tree }
  if (tree.kind === 'list') return { kind: 'list', span: tree.span, items: tree.items.map(copyTree) }
  const entries = tree.entries.map(({ key, value }) => ({ key: { ...key }, value: copyTree(value) }))
  return { kind: 'map', span: tree.span, entries }
}

/** Makes a node another one, keeping who holds it; what lies below is shared, as after an assignment of a Go struct. */
export function become(node: Tree, other: Tree): void {
  if (node === other) return
  const shallow =
    other.kind === 'scalar'
      ? { ...other }
      : other.kind === 'list'
        ? { ...other, items: [...other.items] }
        : { ...other, entries: [...other.entries] }
  for (const name of Object.keys(node)) Reflect.deleteProperty(node, name)
  Object.assign(node, shallow)
}

/** How many nodes a tree has. */
export function sizeOf(tree: Tree): number {
  if (tree.kind === 'scalar') return 1
  if (tree.kind === 'list') return tree.items.reduce((sum, item) => sum + sizeOf(item), 1)
  return tree.entries.reduce((sum, entry) => sum + sizeOf(entry.value), 1)
}
