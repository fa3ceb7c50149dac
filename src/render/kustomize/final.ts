import type { MapEntry, Node, ScalarNode } from '../../model/tree.ts'
import { Refusal } from './refusal.ts'
import { tagOf } from './scalars.ts'
import type { Mapping, Scalar, Tree } from './tree.ts'
import { scalarValue } from './values.ts'

/** The tree as kustomize prints it: keys sorted, every scalar written so that all readers take it for the same value. */
export function finalTree(tree: Tree, top = true): Node {
  if (tree.kind === 'scalar') return finalScalar(tree)
  if (tree.kind === 'list') return { kind: 'list', span: tree.span, items: tree.items.map((item) => finalTree(item, false)) }
  return finalMap(tree, top)
}

function finalMap(tree: Mapping, top: boolean): Node {
  const seen = new Set<string>()
  const entries: MapEntry[] = []
  for (const { key, value } of tree.entries) {
    if (seen.has(key.text)) throw refuse('yaml', `mapping key "${key.text}" already defined`, key)
    seen.add(key.text)
    if (!top && !readsAsText(key)) throw refuse('other', `the key ${key.text} is not a string: JSON has no such key`, key)
    entries.push({ key: { kind: 'scalar', span: key.span, text: key.text, plain: false }, value: finalTree(value, false) })
  }
  entries.sort((a, b) => (a.key.text < b.key.text ? -1 : a.key.text > b.key.text ? 1 : 0))
  return { kind: 'map', span: tree.span, entries }
}

function readsAsText(key: Scalar): boolean {
  const tag = tagOf(key)
  return tag === 'str' || tag === '!!merge' || typeof scalarValue(key) === 'string'
}

function finalScalar(node: Scalar): ScalarNode {
  const { sources, unknown, span } = node
  const from = { ...(sources === undefined ? {} : { sources }), ...(unknown === undefined ? {} : { unknown }) }
  if (unknown !== undefined) return { kind: 'scalar', span, text: node.text, plain: false, ...from }
  const value = scalarValue(node)
  if (typeof value === 'string') return { kind: 'scalar', span, text: value, plain: false, ...from }
  return { kind: 'scalar', span, text: String(value), plain: true, ...from }
}

function refuse(failure: 'yaml' | 'other', why: string, { span }: Scalar): Refusal {
  return new Refusal(failure, why, span.file === undefined ? undefined : { file: span.file, span })
}
