import { MAX_TOKENS } from '../../model/limits.ts'

/**
 * A token of HCL. `literal` is text of a template as written; `interpolation` and `directive` begin a sequence in one, `sequence-end` ends it.
 * Line comments count as the newline that ends them, other comments and blanks as nothing.
 */
export interface Token {
  readonly kind:
    | 'name'
    | 'number'
    | 'operator'
    | 'newline'
    | 'quote'
    | 'quote-end'
    | 'heredoc'
    | 'heredoc-end'
    | 'literal'
    | 'interpolation'
    | 'directive'
    | 'sequence-end'
    | 'invalid'
    | 'end'
  readonly text: string
  readonly start: number
  readonly end: number
}

/** What a token is made in: expressions, or a template of either kind. `braces` counts those that are open inside a sequence. */
type Mode =
  | { readonly kind: 'expression'; braces: number }
  | { readonly kind: 'quoted' }
  | { readonly kind: 'heredoc'; readonly marker: string; fresh: boolean }

interface Scanner {
  readonly text: string
  readonly tokens: Token[]
  readonly modes: Mode[]
  at: number
}

const NAME = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy
const NUMBER = /\d(?:[\d.]|[eE][+-]?\d)*/y
const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy
const OPERATOR = /\.\.\.|==|!=|>=|<=|&&|\|\||::|=>|[[\](){}.,*/%+\-=<>!?:]/y
const QUOTED_STOPS = /["\n\r]/
const LINE_STOPS = /\n/
const BLANK = /(?:[ \t]+|\/\*[\s\S]*?\*\/)+/y
const COMMENT = /(?:#|\/\/)[^\n]*(?:\n|$)/y

/** Splits a file, or a template without quotes around it, as HashiCorp's scanner does. At most one token more than MAX_TOKENS is made, besides the one that ends them. */
export function tokensOf(text: string, as: 'file' | 'template' = 'file'): readonly Token[] {
  const mode: Mode = as === 'file' ? { kind: 'expression', braces: 0 } : { kind: 'heredoc', marker: '', fresh: false }
  const scanner: Scanner = { text, tokens: [], modes: [mode], at: as === 'file' && text.startsWith('\ufeff') ? 1 : 0 }
  while (scanner.at < text.length && scanner.tokens.length <= MAX_TOKENS) {
    const now = scanner.modes.at(-1)
    if (now?.kind === 'quoted') quoted(scanner)
    else if (now?.kind === 'heredoc') heredocLine(scanner, now)
    else if (now !== undefined) expressionToken(scanner, now)
  }
  add(scanner, 'end', 0)
  return scanner.tokens
}

function add(scanner: Scanner, kind: Token['kind'], length: number): void {
  const { at } = scanner
  scanner.tokens.push({ kind, text: scanner.text.slice(at, at + length), start: at, end: at + length })
  scanner.at += length
}

function matched(pattern: RegExp, { text, at }: Scanner): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function expressionToken(scanner: Scanner, mode: { braces: number }): void {
  const { text, at } = scanner
  const blank = matched(BLANK, scanner)
  if (blank !== undefined) {
    scanner.at += blank.length
    return
  }
  const comment = matched(COMMENT, scanner)
  if (comment !== undefined) {
    if (comment.endsWith('\n')) add(scanner, 'newline', comment.length)
    else scanner.at += comment.length
    return
  }
  if (text[at] === '\n') {
    add(scanner, 'newline', 1)
    return
  }
  if (text.startsWith('\r\n', at)) {
    add(scanner, 'newline', 2)
    return
  }
  if (text[at] === '"') {
    scanner.modes.push({ kind: 'quoted' })
    add(scanner, 'quote', 1)
    return
  }
  HEREDOC.lastIndex = at
  const heredoc = text[at] === '<' ? HEREDOC.exec(text) : null
  if (heredoc !== null) {
    scanner.modes.push({ kind: 'heredoc', marker: heredoc[1] ?? '', fresh: true })
    add(scanner, 'heredoc', heredoc[0].length)
    return
  }
  const closing = scanner.modes.length > 1 && mode.braces === 0
  if (closing && (text[at] === '}' || text.startsWith('~}', at))) {
    scanner.modes.pop()
    add(scanner, 'sequence-end', text[at] === '}' ? 1 : 2)
    return
  }
  if (text[at] === '{') mode.braces++
  if (text[at] === '}') mode.braces--
  word(scanner)
}

function word(scanner: Scanner): void {
  const name = matched(NAME, scanner)
  if (name !== undefined) {
    add(scanner, 'name', name.length)
    return
  }
  const number = matched(NUMBER, scanner)
  // A number never ends with a dot: `1.` is followed by an attribute, `1...` by an expansion.
  if (number !== undefined) {
    add(scanner, 'number', number.replace(/\.+$/, '').length)
    return
  }
  const operator = matched(OPERATOR, scanner)
  add(scanner, operator === undefined ? 'invalid' : 'operator', operator?.length ?? 1)
}

/** Up to the next sequence, quote or end of the line of a quoted template. */
function quoted(scanner: Scanner): void {
  const { text, at } = scanner
  if (text[at] === '"') {
    scanner.modes.pop()
    add(scanner, 'quote-end', 1)
    return
  }
  if (text[at] === '\n' || text[at] === '\r') {
    // What follows is read as an expression again: a quote that is missing must not swallow the file.
    scanner.modes.pop()
    add(scanner, 'invalid', 1)
    return
  }
  if (sequence(scanner)) return
  add(scanner, 'literal', literalEnd(text, at, QUOTED_STOPS) - at)
}

/** One line of a heredoc, or its part before a sequence. The line that holds nothing but the marker ends it. */
function heredocLine(scanner: Scanner, mode: { readonly marker: string; fresh: boolean }): void {
  const { text, at } = scanner
  if (mode.fresh && mode.marker !== '') {
    const newline = text.indexOf('\n', at)
    const line = text.slice(at, newline < 0 ? text.length : newline)
    if (line.trim() === mode.marker) {
      scanner.modes.pop()
      add(scanner, 'heredoc-end', line.endsWith('\r') ? line.length - 1 : line.length)
      return
    }
  }
  if (sequence(scanner)) {
    mode.fresh = false
    return
  }
  const end = literalEnd(text, at, LINE_STOPS)
  const whole = text[end] === '\n'
  mode.fresh = whole
  add(scanner, 'literal', end + (whole ? 1 : 0) - at)
}

/** Begins an interpolation or a directive, where one stands here. */
function sequence(scanner: Scanner): boolean {
  const { text, at } = scanner
  if (!(text.startsWith('${', at) || text.startsWith('%{', at))) return false
  add(scanner, text[at] === '$' ? 'interpolation' : 'directive', text[at + 2] === '~' ? 3 : 2)
  scanner.modes.push({ kind: 'expression', braces: 0 })
  return true
}

/** Where a literal ends: at a sequence that is not escaped by doubling its first character, or at one of `stops`. */
function literalEnd(text: string, from: number, stops: RegExp): number {
  const escapes = stops === QUOTED_STOPS
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? ''
    if (escapes && char === '\\' && at + 1 < text.length && !/[\n\r]/.test(text[at + 1] ?? '')) at++
    else if (stops.test(char)) return at
    else if (char === '$' || char === '%') {
      if (text[at + 1] === '{') return at
      if (text[at + 1] === char && text[at + 2] === '{') at += 2
    }
  }
  return text.length
}
