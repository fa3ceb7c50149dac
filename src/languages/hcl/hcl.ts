import { MAX_DEPTH, MAX_TOKENS } from '../../model/limits.ts'
import type { Span } from '../../model/span.ts'
import type { MapEntry, MapNode, Node, ScalarNode } from '../../model/tree.ts'
import { type Token, tokensOf } from './hcl-tokens.ts'

/** A located HCL file: attributes and blocks are entries, the labels of a block are the keys of nested mappings. */
export interface ParsedHcl {
  readonly root: MapNode
  readonly problem?: { readonly why: string; readonly span: Span }
}

interface Reader {
  readonly text: string
  readonly tokens: readonly Token[]
  at: number
  problem: { readonly why: string; readonly span: Span } | undefined
}

/**
 * Reads HCL (Terraform, Nomad, Bake) into a located tree. Strings are scalars that are not plain; `jsonencode(x)` and `yamlencode(x)` are x;
 * every other expression is a plain scalar with its source. What does not fit the grammar is stepped over and reported as a problem.
 */
export function parseHcl(text: string): ParsedHcl {
  const reader: Reader = { text, tokens: tokensOf(text), at: 0, problem: undefined }
  if (reader.tokens.length > MAX_TOKENS) {
    const why = `more than ${MAX_TOKENS} tokens (MAX_TOKENS)`
    return { root: { kind: 'map', span: { start: 0, end: 0 }, entries: [] }, problem: { why, span: { start: 0, end: 0 } } }
  }
  const root = body(reader, '', 0)
  return reader.problem === undefined ? { root } : { root, problem: reader.problem }
}

function peek(reader: Reader): Token | undefined {
  return reader.tokens[reader.at]
}

function is(reader: Reader, text: string): boolean {
  const token = peek(reader)
  return token?.kind === 'other' && token.text === text
}

function fail(reader: Reader, why: string): void {
  const at = peek(reader)?.start ?? reader.text.length
  reader.problem ??= { why: `not valid HCL: ${why}`, span: { start: at, end: at } }
}

function body(reader: Reader, close: string, depth: number): MapNode {
  const start = peek(reader)?.start ?? reader.text.length
  const entries: MapEntry[] = []
  while (reader.at < reader.tokens.length && !(close !== '' && is(reader, close))) {
    const before = reader.at
    const entry = statement(reader, depth)
    if (entry !== undefined) entries.push(entry)
    if (reader.at === before) reader.at++
  }
  if (close !== '' && !is(reader, close)) fail(reader, `a "${close}" is missing`)
  reader.at++
  return { kind: 'map', span: { start, end: reader.tokens[reader.at - 1]?.end ?? reader.text.length }, entries }
}

function statement(reader: Reader, depth: number): MapEntry | undefined {
  const token = peek(reader)
  if (token === undefined || token.kind === 'newline' || is(reader, ',')) {
    reader.at++
    return undefined
  }
  if (token.kind !== 'name' && token.kind !== 'string') {
    if (!(token.kind === 'other' && token.text.startsWith('[[')))
      fail(reader, `"${token.text.slice(0, 20)}" is not expected here`)
    reader.at++
    return undefined
  }
  reader.at++
  const key = scalarOf(token)
  if (is(reader, '=') || is(reader, ':')) {
    reader.at++
    return { key, value: expression(reader, depth) }
  }
  return block(reader, key, depth)
}

function block(reader: Reader, key: ScalarNode, depth: number): MapEntry | undefined {
  const labels: ScalarNode[] = []
  for (let token = peek(reader); token?.kind === 'string' || token?.kind === 'name'; token = peek(reader)) {
    labels.push(scalarOf(token))
    reader.at++
  }
  if (!is(reader, '{')) {
    fail(reader, `"${key.text.slice(0, 20)}" is neither an attribute nor a block`)
    return undefined
  }
  if (depth >= MAX_DEPTH) {
    fail(reader, `nested more than ${MAX_DEPTH} levels deep (MAX_DEPTH)`)
    reader.at = reader.tokens.length
    return undefined
  }
  reader.at++
  const inner = body(reader, '}', depth + 1)
  const value = labels
    .toReversed()
    .reduce<Node>((node, label) => ({ kind: 'map', span: inner.span, entries: [{ key: label, value: node }] }), inner)
  return { key, value }
}

function scalarOf(token: Token): ScalarNode {
  return { kind: 'scalar', span: { start: token.start, end: token.end }, text: token.text, plain: token.kind === 'name' }
}

function expression(reader: Reader, depth: number): Node {
  const token = peek(reader)
  const start = token?.start ?? reader.text.length
  if (depth >= MAX_DEPTH) {
    fail(reader, `nested more than ${MAX_DEPTH} levels deep (MAX_DEPTH)`)
    reader.at = reader.tokens.length
    return { kind: 'scalar', span: { start, end: start }, text: '', plain: true }
  }
  const first = primary(reader, depth)
  if (ends(reader)) return first
  return remainder(reader, start)
}

function primary(reader: Reader, depth: number): Node {
  const token = peek(reader)
  const start = token?.start ?? reader.text.length
  if (token === undefined) return { kind: 'scalar', span: { start, end: start }, text: '', plain: true }
  if (is(reader, '{')) {
    reader.at++
    return body(reader, '}', depth + 1)
  }
  if (is(reader, '[')) return list(reader, depth)
  if (
    token.kind === 'name' &&
    /^(?:jsonencode|yamlencode|tolist|toset|tomap)$/.test(token.text) &&
    isOpen(reader.tokens[reader.at + 1])
  ) {
    reader.at += 2
    skipNewlines(reader)
    const inner = expression(reader, depth + 1)
    skipNewlines(reader)
    if (is(reader, ')')) reader.at++
    return inner
  }
  reader.at++
  return scalarOf(token)
}

function isOpen(token: Token | undefined): boolean {
  return token?.kind === 'other' && token.text === '('
}

function list(reader: Reader, depth: number): Node {
  const start = peek(reader)?.start ?? 0
  const items: Node[] = []
  reader.at++
  while (reader.at < reader.tokens.length && !is(reader, ']')) {
    const before = reader.at
    if (is(reader, ',') || peek(reader)?.kind === 'newline') reader.at++
    else items.push(expression(reader, depth + 1))
    if (reader.at === before) reader.at++
  }
  if (!is(reader, ']')) fail(reader, 'a "]" is missing')
  reader.at++
  return { kind: 'list', span: { start, end: reader.tokens[reader.at - 1]?.end ?? reader.text.length }, items }
}

function skipNewlines(reader: Reader): void {
  while (peek(reader)?.kind === 'newline') reader.at++
}

/** Whether an expression ends here; `)` ends one too, and closes nothing that was opened before. */
function ends(reader: Reader): boolean {
  const token = peek(reader)
  return token === undefined || token.kind === 'newline' || (token.kind === 'other' && /^[,\]})]$/.test(token.text))
}

/** Steps over the rest of a longer expression (operators, calls, conditionals) and gives its source. */
function remainder(reader: Reader, start: number): ScalarNode {
  let open = 0
  for (let token = peek(reader); token !== undefined; token = peek(reader)) {
    if (open === 0 && ends(reader)) break
    if (token.kind === 'other' && /^[([{]$/.test(token.text)) open++
    if (token.kind === 'other' && /^[)\]}]$/.test(token.text)) open--
    reader.at++
  }
  const end = reader.tokens[reader.at - 1]?.end ?? start
  return { kind: 'scalar', span: { start, end }, text: reader.text.slice(start, end), plain: true }
}
