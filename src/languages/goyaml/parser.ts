import type { Reader } from './resolve.ts'
import { peekToken, skipToken } from './scanner.ts'
import { parserError, type Scanner, startScanner, type Token, YamlError } from './scanner-state.ts'
import type { WrittenDocument, WrittenList, WrittenMap, WrittenNode } from './tree.ts'

/** Bounds of one text: nodes as written, and how deep they nest. */
export interface YamlLimits {
  readonly nodes: number
  readonly depth: number
}

interface Parser {
  readonly s: Scanner
  readonly limits: YamlLimits
  nodes: number
  depth: number
  tags: Map<string, string>
  anchors: Map<string, WrittenNode>
}

/** Characters that go-yaml's reader refuses. Lone surrogates are what no UTF-8 can be. */
const REFUSED = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** Parses one document after another, as often as it is asked. Throws `YamlError` where go-yaml fails. */
export function* parseDocuments(text: string, reader: Reader, limits: YamlLimits): Generator<WrittenDocument> {
  const refused = REFUSED.exec(text)
  if (refused !== null) throw new YamlError(`yaml: ${refusal(refused[0])}`, refused.index)
  const p: Parser = {
    s: startScanner(text, reader === 'v3' ? 2 : 0),
    limits,
    nodes: 0,
    depth: 0,
    tags: new Map(),
    anchors: new Map(),
  }
  peekToken(p.s)
  skipToken(p.s)
  for (let first = true; ; first = false) {
    const document = parseDocument(p, first)
    if (document === undefined) return
    yield document
  }
}

function refusal(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code >= 0xd800 && code <= 0xdfff ? 'invalid leading UTF-8 octet' : 'control characters are not allowed'
}

function parseDocument(p: Parser, first: boolean): WrittenDocument | undefined {
  let next = peekToken(p.s)
  if (!first) while (next.kind === 'document-end') next = skipAndPeek(p)
  if (next.kind === 'stream-end') return undefined
  p.tags = new Map()
  p.anchors = new Map()
  const start = next.start
  const implicit = first && next.kind !== 'version' && next.kind !== 'tag-directive' && next.kind !== 'document-start'
  if (!implicit) {
    next = parseDirectives(p)
    if (next.kind !== 'document-start') throw parserError('did not find expected <document start>', next)
    next = skipAndPeek(p)
  }
  addTags(p, '!', '!')
  addTags(p, '!!', 'tag:yaml.org,2002:')
  const root = !implicit && endsContent(next) ? emptyScalar(p, next) : parseNode(p, true, false)
  const end = peekToken(p.s)
  if (end.kind === 'document-end') skipToken(p.s)
  return { start, end: end.start, root }
}

function endsContent(next: Token): boolean {
  return ['version', 'tag-directive', 'document-start', 'document-end', 'stream-end'].includes(next.kind)
}

function addTags(p: Parser, handle: string, prefix: string): void {
  if (!p.tags.has(handle)) p.tags.set(handle, prefix)
}

function parseDirectives(p: Parser): Token {
  let next = peekToken(p.s)
  let version = false
  while (next.kind === 'version' || next.kind === 'tag-directive') {
    if (next.kind === 'version') {
      if (version) throw parserError('found duplicate %YAML directive', next)
      if (next.suffix !== '1.1') throw parserError('found incompatible YAML document', next)
      version = true
    } else {
      if (p.tags.has(next.text)) throw parserError('found duplicate %TAG directive', next)
      p.tags.set(next.text, next.suffix)
    }
    next = skipAndPeek(p)
  }
  return next
}

function skipAndPeek(p: Parser): Token {
  skipToken(p.s)
  return peekToken(p.s)
}

function emptyScalar(p: Parser, at: Token): WrittenNode {
  count(p, at)
  return emptyAt(at.start, at.line)
}

function emptyAt(at: number, line: number): WrittenNode {
  return { kind: 'scalar', start: at, end: at, line, text: '', style: 'plain', tag: '', implicit: true, lines: [] }
}

function count(p: Parser, at: Token): void {
  p.nodes++
  if (p.nodes > p.limits.nodes) throw new YamlError(`more than ${p.limits.nodes} nodes`, at.start, true)
}

interface Properties {
  readonly anchor: string
  readonly tag: string
  readonly present: boolean
  readonly next: Token
}

