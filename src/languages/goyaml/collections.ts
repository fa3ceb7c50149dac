import { emptyAt, type Parser, remember, skipAndPeek } from './parser-state.ts'
import { peekToken, skipToken } from './scanner.ts'
import { parserError, type Token, YamlError } from './scanner-state.ts'
import type { WrittenList, WrittenMap, WrittenNode } from './tree.ts'

/** A node whose properties are read, and what may begin here. */
export interface Opening {
  readonly start: number
  readonly line: number
  readonly tag: string
  readonly anchor: string
  readonly next: Token
  readonly block: boolean
  readonly indentless: boolean
}

/** A sequence or mapping, if one begins here. */
export function parseCollection(p: Parser, o: Opening): WrittenNode | undefined {
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
      if (after.kind !== 'block-entry' && after.kind !== 'block-end') node.items.push(p.node(p, true, false))
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
    node.items.push(empty ? emptyAt(next.end, next.line) : p.node(p, true, false))
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
    node.pairs.push(endsEntry(key) ? emptyAt(next.end, next.line) : p.node(p, true, true))
    const colon = peekToken(p.s)
    if (colon.kind !== 'value') node.pairs.push(emptyAt(colon.start, colon.line))
    else {
      const value = skipAndPeek(p)
      const empty = value.kind === 'key' || value.kind === 'value' || value.kind === 'block-end'
      node.pairs.push(empty ? emptyAt(colon.end, colon.line) : p.node(p, true, true))
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
    node.items.push(next.kind === 'key' ? parsePair(p, next) : p.node(p, false, false))
  }
}

/** One entry `[key: value]` of a flow sequence: a mapping by itself. */
function parsePair(p: Parser, key: Token): WrittenNode {
  const node: WrittenMap = { kind: 'map', start: key.start, end: key.end, line: key.line, tag: '', pairs: [] }
  let next = skipAndPeek(p)
  if (next.kind !== 'value' && next.kind !== 'flow-entry' && next.kind !== 'flow-sequence-end') {
    node.pairs.push(p.node(p, false, false))
    next = peekToken(p.s)
  } else {
    // go-yaml eats the token here, so that a value of an empty key is lost.
    node.pairs.push(emptyAt(next.end, next.line))
    next = skipAndPeek(p)
  }
  if (next.kind === 'value') {
    next = skipAndPeek(p)
    if (next.kind !== 'flow-entry' && next.kind !== 'flow-sequence-end') {
      node.pairs.push(p.node(p, false, false))
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
      node.pairs.push(p.node(p, false, false))
      const after = peekToken(p.s)
      node.pairs.push(emptyAt(after.start, after.line))
      continue
    }
    next = skipAndPeek(p)
    const noKey = next.kind === 'value' || next.kind === 'flow-entry' || next.kind === 'flow-mapping-end'
    node.pairs.push(noKey ? emptyAt(next.start, next.line) : p.node(p, false, false))
    node.pairs.push(parseFlowValue(p))
  }
}

function parseFlowValue(p: Parser): WrittenNode {
  let next = peekToken(p.s)
  if (next.kind === 'value') {
    next = skipAndPeek(p)
    if (next.kind !== 'flow-entry' && next.kind !== 'flow-mapping-end') return p.node(p, false, false)
  }
  return emptyAt(next.start, next.line)
}
