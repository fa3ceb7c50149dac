import { MAX_DEPTH, MAX_TOKENS } from '../../model/limits.ts'
import { expression } from './hcl-expression.ts'
import {
  HclError,
  type HclProblem,
  isNext,
  note,
  peek,
  type Reader,
  readerOf,
  refuse,
  since,
  spanOf,
  take,
  takeIf,
  within,
} from './hcl-reader.ts'
import type { Attribute, Block, Body, Label, Template } from './hcl-syntax.ts'
import { wholeTemplate } from './hcl-template.ts'
import { type Token, tokensOf } from './hcl-tokens.ts'

/** A file of HCL. A statement that does not fit the grammar is left out and the first of them is the problem. */
export interface ParsedHcl {
  readonly body: Body
  readonly problem?: HclProblem
}

/**
 * Reads the native syntax of HCL 2 (Terraform, OpenTofu, Nomad, Packer, Bake) by its specification: what HashiCorp's parser (hcl v2.25.0)
 * accepts is read whole; of anything else, every statement that can be.
 */
export function parseHcl(text: string): ParsedHcl {
  const tokens = tokensOf(text)
  if (tokens.length > MAX_TOKENS + 1) {
    const span = { start: 0, end: 0 }
    return { body: { span, attributes: [], blocks: [] }, problem: { why: `the file has more than ${MAX_TOKENS} tokens`, span } }
  }
  const reader = readerOf(tokens)
  const body = bodyUntil(reader, 'end')
  return reader.problem === undefined ? { body } : { body, problem: reader.problem }
}

/** Reads a text as a template, `${…}` and `%{…}` in it; undefined where it is none. `base` is where the text stands in its file. */
export function parseTemplate(text: string, base: number): Template | undefined {
  const tokens = tokensOf(text, 'template')
  if (tokens.length > MAX_TOKENS + 1) return undefined
  try {
    return wholeTemplate(readerOf(tokens, base), expression)
  } catch (error) {
    if (error instanceof HclError) return undefined
    throw error
  }
}

function bodyUntil(reader: Reader, close: '}' | 'end'): Body {
  const start = spanOf(reader, peek(reader)).start
  const attributes: Attribute[] = []
  const blocks: Block[] = []
  for (;;) {
    const token = peek(reader)
    if (token.kind === 'end') {
      if (close !== 'end') note(reader, 'a "}" is missing', token.start)
      break
    }
    if (close === '}' && takeIf(reader, '}')) break
    if (token.kind === 'newline') take(reader)
    else statement(reader, attributes, blocks)
  }
  return { span: since(reader, start), attributes, blocks }
}

/** One attribute or block. What is none of them is stepped over to the end of its line, brackets closed. */
function statement(reader: Reader, attributes: Attribute[], blocks: Block[]): void {
  const from = reader.at
  const { depth } = reader
  const { length } = reader.newlines
  try {
    item(reader, attributes, blocks)
  } catch (error) {
    if (!(error instanceof HclError)) throw error
    note(reader, error.message, error.at)
    reader.depth = depth
    reader.newlines.length = length
    reader.at = afterStatement(reader.tokens, from)
    attributes.push(...salvaged(reader, from))
  }
}

function item(reader: Reader, attributes: Attribute[], blocks: Block[]): void {
  const token = peek(reader)
  if (token.kind !== 'name' && token.kind !== 'quote') refuse(reader, `"${token.text.slice(0, 20)}" is not expected here`)
  const quoted = token.kind === 'quote'
  const type = labelOf(reader)
  if (isNext(reader, '=')) {
    // HashiCorp's parser refuses a quoted name; its value is worth reading all the same.
    if (quoted) note(reader, 'the name of an argument must not be quoted', reader.base + token.start)
    take(reader)
    attributes.push({ name: type.text, span: type.span, value: expression(reader) })
    endOfItem(reader)
    return
  }
  const labels: Label[] = []
  while (peek(reader).kind === 'name' || peek(reader).kind === 'quote') {
    if (labels.length >= MAX_DEPTH) refuse(reader, `a block has more than ${MAX_DEPTH} labels`)
    labels.push(labelOf(reader))
  }
  if (!isNext(reader, '{')) refuse(reader, `"${type.text.slice(0, 20)}" is neither an attribute nor a block`)
  take(reader)
  const body = within(reader, true, () => bodyUntil(reader, '}'))
  blocks.push({ type, labels, body })
  endOfItem(reader)
}

function endOfItem(reader: Reader): void {
  const { kind } = peek(reader)
  if (kind === 'newline' || kind === 'end' || isNext(reader, '}')) return
  note(reader, 'a new line is expected here', reader.base + peek(reader).start)
  if (isNext(reader, ',')) take(reader)
}

function labelOf(reader: Reader): Label {
  const token = take(reader)
  if (token.kind === 'name') return { text: token.text, span: spanOf(reader, token) }
  const literal = peek(reader)
  const empty = literal.kind === 'quote-end'
  const text = empty ? '' : literal.text
  if (!empty && literal.kind !== 'literal') refuse(reader, 'a label must be a text without a template')
  if (!empty) take(reader)
  if (peek(reader).kind !== 'quote-end') refuse(reader, 'a label must be a text without a template')
  take(reader)
  return { text, span: empty ? spanOf(reader, { start: token.end, end: token.end }) : spanOf(reader, literal) }
}

/** What a statement that cannot be read still shows: names that are given a text. */
function salvaged(reader: Reader, from: number): readonly Attribute[] {
  const found: Attribute[] = []
  for (let at = from; at + 4 < reader.at; at++) {
    const [name, equals, open, literal, close] = reader.tokens.slice(at, at + 5)
    if (name?.kind !== 'name' || !/^[=:]$/.test(equals?.text ?? '') || open?.kind !== 'quote') continue
    if (literal?.kind !== 'literal' || close?.kind !== 'quote-end') continue
    const span = spanOf(reader, literal)
    const part = { kind: 'literal', span, text: literal.text, exact: true } as const
    found.push({ name: name.text, span: spanOf(reader, name), value: { kind: 'template', span, parts: [part] } })
  }
  return found
}

const OPENS: ReadonlySet<Token['kind']> = new Set(['quote', 'heredoc', 'interpolation', 'directive'])
const CLOSES: ReadonlySet<Token['kind']> = new Set(['quote-end', 'heredoc-end', 'sequence-end'])

/** Past the line on which a statement ends; before a brace that closes what is around it. */
function afterStatement(tokens: readonly Token[], from: number): number {
  let open = 0
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined || token.kind === 'end') return at
    if (token.kind === 'newline' && open <= 0) return at + 1
    if (OPENS.has(token.kind) || (token.kind === 'operator' && /^[([{]$/.test(token.text))) open++
    if (CLOSES.has(token.kind) || (token.kind === 'operator' && /^[)\]}]$/.test(token.text))) open--
    if (open < 0) return at === from ? at + 1 : at
  }
  return tokens.length
}
