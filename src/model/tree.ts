import type { PathStep, Place, Span } from './span.ts'

/**
 * A located document: every node knows where it stands. `scalar.text` is the decoded text; `plain` says that it was written
 * without quotes, so that YAML's core schema may read it as a number, a boolean or null. Mappings keep every entry in
 * order, duplicates included. Nodes that came through an alias keep the span of the anchored text.
 */
export type Node = ScalarNode | MapNode | ListNode

/**
 * A leaf. `tag` is an explicit YAML tag such as `!!str` or `!reference`. In a rendering `sources` are all places that its text came
 * from, the one to edit first (it is the span too); `unknown` marks a value that no file decides: its text means nothing.
 */
export interface ScalarNode {
  readonly kind: 'scalar'
  readonly span: Span
  readonly text: string
  readonly plain: boolean
  readonly tag?: string
  readonly sources?: readonly Place[]
  readonly unknown?: Unknown
}

/** Why a value is not known, and where what is not known came in. */
export interface Unknown {
  readonly why: string
  readonly at?: Place
}

/** One entry of a mapping. */
export interface MapEntry {
  readonly key: ScalarNode
  readonly value: Node
}

/** A mapping with all its entries, duplicates included. Merge keys are already applied (explicit keys win, per YAML). */
export interface MapNode {
  readonly kind: 'map'
  readonly span: Span
  readonly entries: readonly MapEntry[]
  readonly tag?: string
}

/** A sequence. */
export interface ListNode {
  readonly kind: 'list'
  readonly span: Span
  readonly items: readonly Node[]
  readonly tag?: string
}

/** The last value under `key`, as YAML and JSON consumers take it; undefined when the node is no mapping or has no such key. */
export function child(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.findLast((entry) => entry.key.text === key)?.value : undefined
}

/** The node at a path; undefined when a step does not exist. */
export function nodeAt(node: Node | undefined, path: readonly PathStep[]): Node | undefined {
  return path.reduce<Node | undefined>((at, step) => {
    if (typeof step === 'string') return child(at, step)
    return at?.kind === 'list' ? at.items[step] : undefined
  }, node)
}

/** The items of a list node; none for anything else. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : []
}

/** The entries of a mapping node; none for anything else. */
export function entriesOf(node: Node | undefined): readonly MapEntry[] {
  return node?.kind === 'map' ? node.entries : []
}

/** The text of a scalar that is known and not null in YAML's core schema; undefined for anything else. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && node.unknown === undefined && !isNull(node) ? node.text : undefined
}

/** Whether a scalar reads as null in YAML's core schema. */
export function isNull(node: ScalarNode): boolean {
  return node.unknown === undefined && node.plain && /^(?:|~|null|Null|NULL)$/.test(node.text)
}

/** The boolean that a scalar means in YAML's core schema; undefined when it means none. */
export function booleanOf(node: Node | undefined): boolean | undefined {
  if (node?.kind !== 'scalar' || !node.plain || node.unknown !== undefined) return undefined
  if (/^(?:true|True|TRUE)$/.test(node.text)) return true
  return /^(?:false|False|FALSE)$/.test(node.text) ? false : undefined
}

/** The integer that a scalar means in YAML's core schema; undefined when it means none or is not exactly representable. */
export function integerOf(node: Node | undefined): number | undefined {
  if (node?.kind !== 'scalar' || !node.plain || node.unknown !== undefined) return undefined
  if (!/^(?:[-+]?\d+|0o[0-7]+|0x[0-9a-fA-F]+)$/.test(node.text)) return undefined
  const value = Number(node.text)
  return Number.isSafeInteger(value) ? value : undefined
}
