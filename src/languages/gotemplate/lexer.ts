import { isPrint } from '../gofmt/quote.ts'
import type { Token, TokenKind } from './token.ts'

/** Words that are keywords only where no function has their name. */
export interface LexOptions {
  readonly breakIsKeyword: boolean
  readonly continueIsKeyword: boolean
}

/** Where a lexer stands. */
export interface Lexer {
  readonly input: string
  readonly options: LexOptions
  readonly tokens: Token[]
  at: number
  start: number
  line: number
  /** Where the first line break stands that is not counted yet. */
  nextBreak: number
  depth: number
}

/** A lexer at the start of a text. */
export function startLexer(input: string, options: LexOptions): Lexer {
  return { input, options, tokens: [], at: 0, start: 0, line: 1, nextBreak: breakAfter(input, 0), depth: 0 }
}

/** Ends a token of that kind where the lexer stands. */
export function emit(lexer: Lexer, kind: TokenKind): true {
  const value = lexer.input.slice(lexer.start, lexer.at)
  lexer.tokens.push({ kind, start: lexer.start, end: lexer.at, line: lineAt(lexer, lexer.start), value })
  lexer.start = lexer.at
  return true
}

/** Ends the tokens with an error. */
export function fail(lexer: Lexer, message: string): false {
  lexer.tokens.push({ kind: 'error', start: lexer.start, end: lexer.at, line: lineAt(lexer, lexer.start), value: message })
  return false
}

function lineAt(lexer: Lexer, offset: number): number {
  while (lexer.nextBreak < offset) {
    lexer.line++
    lexer.nextBreak = breakAfter(lexer.input, lexer.nextBreak + 1)
  }
  return lexer.line
}

function breakAfter(input: string, from: number): number {
  const at = input.indexOf('\n', from)
  return at < 0 ? Number.POSITIVE_INFINITY : at
}

/** `U+0040 '@'`, as `%#U` prints a character. */
export function describeRune(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return isPrint(character) ? `U+${code} '${character}'` : `U+${code}`
}