function parseProperties(p: Parser, first: Token): Properties {
  let next = first
  let anchor = ''
  let tag: Token | undefined
  if (next.kind === 'anchor') {
    anchor = next.text
    next = skipAndPeek(p)
    if (next.kind === 'tag') {
      tag = next
      next = skipAndPeek(p)
    }
  } else if (next.kind === 'tag') {
    tag = next
    next = skipAndPeek(p)
    if (next.kind === 'anchor') {
      anchor = next.text
      next = skipAndPeek(p)
    }
  }
  if (tag === undefined) return { anchor, tag: '', present: anchor !== '', next }
  const prefix = tag.text === '' ? '' : p.tags.get(tag.text)
  const name = prefix === undefined ? '' : prefix + tag.suffix
  if (name === '') throw parserError('found undefined tag handle', tag, first.line)
  return { anchor, tag: name, present: true, next }
}

function parseNode(p: Parser, block: boolean, indentless: boolean): WrittenNode {
  const first = peekToken(p.s)
  count(p, first)
  if (first.kind === 'alias') return parseAlias(p, first)
  const { anchor, tag, present, next } = parseProperties(p, first)
  const start = first.start
  if (next.kind === 'scalar') {
    const implicit = (tag === '' && next.style === 'plain') || tag === '!'
    const node: WrittenNode = {
      kind: 'scalar',
      start: next.start,
      end: next.end,
      line: first.line,
      text: next.text,
      style: next.style,
      tag,
      implicit,
      lines: next.lines,
    }
    remember(p, anchor, node)
    skipToken(p.s)
    return node
  }
  const collection = parseCollection(p, { start, line: first.line, tag, anchor, next, block, indentless })
  if (collection !== undefined) return collection
  if (!present) throw parserError('did not find expected node content', next, first.line)
  const empty: WrittenNode = {
    ...emptyAt(next.start, first.line),
    kind: 'scalar',
    text: '',
    style: 'plain',
    tag,
    implicit: tag === '',
    lines: [],
  }
  remember(p, anchor, empty)
  return empty
}

function parseAlias(p: Parser, at: Token): WrittenNode {
  const target = p.anchors.get(at.text)
  if (target === undefined) throw new YamlError(`yaml: unknown anchor '${at.text}' referenced`, at.start)
  skipToken(p.s)
  return { kind: 'alias', start: at.start, end: at.end, line: at.line, name: at.text, target }
}

function remember(p: Parser, anchor: string, node: WrittenNode): void {
  if (anchor !== '') p.anchors.set(anchor, node)
}

interface Opening {
  readonly start: number
  readonly line: number
  readonly tag: string
  readonly anchor: string
  readonly next: Token
  readonly block: boolean
  readonly indentless: boolean
}

function parseCollection(p: Parser, o: Opening): WrittenNode | undefined {
  const kind = o.next.kind
  const indentless = o.indentless && kind === 'block-entry'
  const isList = indentless || kind === 'flow-sequence-start' || (o.block && kind === 'block-sequence-start')
  const isMap = kind === 'flow-mapping-start' || (o.block && kind === 'block-mapping-start')
  if (!isList && !isMap) return undefined
  p.depth++
  if (p.depth > p.limits.depth) throw new YamlError(`nested deeper than ${p.limits.depth} levels`, o.start, true)
  const node: WrittenList | WrittenMap = isList
    ? { kind: 'list', start: o.start, end: o.start, line: o.line, tag: o.tag, items: [] }
    : { kind: 'map', start: o.start, end: o.start, line: o.line, tag: o.tag, pairs: [] }
  remember(p, o.anchor, node)
  if (!indentless) skipToken(p.s)
  if (node.kind === 'list') {
    if (indentless) parseIndentless(p, node)
    else if (kind === 'flow-sequence-start') parseFlowList(p, node, o.next)
    else parseBlockList(p, node, o.next)
  } else if (kind === 'flow-mapping-start') parseFlowMap(p, node, o.next)
  else parseBlockMap(p, node, o.next)
  p.depth--
  return node
}

function parseBlockList(p: Parser, node: WrittenList, open: Token): void {
  for (;;) {
    const next = peekToken(p.s)
    if (next.kind === 'block-entry') {
      const after = skipAndPeek(p)
      if (after.kind !== 'block-entry' && after.kind !== 'block-end') node.items.push(parseNode(p, true, false))
      else node.items.push(emptyAt(next.end, next.line))
      node.end = lastEnd(node.items)
    } else if (next.kind === 'block-end') {
      skipToken(p.s)
      return
    } else throw parserError("did not find expected '-' indicator", next, open.line)
  }
}

function lastEnd(nodes: readonly WrittenNode[]): number {
  return nodes.at(-1)?.end ?? 0
}

