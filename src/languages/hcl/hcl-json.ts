import type { Span } from '../../model/span.ts'
import { itemsOf, type MapEntry, type Node, type ScalarNode } from '../../model/tree.ts'
import { parseTemplate } from './hcl.ts'
import type { Block, Body, Expression, Label, Template } from './hcl-syntax.ts'

/** How many labels the blocks of a type have: the JSON syntax nests them as keys and does not say. */
export type LabelCounts = Readonly<Record<string, number>>

/**
 * A document in the JSON syntax of HCL as the body that it stands for: texts are templates, an array where a block is expected is several
 * blocks, keys `//` are comments. `source` is the text of the file.
 */
export function jsonBody(root: Node, source: string, labels: LabelCounts): Body {
  if (root.kind === 'list')
    return joinedBodies(
      root.span,
      root.items.map((one) => jsonBody(one, source, labels)),
    )
  const entries = root.kind === 'map' ? root.entries.filter(({ key }) => key.text !== '//') : []
  return {
    span: root.span,
    attributes: [],
    blocks: entries.flatMap((entry) => blocksOf(entry, source, labels[entry.key.text] ?? 0)),
  }
}

function joinedBodies(span: Span, bodies: readonly Body[]): Body {
  return { span, attributes: bodies.flatMap((one) => one.attributes), blocks: bodies.flatMap((one) => one.blocks) }
}

function blocksOf({ key, value }: MapEntry, source: string, count: number): readonly Block[] {
  return labelledBodies(value, count, []).map(({ labels, node }) => ({
    type: { text: key.text, span: key.span },
    labels,
    body: attributesOf(node, source),
  }))
}

function labelledBodies(
  node: Node,
  count: number,
  labels: readonly Label[],
): readonly { readonly labels: readonly Label[]; readonly node: Node }[] {
  if (node.kind === 'list') return node.items.flatMap((one) => labelledBodies(one, count, labels))
  if (node.kind === 'scalar') return []
  if (count === 0) return [{ labels, node }]
  return node.entries
    .filter(({ key }) => key.text !== '//')
    .flatMap(({ key, value }) => labelledBodies(value, count - 1, [...labels, { text: key.text, span: key.span }]))
}

/** A mapping whose keys are attributes: a file of values. */
export function attributesOf(node: Node, source: string): Body {
  const entries = node.kind === 'map' ? node.entries.filter(({ key }) => key.text !== '//') : []
  const attributes = entries.map(({ key, value }) => ({ name: key.text, span: key.span, value: jsonExpression(value, source) }))
  return { span: node.span, attributes, blocks: [] }
}

/** A JSON value as an expression. */
export function jsonExpression(node: Node, source: string): Expression {
  if (node.kind === 'list')
    return { kind: 'list', span: node.span, items: itemsOf(node).map((one) => jsonExpression(one, source)) }
  if (node.kind === 'scalar') return scalarExpression(node, source)
  const items = node.entries.map(({ key, value }) => ({ key: textExpression(key, source), value: jsonExpression(value, source) }))
  return { kind: 'object', span: node.span, items }
}

function scalarExpression(node: ScalarNode, source: string): Expression {
  const { span, text, plain } = node
  if (!plain) return textExpression(node, source)
  if (text === 'true' || text === 'false') return { kind: 'bool', span, value: text === 'true' }
  return text === 'null' || text === '' ? { kind: 'null', span } : { kind: 'number', span, text }
}

function textExpression({ span, text }: ScalarNode, source: string): Template {
  const template = /[$%]\{/.test(text) ? parseTemplate(text, span.start) : undefined
  if (template !== undefined) return { ...template, span }
  const exact = source.slice(span.start, span.end) === text
  return { kind: 'template', span, parts: [{ kind: 'literal', span, text, exact }] }
}
