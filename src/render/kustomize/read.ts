import { parseDocuments } from '../../languages/goyaml/parser.ts'
import type { Reader } from '../../languages/goyaml/resolve.ts'
import { YamlError } from '../../languages/goyaml/scanner-state.ts'
import { MAX_CHART_NESTING, MAX_KUSTOMIZE_NODES } from '../../model/limits.ts'
import type { MapEntry, Node, ScalarNode } from '../../model/tree.ts'
import type { Locate } from './embedded.ts'
import { type Budget, grow, Refusal, Undecided } from './refusal.ts'
import { isMissing } from './scalars.ts'
import type { Scalar, Tree } from './tree.ts'
import { treeOf } from './written.ts'

/** A text to read: its file, what may be spent, and where its places stand when it is a part of the file. */
export interface Reading {
  readonly text: string
  readonly file: string
  readonly budget: Budget
  readonly locate?: Locate | undefined
}

/** Reads the first document as sigs.k8s.io/yaml does (what YAML 1.1 makes of words is judged by who asks); undefined for none. */
export function readDocument(reading: Reading): Tree | undefined {
  return first(reading, 'sigs', 0, reading.text.length)
}

/** Reads a stream as kyaml cuts it: at lines that begin with `---`; of each part the first document, empty ones are left out. */
export function readStream(reading: Reading): readonly Tree[] {
  return parts(reading).flatMap(({ start, end }) => {
    const root = first(reading, 'v3', start, end)
    return isMissing(root) ? [] : [root]
  })
}

function first({ text, file, budget, locate }: Reading, reader: Reader, start: number, end: number): Tree | undefined {
  const part = text.slice(start, end).replace(/^\ufeff/, ' ')
  const place: Locate = locate ?? ((from, to) => ({ start: from, end: to }))
  try {
    const next = parseDocuments(part, reader, { nodes: MAX_KUSTOMIZE_NODES, depth: MAX_CHART_NESTING }).next()
    if (next.done === true) return undefined
    return treeOf(next.value.root, { file, place: (from, to) => place(start + from, start + to) }, budget)
  } catch (problem) {
    if (!(problem instanceof YamlError)) throw problem
    const at = { file, span: place(start + problem.at, start + problem.at) }
    throw problem.limit ? new Undecided(problem.message, at) : new Refusal('yaml', problem.message, at)
  }
}

function parts({ text, file }: Reading): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = []
  let start = 0
  for (const match of text.matchAll(/\n---([^\n]*)(?=\n)/g)) {
    const rest = (match[1] ?? '').trim()
    const span = { start: match.index + 1, end: match.index + match[0].length }
    if (match.index + 1 < start) continue
    if (rest !== '' && !rest.startsWith('#'))
      throw new Refusal('yaml', `invalid document separator: ---${match[1]}`, { file, span })
    found.push({ start, end: match.index + 1 })
    start = span.end + 1
  }
  return [...found, { start, end: text.length }]
}

/** A tree as settings are read from it: words stand as written. */
export function asNode(tree: Tree): Node {
  if (tree.kind === 'list') return { kind: 'list', span: tree.span, items: tree.items.map(asNode) }
  if (tree.kind === 'scalar') return asScalar(tree)
  const entries: MapEntry[] = tree.entries.map(({ key, value }) => ({ key: asScalar(key), value: asNode(value) }))
  return { kind: 'map', span: tree.span, entries }
}

function asScalar({ text, quoted, span, sources, unknown, tag, tagged }: Scalar): ScalarNode {
  const from = { ...(sources === undefined ? {} : { sources }), ...(unknown === undefined ? {} : { unknown }) }
  return {
    kind: 'scalar',
    span,
    text,
    plain: !quoted && tagged !== true,
    ...(tagged === true ? { tag: `!!${tag}` } : {}),
    ...from,
  }
}

/** A tree of one's own from one that another room made, such as what a chart printed. */
export function ownTree(node: Node, file: string, budget: Budget): Tree {
  grow(budget, 1)
  const span = { start: node.span.start, end: node.span.end, file: node.span.file ?? file }
  if (node.kind === 'scalar') return ownScalar(node, span)
  if (node.kind === 'list') return { kind: 'list', span, items: node.items.map((item) => ownTree(item, file, budget)) }
  const entries = node.entries.map(({ key, value }) => {
    const place = { start: key.span.start, end: key.span.end, file: key.span.file ?? file }
    return { key: ownScalar(key, place), value: ownTree(value, file, budget) }
  })
  return { kind: 'map', span, entries }
}

function ownScalar({ text, plain, sources, unknown }: ScalarNode, span: Scalar['span']): Scalar {
  const from = { ...(sources === undefined ? {} : { sources }), ...(unknown === undefined ? {} : { unknown }) }
  return { kind: 'scalar', text, quoted: !plain, span, ...from }
}
