import type { Place } from '../../model/span.ts'
import { quote } from '../gofmt/quote.ts'
import { placesOf } from '../govalue/sources.ts'
import { piecesOf, type Text } from '../govalue/text.ts'
import { TemplateError } from './error.ts'
import type { Template } from './node.ts'
import { isKeyword, type Token, type TokenKind } from './token.ts'

/** Where a parser stands. */
export interface Parser {
  readonly name: string
  readonly source: Text
  readonly tokens: readonly Token[]
  readonly isFunction: (name: string) => boolean
  readonly deepest: number
  readonly templates: Map<string, Template>
  at: number
  /** The last token that was looked at: Go's errors name its line. */
  furthest: number
  variables: string[]
  actionLine: number
  ranges: number
  /** Parentheses, and blocks, around the place. */
  depth: number
  nesting: number
}

const END: Token = { kind: 'EOF', start: 0, end: 0, line: 0, value: '' }

/** The token that comes, taken. */
export function next(parser: Parser): Token {
  const token = peek(parser)
  parser.at++
  return token
}

/** The token that comes. */
export function peek(parser: Parser): Token {
  const index = Math.min(parser.at, parser.tokens.length - 1)
  if (index > parser.furthest) parser.furthest = index
  return parser.tokens[index] ?? END
}

/** The next token that is no space, taken. */
export function nextSolid(parser: Parser): Token {
  let token = next(parser)
  while (token.kind === 'space') token = next(parser)
  return token
}

/** The next token that is no space; spaces before it are skipped. */
export function peekSolid(parser: Parser): Token {
  while (peek(parser).kind === 'space') parser.at++
  return peek(parser)
}

/** Gives the last token back. */
export function stepBack(parser: Parser): void {
  parser.at--
}

/** The next token, which must be of that kind. */
export function expect(parser: Parser, kind: TokenKind, context: string): Token {
  const token = nextSolid(parser)
  return token.kind === kind ? token : unexpected(parser, token, context)
}

/** Stops with Go's message, at the line of the last token. */
export function fail(parser: Parser, message: string): never {
  const token = parser.tokens[parser.furthest] ?? END
  throw new TemplateError(`template: ${parser.name}:${token.line}: ${message}`, 'parse', placeAt(parser.source, token.start))
}

/** Stops because of a token that may not stand there. */
export function unexpected(parser: Parser, token: Token, context: string): never {
  if (token.kind !== 'error') return fail(parser, `unexpected ${shown(token)} in ${context}`)
  let extra = ''
  if (parser.actionLine !== 0 && parser.actionLine !== token.line) {
    const started = ` started at ${parser.name}:${parser.actionLine}`
    extra = token.value.endsWith(' action') ? started : ` in action${started}`
  }
  return fail(parser, token.value + extra)
}

function shown(token: Token): string {
  if (token.kind === 'EOF') return 'EOF'
  if (isKeyword(token.kind)) return `<${token.value}>`
  const characters = [...token.value]
  return Buffer.byteLength(token.value) > 10 ? `${quote(characters.slice(0, 10).join(''))}...` : quote(token.value)
}

/** Where an offset of a template's text stands in the files; undefined where that is not known. */
export function placeAt(source: Text, offset: number): Place | undefined {
  let at = 0
  for (const piece of piecesOf(source)) {
    if (offset < at + piece.text.length || offset === source.text.length) {
      const place = placesOf(piece.sources, 1)[0]
      if (place === undefined || piece.start < 0) return place
      const start = piece.start + Math.min(offset - at, piece.text.length)
      return { file: place.file, span: { start, end: start } }
    }
    at += piece.text.length
  }
  return undefined
}
