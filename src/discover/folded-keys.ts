import type { MapEntry, Node } from '../model/tree.ts'

const KEYS = [
  ...['apiVersion', 'kind', 'images', 'imageTags', 'imageTag', 'name', 'newName', 'newTag', 'digest', 'tagSuffix'],
  ...['patches', 'patchesStrategicMerge', 'patchesJson6902', 'patch', 'path', 'helmCharts', 'valuesInline'],
  ...['resources', 'bases', 'components', 'transformers', 'generators'],
]
const WRITTEN = new Map(KEYS.map((key) => [key.toLowerCase(), key]))
/** Below these keys stand objects and values, whose keys are read as they are written. */
const FOREIGN = new Set(['valuesInline', 'patchesStrategicMerge', 'replacements', 'vars'])

/** A kustomization as kustomize's decoder takes it: its own keys in any case (`IMAGES`, `NEWTAG`), the places of the nodes as they were. */
export function withFoldedKeys(node: Node): Node {
  if (node.kind === 'list') return { ...node, items: node.items.map(withFoldedKeys) }
  if (node.kind === 'scalar') return node
  const entries = node.entries.map(({ key, value }): MapEntry => {
    const text = WRITTEN.get(key.text.toLowerCase()) ?? key.text
    return { key: { ...key, text }, value: FOREIGN.has(text) ? value : withFoldedKeys(value) }
  })
  return { ...node, entries }
}