function parseIndentless(p: Parser, node: WrittenList): void {
  for (;;) {
    const next = peekToken(p.s)
    if (next.kind !== 'block-entry') return
    const after = skipAndPeek(p)
    const empty = after.kind === 'block-entry' || after.kind === 'key' || after.kind === 'value' || after.kind === 'block-end'
    node.items.push(empty ? emptyAt(next.end, next.line) : parseNode(p, true, false))
    node.end = lastEnd(node.items)
  }
}

function parseBlockMap(p: Parser, node: WrittenMap, open: Token): void {
  for (;;) {
    const next = peekToken(p.s)
    if (next.kind === 'block-end') {
      skipToken(p.s)
      return
    }
    if (next.kind !== 'key') throw parserError('did not find expected key', next, open.line)
    const key = skipAndPeek(p)
    node.pairs.push(endsEntry(key) ? emptyAt(next.end, next.line) : parseNode(p, true, true))
    const colon = peekToken(p.s)
    if (colon.kind !== 'value') node.pairs.push(emptyAt(colon.start, colon.line))
    else {
      const value = skipAndPeek(p)
      const empty = value.kind === 'key' || value.kind === 'value' || value.kind === 'block-end'
      node.pairs.push(empty ? emptyAt(colon.end, colon.line) : parseNode(p, true, true))
    }
    node.end = lastEnd(node.pairs)
  }
}

function endsEntry(next: Token): boolean {
  return next.kind === 'key' || next.kind === 'value' || next.kind === 'block-end'
}

function parseFlowList(p: Parser, node: WrittenList, open: Token): void {
  for (let first = true; ; first = false) {
    let next = peekToken(p.s)
    if (next.kind !== 'flow-sequence-end' && !first) {
      if (next.kind !== 'flow-entry') throw parserError("did not find expected ',' or ']'", next, open.line)
      next = skipAndPeek(p)
    }
    if (next.kind === 'flow-sequence-end') {
      node.end = next.end
      skipToken(p.s)
      return
    }
    node.items.push(next.kind === 'key' ? parsePair(p, next) : parseNode(p, false, false))
  }
}

/** One entry `[key: value]` of a flow sequence: a mapping by itself. */
function parsePair(p: Parser, key: Token): WrittenNode {
  const node: WrittenMap = { kind: 'map', start: key.start, end: key.end, line: key.line, tag: '', pairs: [] }
  let next = skipAndPeek(p)
  if (next.kind !== 'value' && next.kind !== 'flow-entry' && next.kind !== 'flow-sequence-end') {
    node.pairs.push(parseNode(p, false, false))
    next = peekToken(p.s)
  } else {
    // go-yaml eats the token here, so that a value of an empty key is lost.
    node.pairs.push(emptyAt(next.end, next.line))
    next = skipAndPeek(p)
  }
  if (next.kind === 'value') {
    next = skipAndPeek(p)
    if (next.kind !== 'flow-entry' && next.kind !== 'flow-sequence-end') {
      node.pairs.push(parseNode(p, false, false))
      node.end = lastEnd(node.pairs)
      return node
    }
  }
  node.pairs.push(emptyAt(next.start, next.line))
  node.end = next.start
  return node
}

function parseFlowMap(p: Parser, node: WrittenMap, open: Token): void {
  for (let first = true; ; first = false) {
    let next = peekToken(p.s)
    if (next.kind !== 'flow-mapping-end' && !first) {
      if (next.kind !== 'flow-entry') throw parserError("did not find expected ',' or '}'", next, open.line)
      next = skipAndPeek(p)
    }
    if (next.kind === 'flow-mapping-end') {
      node.end = next.end
      skipToken(p.s)
      return
    }
    if (next.kind !== 'key') {
      node.pairs.push(parseNode(p, false, false))
      const after = peekToken(p.s)
      node.pairs.push(emptyAt(after.start, after.line))
      continue
    }
    next = skipAndPeek(p)
    const noKey = next.kind === 'value' || next.kind === 'flow-entry' || next.kind === 'flow-mapping-end'
    node.pairs.push(noKey ? emptyAt(next.start, next.line) : parseNode(p, false, false))
    node.pairs.push(parseFlowValue(p))
  }
}

function parseFlowValue(p: Parser): WrittenNode {
  let next = peekToken(p.s)
  if (next.kind === 'value') {
    next = skipAndPeek(p)
    if (next.kind !== 'flow-entry' && next.kind !== 'flow-mapping-end') return parseNode(p, false, false)
  }
  return emptyAt(next.start, next.line)
}
