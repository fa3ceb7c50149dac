import type { EntryValues } from '../../model/rendering.ts'
import type { MapNode, ScalarNode } from '../../model/tree.ts'
import type { SourceTree } from '../source-tree.ts'

/** Values that stand in an object of a deployer, as a mapping or as a text: of a text in quotes, what it comes to. */
export function inlineOf(tree: SourceTree, file: string, node: MapNode | ScalarNode): EntryValues {
  const { span } = node
  if (node.kind === 'map') return { kind: 'inline', file, span }
  const around = (tree.text(file) ?? '').slice(Math.max(span.start - 1, 0), span.start + 1)
  return { kind: 'inline', file, span, ...(node.plain || /["']/.test(around) ? { text: node.text } : {}) }
}
