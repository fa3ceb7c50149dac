import type { YamlEntry, YamlNode, YamlScalar } from './document.ts'
import { formatFloat32 } from './float.ts'
import { type Reader, resolveScalar, type ScalarValue } from './resolve.ts'
import { YamlError } from './scanner-state.ts'
import type { WrittenMap, WrittenNode, WrittenScalar } from './tree.ts'

/** Counts of one decoding, for go-yaml's bound on what aliases may unfold, and for ours. */
interface Decoder {
  readonly reader: Reader
  readonly most: number
  readonly open: Set<WrittenNode>
  decoded: number
  aliased: number
  aliasDepth: number
}

/** What a document means to its reader. Throws `YamlError` where that reader fails. */
export function decodeDocument(root: WrittenNode, reader: Reader, most: number): YamlNode {
  return decode({ reader, most, open: new Set(), decoded: 0, aliased: 0, aliasDepth: 0 }, root)
}

function decode(d: Decoder, node: WrittenNode): YamlNode {
  count(d, node)
  switch (node.kind) {
    case 'scalar':
      return decodeScalar(d, node)
    case 'list':
      return { kind: 'list', start: node.start, end: node.end, items: node.items.map((item) => decode(d, item)) }
    case 'map':
      return decodeMap(d, node)
    case 'alias':
      return throughAlias(d, node, () => decode(d, node.target))
  }
}

function throughAlias<T>(d: Decoder, alias: WrittenNode & { readonly kind: 'alias' }, inside: () => T): T {
  if (d.open.has(alias)) throw new YamlError(`yaml: anchor '${alias.name}' value contains itself`, alias.start)
  d.open.add(alias)
  d.aliasDepth++
  const result = inside()
  d.aliasDepth--
  d.open.delete(alias)
  return result
}

const FEW = 400_000
const MANY = 4_000_000

function count(d: Decoder, node: WrittenNode): void {
  d.decoded++
  if (d.aliasDepth > 0) d.aliased++
  if (d.aliased > 100 && d.decoded > 1000 && d.aliased / d.decoded > allowedRatio(d.decoded)) {
    throw new YamlError('yaml: document contains excessive aliasing', node.start)
  }
  if (d.decoded > d.most) throw new YamlError(`more than ${d.most} nodes with aliases put in`, node.start, true)
}

function allowedRatio(decoded: number): number {
  if (decoded <= FEW) return 0.99
  return decoded >= MANY ? 0.1 : 0.99 - 0.89 * ((decoded - FEW) / (MANY - FEW))
}

function decodeScalar(d: Decoder, node: WrittenScalar): YamlScalar {
  const resolved = resolveScalar(node.text, node.tag, node.implicit, d.reader)
  if ('problem' in resolved) throw new YamlError(resolved.problem, node.start)
  const { start, end, text, style, tag, lines } = node
  return { kind: 'scalar', start, end, value: resolved.value, text, style, tag, lines }
}

function isMerge(node: WrittenNode | undefined): boolean {
  return node?.kind === 'scalar' && node.text === '<<' && (node.implicit || node.tag === 'tag:yaml.org,2002:merge')
}

function decodeMap(d: Decoder, node: WrittenMap): YamlNode {
  const found = new Map<string, YamlEntry>()
  if (d.reader === 'v3') fillMapV3(d, node, found, true)
  else fillMap(d, node, found)
  return { kind: 'map', start: node.start, end: node.end, entries: [...found.values()] }
}

/** Entries and merge keys in the order in which they are written: what comes later wins. */
function fillMap(d: Decoder, node: WrittenMap, found: Map<string, YamlEntry>): void {
  for (let index = 0; index + 1 < node.pairs.length; index += 2) {
    const [key, value] = [node.pairs[index], node.pairs[index + 1]]
    if (key === undefined || value === undefined) continue
    if (isMerge(key)) merge(d, value, true, (source) => fillMap(d, source, found))
    else setEntry(found, decodeEntry(d, key, value))
  }
}

/** yaml.v3: explicit entries win, equal ones are refused, of several merged mappings the first wins. */
function fillMapV3(d: Decoder, node: WrittenMap, found: Map<string, YamlEntry>, override: boolean): void {
  const own = new Set<string>()
  let merged: WrittenNode | undefined
  for (let index = 0; index + 1 < node.pairs.length; index += 2) {
    const [key, value] = [node.pairs[index], node.pairs[index + 1]]
    if (key === undefined || value === undefined) continue
    if (isMerge(key)) {
      merged = value
      continue
    }
    const entry = decodeEntry(d, key, value)
    if (own.has(entry.key))
      throw new YamlError(`yaml: line ${key.line + 1}: mapping key "${entry.key}" already defined`, key.start)
    own.add(entry.key)
    if (override || !found.has(entry.key)) setEntry(found, entry)
  }
  if (merged !== undefined) merge(d, merged, false, (source) => fillMapV3(d, source, found, false))
}

function setEntry(found: Map<string, YamlEntry>, entry: YamlEntry): void {
  found.set(entry.key, entry)
}

function merge(d: Decoder, value: WrittenNode, backwards: boolean, fill: (source: WrittenMap) => void): void {
  const sources = value.kind === 'list' ? (backwards ? value.items.toReversed() : value.items) : [value]
  for (const source of sources) {
    const target = source.kind === 'alias' ? source.target : source
    if (target.kind !== 'map') throw new YamlError('yaml: map merge requires map or sequence of maps as the value', source.start)
    count(d, source)
    if (source.kind === 'alias') throughAlias(d, source, () => fill(target))
    else fill(target)
  }
}

function decodeEntry(d: Decoder, key: WrittenNode, value: WrittenNode): YamlEntry {
  const at = decode(d, key)
  if (at.kind !== 'scalar') throw new YamlError('yaml: invalid map key', key.start)
  const decoded = decode(d, value)
  return { key: keyText(at.value, at.start), at, value: decoded }
}

function keyText(value: ScalarValue, at: number): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return floatKey(value)
  if (value === null) throw new YamlError('unsupported map key of type: %!s(<nil>), key: <nil>', at)
  if (typeof value === 'bigint' && value >= 2n ** 63n)
    throw new YamlError(`unsupported map key of type: uint64, key: ${value}`, at)
  return String(value)
}

function floatKey(value: number): string {
  const text = formatFloat32(value)
  return text === '+Inf' ? '.inf' : text === '-Inf' ? '-.inf' : text === 'NaN' ? '.nan' : text
}
