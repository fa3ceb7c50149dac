import { Refusal } from './refusal.ts'
import { isMissing, isTextual, tagOf } from './scalars.ts'
import { become, type Entry, type Mapping, type Scalar, type Sequence, type Source, scalar, type Tree } from './tree.ts'
import { isOldNonText } from './values.ts'

/** The first entry under a key; undefined for anything but a mapping that has it. */
export function entryOf(node: Tree | undefined, key: string): Entry | undefined {
  if (node?.kind !== 'map') return undefined
  return node.entries.find((entry) => entry.key.text === key)
}

/** The first value under a key. */
export function fieldOf(node: Tree | undefined, key: string): Tree | undefined {
  return entryOf(node, key)?.value
}

/** The value at a path of keys. */
export function fieldAt(node: Tree | undefined, ...path: readonly string[]): Tree | undefined {
  return path.reduce<Tree | undefined>(fieldOf, node)
}

/** The text of a scalar, whatever it means; `''` for anything else, as Go's `Value` of a node. */
export function rawText(node: Tree | undefined): string {
  return node?.kind === 'scalar' ? node.text : ''
}

/** The text of a scalar that is not null. */
export function textOf(node: Tree | undefined): string {
  return isMissing(node) ? '' : rawText(node)
}

/** Whether a node is absent, null, or an empty mapping or sequence. */
export function isEmpty(node: Tree | undefined): boolean {
  if (isMissing(node)) return true
  return node.kind === 'map' ? node.entries.length === 0 : node.kind === 'list' && node.items.length === 0
}

/** Refuses a node that is neither null nor of the kind. */
export function demandKind(node: Tree | undefined, kind: Tree['kind']): void {
  if (isMissing(node) || node.kind === kind) return
  const at = node.span.file === undefined ? undefined : { file: node.span.file, span: node.span }
  throw new Refusal('other', `wrong node kind: expected ${KINDS[kind]} but got ${KINDS[node.kind]}`, at)
}

const KINDS = { scalar: 'ScalarNode', map: 'MappingNode', list: 'SequenceNode' } as const

/** Removes the first entry under a key. */
export function clearField(node: Tree, key: string): void {
  demandKind(node, 'map')
  if (node.kind !== 'map') return
  const at = node.entries.findIndex((entry) => entry.key.text === key)
  if (at >= 0) node.entries.splice(at, 1)
}

/** Sets a field as kyaml does: null clears it, a present one keeps its style, a text that YAML 1.1 misreads is quoted. */
export function setField(node: Tree, key: string, value: Tree | undefined, persistent = false): void {
  if (value !== undefined) quoteOldNonText(value)
  if (value === undefined || (isMissing(value) && !persistent)) {
    if (!isMissing(node)) clearField(node, key)
    return
  }
  demandKind(node, 'map')
  if (node.kind !== 'map') return
  const present = entryOf(node, key)
  if (present === undefined) node.entries.push({ key: scalar(key, value), value })
  else replaceNode(present.value, value)
}

/** Sets a scalar in place, as kyaml's setter without a name: the old style is kept. */
export function setScalar(node: Tree, value: Scalar): void {
  quoteOldNonText(value)
  demandKind(node, 'scalar')
  if (isMissing(value)) return
  replaceNode(node, value)
}

function replaceNode(node: Tree, value: Tree): void {
  if (value.kind === 'scalar') {
    value.quoted = node.kind === 'scalar' && node.quoted
    value.folded = node.kind === 'scalar' && node.folded
  }
  become(node, value)
}

/** Quotes a text that YAML 1.1 takes for something else, as kyaml does with whatever it sets. */
export function quoteOldNonText(value: Tree): void {
  if (isTextual(value) && !value.quoted && isOldNonText(value.text)) value.quoted = true
}

/** The node under a key, made where there is none. */
export function makeField(node: Tree, key: string, kind: Tree['kind'], from: Source): Tree | undefined {
  if (isMissing(node)) return undefined
  demandKind(node, 'map')
  const present = fieldOf(node, key)
  if (present !== undefined || node.kind !== 'map') return present
  const made = emptyNode(kind, from)
  node.entries.push({ key: scalar(key, from), value: made })
  return made
}

/** A new node of a kind. */
export function emptyNode(kind: Tree['kind'], from: Source): Tree {
  if (kind === 'scalar') return scalar('', from)
  const made: Mapping | Sequence =
    kind === 'map' ? { kind: 'map', entries: [], span: from.span } : { kind: 'list', items: [], span: from.span }
  return made
}

/** Turns a null into an empty node of the kind. */
export function fillNull(node: Tree, kind: Tree['kind'], tag: Scalar['tag']): void {
  if (node.kind !== 'scalar' || tagOf(node) !== 'null') return
  if (kind === 'scalar') node.tag = tag
  else become(node, emptyNode(kind, node))
}

/** The texts of a mapping's values by key, as Go's maps of strings read it: the first of duplicate keys stays last. */
export function textMap(node: Tree | undefined): Map<string, Scalar> {
  const texts = new Map<string, Scalar>()
  if (node?.kind !== 'map') return texts
  for (const { key, value } of node.entries) texts.set(key.text, value.kind === 'scalar' ? value : scalar('', value))
  return texts
}

/** The scalar of a field at the top. */
export function headField(node: Tree | undefined, key: string): Scalar | undefined {
  const value = fieldOf(node, key)
  return value?.kind === 'scalar' ? value : undefined
}
