import type { YamlNode } from '../../../src/languages/goyaml/document.ts'
import { readFirstYaml, readYaml } from '../../../src/languages/goyaml/read.ts'
import type { Reader } from '../../../src/languages/goyaml/resolve.ts'

export const LIMITS = { nodes: 10_000, depth: 100 }

/** A node as plain JavaScript; integers as numbers. */
export function plain(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind === 'map') return Object.fromEntries(node.entries.map((entry) => [entry.key, plain(entry.value)]))
  return typeof node.value === 'bigint' ? Number(node.value) : node.value
}

/** The first document as plain JavaScript, or go-yaml's error. */
export function first(text: string, reader: Reader = 'sigs'): unknown {
  const read = readFirstYaml(text, { reader, limits: LIMITS })
  return 'problem' in read ? read.problem : plain(read.root)
}

/** All documents as plain JavaScript, or go-yaml's error. */
export function all(text: string, reader: Reader = 'sigs'): unknown {
  const read = readYaml(text, { reader, limits: LIMITS })
  return 'problem' in read ? read.problem : read.documents.map((document) => plain(document.root))
}
