import { type HclText, hclTextOf } from '../languages/hcl/hcl-nodes.ts'
import { parseYaml } from '../languages/yaml/yaml.ts'
import type { MapEntry, Node, ScalarNode } from '../model/tree.ts'
import type { Sighting, TextFile } from './format.ts'
import { scanLines } from './lines.ts'

/** The documents that an HCL text holds, their nodes where the file writes them; what holds an unknown part is unknown. */
export interface HclDocuments {
  readonly documents: readonly Node[]
  /** What the lines of parts that are no YAML or JSON show. */
  readonly scanned: readonly Sighting[]
}

const LOOKS = /(?:^|[\n{,[])[ \t-]*["']?(?:[\w.-]*image[\w.-]*|repository|containers)["']?[ \t]*:/i

/** Whether a text may be a document that names images, by its look. */
export function looksLikeDocument(node: ScalarNode): boolean {
  const text = hclTextOf(node)?.text ?? ''
  return (text.includes('\n') || /^\s*[[{]/.test(text)) && LOOKS.test(text)
}

/** Reads the YAML or JSON that a text of HCL holds, after its template was evaluated. */
export function hclDocuments(file: TextFile, node: ScalarNode): HclDocuments {
  const text = hclTextOf(node)
  if (text === undefined) return { documents: [], scanned: [] }
  const { documents, broken } = parseYaml(text.text)
  const inner = { path: file.path, text: text.text }
  return {
    documents: documents.map((root) => placed(file, root, text)),
    scanned: broken.flatMap((span) => scanLines(inner, span)).map((one) => placedSighting(one, text)),
  }
}

function placed(file: TextFile, node: Node, text: HclText): Node {
  if (node.kind === 'map') {
    const entries = node.entries.map((entry): MapEntry => ({ key: entry.key, value: placed(file, entry.value, text) }))
    return { ...node, span: text.placeAt(node.span.start, node.span.end).span, entries }
  }
  if (node.kind === 'list') {
    return {
      ...node,
      span: text.placeAt(node.span.start, node.span.end).span,
      items: node.items.map((one) => placed(file, one, text)),
    }
  }
  const { start, end } = node.span
  const { span, related } = text.placeAt(start, end)
  const unknown = text.unknownIn(start, end)
  const sources = [{ file: file.path, span }, ...related]
  if (unknown === undefined) return { ...node, span, sources }
  return { ...node, span, sources, text: `\${${node.text}}`, unknown: { why: unknown.why } }
}

function placedSighting(sighting: Sighting, text: HclText): Sighting {
  const { start, end } = sighting.span
  const { span, related } = text.placeAt(start, end)
  const unknown = text.unknownIn(start, end)
  return { ...sighting, span, related, ...(unknown === undefined ? {} : { dynamic: unknown.why }) }
}
