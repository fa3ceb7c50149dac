import type { PathStep, Place, Span } from '../model/span.ts'
import { entriesOf, isNull, type MapEntry, type Node, textOf } from '../model/tree.ts'

/**
 * A position in an object, whether something stands there or not: `node` is undefined where nothing (or null) is written.
 * `name` spells the position without list indices (`spec.containers[web].image`), so that it survives re-ordering.
 */
export interface Field {
  readonly file: string
  readonly name: string
  /** The key or list position under the parent; empty for the root. */
  readonly step: PathStep
  readonly node: Node | undefined
  readonly parent?: Field
  /** The key that the field is written under, also when its value is null. */
  readonly key?: Span
}

/** The root of a document. */
export function rootField(file: string, node: Node): Field {
  return { file, name: '', step: '', node }
}

/** The field under a chain of mapping keys; it exists as a position even where nothing is written. */
export function under(field: Field, ...keys: readonly string[]): Field {
  return keys.reduce(stepTo, field)
}

function stepTo(parent: Field, key: string): Field {
  const entry = entriesOf(parent.node).findLast((one) => one.key.text === key)
  if (entry !== undefined) return fieldOf(parent, entry)
  return { file: parent.file, name: nameIn(parent, key), step: key, node: undefined, parent }
}

/** Every entry of a mapping, as fields. */
export function entryFields(parent: Field): readonly Field[] {
  return entriesOf(parent.node).map((entry) => fieldOf(parent, entry))
}

/** Every item of a list, as fields, named by their `name` where they have one and it is theirs alone. */
export function itemFields(parent: Field, naming = 'name'): readonly Field[] {
  if (parent.node?.kind !== 'list') return []
  const names = parent.node.items.map((item) => nameOf(item, naming))
  const counts = new Map<string | undefined, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return parent.node.items.map((node, index) => {
    const own = names[index]
    const label = own !== undefined && counts.get(own) === 1 ? own : String(index)
    return { file: parent.file, name: `${parent.name}[${label}]`, step: index, node: present(node), parent }
  })
}

/** Whether anything but null is written there. */
export function isSet(field: Field): boolean {
  return field.node !== undefined
}

/** The text of a scalar field; undefined where nothing or a collection is written. */
export function textAt(field: Field): string | undefined {
  return textOf(field.node)
}

/**
 * Where a reader should look: the value of a scalar, the key of a collection, the name of a list item; for a field that is not
 * written, the nearest place around it that is.
 */
export function placeOf(field: Field): Place {
  const { file = field.file, ...span } = spanOf(field)
  return { file, span }
}

function spanOf(field: Field): Span {
  const { node } = field
  if (node?.kind === 'scalar') return node.span
  if (field.key !== undefined) return field.key
  if (node === undefined && field.parent !== undefined) return spanOf(field.parent)
  return node === undefined ? { start: 0, end: 0 } : itemSpan(node)
}

function itemSpan(node: Node): Span {
  const entries = entriesOf(node)
  const named = entries.find((entry) => entry.key.text === 'name') ?? entries[0]
  if (named === undefined) return { start: node.span.start, end: Math.min(node.span.end, node.span.start + 1) }
  return named.value.kind === 'scalar' && named.value.text !== '' ? named.value.span : named.key.span
}

function fieldOf(parent: Field, { key, value }: MapEntry): Field {
  return { file: parent.file, name: nameIn(parent, key.text), step: key.text, node: present(value), parent, key: key.span }
}

function nameIn(parent: Field, key: string): string {
  return parent.name === '' ? key : `${parent.name}.${key}`
}

function nameOf(item: Node, naming: string): string | undefined {
  return textOf(entriesOf(item).findLast((entry) => entry.key.text === naming)?.value)
}

function present(node: Node): Node | undefined {
  return node.kind === 'scalar' && isNull(node) ? undefined : node
}
