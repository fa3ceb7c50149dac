import type { MapEntry, MapNode, Node, ScalarNode } from '../../model/tree.ts'
import type { Block, Body, Expression, Template } from './hcl-syntax.ts'

/**
 * The located tree of a body as it is written, nothing evaluated: texts are scalars that are not plain, collections are what they hold (also
 * where they are encoded), any other expression is a plain scalar with its source.
 */
export function sourceTree(body: Body, source: string): MapNode {
  const attributes = body.attributes.map(
    (one): MapEntry => ({ key: keyOf(one.name, one.span), value: sourceNode(one.value, source) }),
  )
  return { kind: 'map', span: body.span, entries: [...attributes, ...body.blocks.map((one) => blockEntry(one, source))] }
}

function blockEntry({ type, labels, body }: Block, source: string): MapEntry {
  const value = labels.reduceRight<Node>(
    (node, label) => ({ kind: 'map', span: body.span, entries: [{ key: keyOf(label.text, label.span), value: node }] }),
    sourceTree(body, source),
  )
  return { key: keyOf(type.text, type.span), value }
}

function keyOf(text: string, span: ScalarNode['span']): ScalarNode {
  return { kind: 'scalar', span, text, plain: true }
}

function sourceNode(expression: Expression, source: string): Node {
  const { span } = expression
  if (expression.kind === 'template') return textNode(expression, source)
  if (expression.kind === 'list') return { kind: 'list', span, items: expression.items.map((one) => sourceNode(one, source)) }
  if (expression.kind === 'object') {
    const entries = expression.items.map(({ key, value }): MapEntry => {
      const node = key.kind === 'template' ? textNode(key, source) : keyOf(source.slice(key.span.start, key.span.end), key.span)
      return { key: node, value: sourceNode(value, source) }
    })
    return { kind: 'map', span, entries }
  }
  const [only] =
    expression.kind === 'call' && /^(?:json|yaml)encode$|^to(?:list|set|map)$/.test(expression.name) ? expression.args : []
  return only === undefined
    ? { kind: 'scalar', span, text: source.slice(span.start, span.end), plain: true }
    : sourceNode(only, source)
}

function textNode({ parts, span: whole }: Template, source: string): ScalarNode {
  const [first, last] = [parts[0], parts.at(-1)]
  if (first === undefined || last === undefined) {
    return { kind: 'scalar', span: { start: whole.start + 1, end: whole.start + 1 }, text: '', plain: false }
  }
  const span = { start: first.span.start, end: last.span.end }
  const literal = parts.every((part) => part.kind === 'literal')
  const text = literal
    ? parts.map((part) => (part.kind === 'literal' ? part.text : '')).join('')
    : source.slice(span.start, span.end)
  return { kind: 'scalar', span, text, plain: false }
}
