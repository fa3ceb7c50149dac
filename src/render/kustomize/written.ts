import type { WrittenMap, WrittenNode, WrittenScalar } from '../../languages/goyaml/tree.ts'
import { type Budget, grow, Refusal } from './refusal.ts'
import type { Entry, Scalar, Tag, Tree } from './tree.ts'

/** Where a text stands: its file, and how offsets in the text become offsets in the file. */
export interface Origin {
  readonly file: string
  readonly place: (start: number, end: number) => { readonly start: number; readonly end: number }
}

/** The tree of a written document: aliases put in as copies, merge keys applied as kyaml does it, duplicate keys kept. */
export function treeOf(root: WrittenNode, origin: Origin, budget: Budget): Tree {
  return convert({ origin, budget, open: new Set() }, root)
}

interface Conversion {
  readonly origin: Origin
  readonly budget: Budget
  readonly open: Set<WrittenNode>
}

function convert(to: Conversion, node: WrittenNode): Tree {
  grow(to.budget, 1)
  if (node.kind === 'scalar') return scalarOf(to, node)
  if (to.open.has(node)) throw new Refusal('yaml', 'yaml: an anchor value contains itself')
  to.open.add(node)
  const made = node.kind === 'alias' ? convert(to, node.target) : node.kind === 'list' ? listOf(to, node) : mapOf(to, node)
  to.open.delete(node)
  return made
}

function listOf(to: Conversion, node: WrittenNode & { kind: 'list' }): Tree {
  return { kind: 'list', span: spanOf(to, node), items: node.items.map((item) => convert(to, item)) }
}

function mapOf(to: Conversion, node: WrittenMap): Tree {
  return { kind: 'map', span: spanOf(to, node), entries: entriesOf(to, node) }
}

function spanOf({ origin }: Conversion, { start, end }: { readonly start: number; readonly end: number }): Scalar['span'] {
  const found = origin.place(start, end)
  return { start: found.start, end: found.end, file: origin.file }
}

function scalarOf(to: Conversion, node: WrittenScalar): Scalar {
  const span = spanOf(to, contentOf(node))
  const { text, style, tag } = node
  const quoted = style !== 'plain'
  if (/binary$/.test(tag)) return { kind: 'scalar', text: Buffer.from(text, 'base64').toString('utf8'), quoted: true, span }
  const made: Scalar = { kind: 'scalar', text, quoted: quoted && tag === '', span }
  if (style === 'folded') made.folded = true
  if (tag === '') return made
  // A lone `!` says that a plain text is no more than that.
  if (tag === '!') return { ...made, quoted: true }
  return { ...made, quoted, tag: shortTag(tag), tagged: true }
}

/** The characters of the value: quotes are outside, and so is the header of a block. */
function contentOf({ start, end, style, lines, text }: WrittenScalar): { readonly start: number; readonly end: number } {
  if (style === 'plain') return { start, end }
  if (style === 'single' || style === 'double') return { start: start + 1, end: end - 1 }
  const content = text.trimEnd().length
  let [begin, last] = [end, end]
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [offset = 0, place = end] = [lines[at], lines[at + 1]]
    if (at === 0) begin = place
    if (offset <= content) last = place + content - offset
  }
  return { start: begin, end: Math.max(begin, last) }
}

function shortTag(written: string): Tag {
  const name = written.replace(/^(?:!!|tag:yaml\.org,2002:)/, '')
  return isStandard(name) ? name : `!${written.replace(/^!/, '')}`
}

function isStandard(name: string): name is 'str' | 'int' | 'float' | 'bool' | 'null' | 'timestamp' {
  return /^(?:str|int|float|bool|null|timestamp)$/.test(name)
}

function entriesOf(to: Conversion, node: WrittenMap): Entry[] {
  const own: Entry[] = []
  const inherited: Entry[] = []
  for (let at = 0; at + 1 < node.pairs.length; at += 2) {
    const [key, value] = [node.pairs[at], node.pairs[at + 1]]
    if (key === undefined || value === undefined) continue
    if (isMerge(key)) inherited.push(...merged(to, value))
    else own.push({ key: keyOf(to, key), value: convert(to, value) })
  }
  if (inherited.length === 0) return own
  const seen = new Set(own.map((entry) => entry.key.text))
  const kept = inherited.filter(({ key }) => {
    if (seen.has(key.text)) return false
    seen.add(key.text)
    return true
  })
  return [...kept, ...own]
}

function isMerge(key: WrittenNode): boolean {
  if (key.kind !== 'scalar') return false
  return key.tag === '' ? key.text === '<<' && key.style === 'plain' : /merge$/.test(key.tag)
}

/** The entries that a merge key brings; of several maps the first counts. */
function merged(to: Conversion, value: WrittenNode): readonly Entry[] {
  const target = value.kind === 'alias' ? value.target : value
  if (target.kind === 'list') return target.items.flatMap((item) => merged(to, item))
  const node = convert(to, value)
  if (node.kind === 'map') return node.entries
  throw new Refusal('yaml', 'map merge requires map or sequence of maps as the value')
}

function keyOf(to: Conversion, key: WrittenNode): Scalar {
  const node = convert(to, key)
  if (node.kind === 'scalar') return node
  throw new Refusal('other', 'a key of a map is no scalar')
}
