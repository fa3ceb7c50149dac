import type { Place } from '../../model/span.ts'
import type { Node, ScalarNode } from '../../model/tree.ts'
import { Refusal } from './refusal.ts'
import { integerOf, resolveTag } from './scalars.ts'
import type { Scalar } from './tree.ts'

/** Reads settings as Go's JSON decoder reads them after sigs.k8s.io/yaml (YAML 1.1): keys in any case, types exact. */
export interface Decoder {
  readonly file: string
  /** Whether unknown keys are refused. */
  readonly strict: boolean
}

/** The fields of a mapping by name, as a decoder found them. */
export type Fields = (name: string) => Node | undefined

/** The fields of a struct with these names; nothing for null. Unknown keys are refused by strict decoders. */
export function struct(decoder: Decoder, node: Node | undefined, names: readonly string[]): Fields | undefined {
  if (node === undefined || isNothing(node)) return undefined
  if (node.kind !== 'map') throw wrong(decoder, node, 'an object')
  const found = new Map<string, Node>()
  for (const { key, value } of node.entries) {
    const name = names.includes(key.text) ? key.text : names.find((one) => one.toLowerCase() === key.text.toLowerCase())
    if (name !== undefined) found.set(name, value)
    else if (decoder.strict) throw new Refusal('unknown-field', `unknown field "${key.text}"`, placeOf(decoder, key))
  }
  return (name) => found.get(name)
}

/** A text; undefined for null. A number or a boolean is refused. */
export function text(decoder: Decoder, node: Node | undefined): Scalar | undefined {
  if (node === undefined || isNothing(node)) return undefined
  if (node.kind !== 'scalar' || typeOf(node) !== 'text') throw wrong(decoder, node, 'a string')
  return ownText(decoder, node)
}

/** A boolean; false for null. */
export function flag(decoder: Decoder, node: Node | undefined): boolean {
  if (node === undefined || isNothing(node)) return false
  if (node.kind !== 'scalar' || typeOf(node) !== 'boolean') throw wrong(decoder, node, 'a boolean')
  return /^(?:y|yes|true|on)$/i.test(node.text)
}

/** A whole number, with where it stands; undefined for null. */
export function whole(decoder: Decoder, node: Node | undefined): Scalar | undefined {
  if (node === undefined || isNothing(node)) return undefined
  if (node.kind !== 'scalar' || typeOf(node) !== 'number' || resolveTag(node.text) !== 'int')
    throw wrong(decoder, node, 'a whole number')
  return ownText(decoder, node)
}

/** The items of a list, each read; undefined for null. */
export function list<T>(decoder: Decoder, node: Node | undefined, read: (item: Node) => T | undefined): readonly T[] | undefined {
  if (node === undefined || isNothing(node)) return undefined
  if (node.kind !== 'list') throw wrong(decoder, node, 'a list')
  return node.items.flatMap((item) => {
    const value = read(item)
    return value === undefined ? [] : [value]
  })
}

/** A list of texts; undefined for null. */
export function texts(decoder: Decoder, node: Node | undefined): readonly Scalar[] | undefined {
  return list(decoder, node, (item) => text(decoder, item) ?? emptyText(decoder, item))
}

/** A map of texts; undefined for null. */
export function textMapOf(decoder: Decoder, node: Node | undefined): ReadonlyMap<string, Scalar> | undefined {
  if (node === undefined || isNothing(node)) return undefined
  if (node.kind !== 'map') throw wrong(decoder, node, 'a map of strings')
  return new Map(node.entries.map(({ key, value }) => [keyText(key), text(decoder, value) ?? emptyText(decoder, value)]))
}

/** A key that is no text in YAML 1.1 becomes the text of what it means. */
function keyText(key: ScalarNode): string {
  const type = typeOf(key)
  if (type === 'boolean') return /^(?:y|yes|true|on)$/i.test(key.text) ? 'true' : 'false'
  if (type !== 'number' || resolveTag(key.text) !== 'int') return key.text
  return String(integerOf(key.text.replaceAll('_', '')) ?? key.text)
}

/** Where a node stands. */
export function placeOf({ file }: Decoder, node: { readonly span: Node['span'] }): Place {
  return { file: node.span.file ?? file, span: { start: node.span.start, end: node.span.end } }
}

function ownText(decoder: Decoder, node: ScalarNode): Scalar {
  const { sources, unknown } = node
  const span = { ...node.span, file: node.span.file ?? decoder.file }
  const rest = { ...(sources === undefined ? {} : { sources }), ...(unknown === undefined ? {} : { unknown }) }
  return { kind: 'scalar', text: node.text, quoted: !node.plain, tag: 'str', span, ...rest }
}

function emptyText(decoder: Decoder, node: Node): Scalar {
  return { kind: 'scalar', text: '', quoted: true, tag: 'str', span: { ...node.span, file: decoder.file } }
}

/** Whether a node reads as null. */
export function isNothing(node: Node): boolean {
  return node.kind === 'scalar' && typeOf(node) === 'null'
}

function typeOf(node: ScalarNode): 'text' | 'boolean' | 'number' | 'null' {
  if (node.tag !== undefined) return /^!!(?:int|float)$/.test(node.tag) ? 'number' : node.tag === '!!bool' ? 'boolean' : 'text'
  if (!node.plain) return 'text'
  if (OLD_BOOLEAN.test(node.text)) return 'boolean'
  const tag = resolveTag(node.text)
  if (tag === 'int' || tag === 'float') return 'number'
  return tag === 'null' ? 'null' : tag === 'bool' ? 'boolean' : 'text'
}

const OLD_BOOLEAN = /^(?:[yYnN]|yes|Yes|YES|on|On|ON|no|No|NO|off|Off|OFF)$/

function wrong(decoder: Decoder, node: Node, wanted: string): Refusal {
  const found = node.kind === 'scalar' ? `${node.text} (a ${typeOf(node)})` : node.kind === 'map' ? 'an object' : 'a list'
  return new Refusal('invalid-kustomization', `invalid Kustomization: ${found} where ${wanted} belongs`, placeOf(decoder, node))
}
