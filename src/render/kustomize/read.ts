import { parseYaml } from '../../languages/yaml/yaml.ts'
import { isNull, type Node, type ScalarNode } from '../../model/tree.ts'
import type { Locate } from './embedded.ts'
import { type Budget, grow, Refusal } from './refusal.ts'
import type { Entry, Scalar, Tag, Tree } from './tree.ts'

/** A document of a file: its tree and where it stands. */
export interface Located {
  readonly root: Node
  readonly file: string
  /** Where places stand in the file, for a text inside it. */
  readonly locate?: Locate
}

/** Reads one document for kustomize's own use (YAML 1.1 words are judged by who asks); undefined for an empty text. */
export function readDocument(text: string, file: string): Located | undefined {
  const { documents, problem } = parseYaml(text.replace(/^\ufeff/, ' '))
  if (problem !== undefined) throw new Refusal('yaml', problem.why, { file, span: problem.span })
  const root = documents[0]
  return root === undefined ? undefined : { root, file }
}

/** Reads a stream as kyaml cuts it: at lines that begin with `---`; empty documents are left out. */
export function readStream(text: string, file: string): readonly Located[] {
  return parts(text, file).flatMap(({ start, end }) => {
    const { documents, problem } = parseYaml(text.slice(start, end).replace(/^\ufeff/, ' '), start)
    if (problem !== undefined) throw new Refusal('yaml', problem.why, { file, span: problem.span })
    const root = documents[0]
    return root === undefined || (root.kind === 'scalar' && isNull(root)) ? [] : [{ root, file }]
  })
}

function parts(text: string, file: string): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = []
  let start = 0
  for (const match of text.matchAll(/\n---([^\n]*)(?=\n)/g)) {
    const rest = (match[1] ?? '').trim()
    const span = { start: match.index + 1, end: match.index + match[0].length }
    if (rest !== '' && !rest.startsWith('#')) throw new Refusal('yaml', `invalid document separator: ---${match[1]}`, { file, span })
    found.push({ start, end: match.index + 1 })
    start = span.end + 1
  }
  return [...found, { start, end: text.length }]
}

/** A tree of one's own from a document; every node knows its file. */
export function ownTree({ root, file, locate }: Located, budget: Budget): Tree {
  const at = ({ span }: Node): Scalar['span'] => {
    const { start, end } = locate === undefined ? span : locate(span.start, span.end)
    return { start, end, file: span.file ?? file }
  }
  return own(root, at, budget)
}

function own(node: Node, at: (node: Node) => Scalar['span'], budget: Budget): Tree {
  grow(budget, 1)
  const span = at(node)
  if (node.kind === 'scalar') return ownScalar(node, span)
  if (node.kind === 'list') return { kind: 'list', span, items: node.items.map((item) => own(item, at, budget)) }
  const entries: Entry[] = []
  for (const { key, value } of node.entries) entries.push({ key: ownScalar(key, at(key)), value: own(value, at, budget) })
  return { kind: 'map', span, entries }
}

function ownScalar(node: ScalarNode, span: Scalar['span']): Scalar {
  const tag = node.tag === undefined ? undefined : shortTag(node.tag)
  const { sources, unknown } = node
  return {
    kind: 'scalar',
    text: node.text,
    quoted: !node.plain,
    span,
    ...(tag === undefined ? {} : { tag, tagged: true }),
    ...(sources === undefined ? {} : { sources }),
    ...(unknown === undefined ? {} : { unknown }),
  }
}

const STANDARD = new Set<string>(['str', 'int', 'float', 'bool', 'null', 'timestamp'])

function shortTag(written: string): Tag | undefined {
  if (written === '!') return 'str'
  const name = written.replace(/^!!|^!<tag:yaml\.org,2002:(.*)>$/, '$1')
  if (STANDARD.has(name)) return isStandard(name) ? name : undefined
  return `!${written.replace(/^!/, '')}`
}

function isStandard(name: string): name is 'str' | 'int' | 'float' | 'bool' | 'null' | 'timestamp' {
  return STANDARD.has(name)
}
