import { booleanOf, isNull, type Node, type ScalarNode } from '../model/tree.ts'

/** The value that a located document stands for, as YAML's core schema reads it; null is undefined. Of a key written twice, the last counts. */
export function plainValue(node: Node): unknown {
  if (node.kind === 'map') return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plainValue(value)]))
  return node.kind === 'list' ? node.items.map(plainValue) : scalarValue(node)
}

function scalarValue(node: ScalarNode): unknown {
  if (!node.plain || node.tag === '!!str' || node.tag === 'tag:yaml.org,2002:str') return node.text
  if (isNull(node)) return undefined
  const number = /^[-+]?(?:\d+|\d*\.\d+(?:[eE][-+]?\d+)?)$/.test(node.text) ? Number(node.text) : undefined
  return booleanOf(node) ?? number ?? node.text
}
