import { parseCollection } from './collections.ts'
import { emptyAt, type Parser, remember, skipAndPeek, type YamlLimits } from './parser-state.ts'
import type { Reader } from './resolve.ts'
import { peekToken, skipToken } from './scanner.ts'
import { parserError, startScanner, type Token, YamlError } from './scanner-state.ts'
import type { WrittenDocument, WrittenNode } from './tree.ts'

/** Characters that go-yaml's reader refuses. Lone surrogates are what no UTF-8 can be. */
const REFUSED = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

const SPECIAL = /[^\t\n\r\x20-\x7e]/

/** Parses one document after another, as often as it is asked. Throws `YamlError` where go-yaml fails. */
export function* parseDocuments(text: string, reader: Reader, limits: YamlLimits): Generator<WrittenDocument> {
  const refused = SPECIAL.test(text) ? REFUSED.exec(text) : null
  if (refused !== null) throw new YamlError(`yaml: ${refusal(refused[0])}`, refused.index)
  const p: Parser = {
    s: startScanner(text, reader === 'v3' ? 2 : 0),
    limits,
    nodes: 0,
    depth: 0,
    tags: new Map(),
    anchors: new Map(),
    node: parseNode,
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

function emptyScalar(p: Parser, at: Token): WrittenNode {
  count(p, at)
  return emptyAt(at.start, at.line)
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
