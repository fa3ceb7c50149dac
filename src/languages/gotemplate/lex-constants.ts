import { quote } from '../gofmt/quote.ts'
import { emit, fail, type Lexer } from './lexer.ts'
import type { TokenKind } from './token.ts'

/** A quoted string or character, whose opening mark is read. */
export function lexQuoted(lexer: Lexer, mark: string, kind: TokenKind, message: string): boolean {
  for (;;) {
    const character = lexer.input[lexer.at++]
    if (character === mark) return emit(lexer, kind)
    if (character === '\\') {
      const escaped = lexer.input[lexer.at++]
      if (escaped === undefined || escaped === '\n') return fail(lexer, message)
    } else if (character === undefined || character === '\n') return fail(lexer, message)
  }
}

/** A raw string, whose opening mark is read. */
export function lexRaw(lexer: Lexer): boolean {
  const close = lexer.input.indexOf('`', lexer.at)
  if (close < 0) return fail(lexer, 'unterminated raw quoted string')
  lexer.at = close + 1
  return emit(lexer, 'raw')
}

/** A number, complex or not. */
export function lexNumber(lexer: Lexer): boolean {
  if (!scanNumber(lexer)) return failAtNumber(lexer)
  const sign = lexer.input[lexer.at]
  if (sign !== '+' && sign !== '-') return emit(lexer, 'number')
  if (!scanNumber(lexer) || lexer.input[lexer.at - 1] !== 'i') return failAtNumber(lexer)
  return emit(lexer, 'complex')
}

function failAtNumber(lexer: Lexer): false {
  return fail(lexer, `bad number syntax: ${quote(lexer.input.slice(lexer.start, lexer.at))}`)
}

const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y

function scanNumber(lexer: Lexer): boolean {
  NUMBER.lastIndex = lexer.at
  NUMBER.test(lexer.input)
  lexer.at = NUMBER.lastIndex
  const following = lexer.input.codePointAt(lexer.at)
  if (following === undefined || !/[\p{L}\p{Nd}_]/u.test(String.fromCodePoint(following))) return true
  lexer.at += following > 0xffff ? 2 : 1
  return false
}
