/** Kinds of tokens, as Go's lexer has them; a keyword's kind is its word. */
export type TokenKind =
  | 'error'
  | 'EOF'
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'char'
  | 'open'
  | 'close'
  | 'string'
  | 'raw'
  | 'rune'
  | 'number'
  | 'complex'
  | 'bool'
  | 'identifier'
  | 'field'
  | 'variable'
  | Keyword

export type Keyword =
  | '.'
  | 'block'
  | 'break'
  | 'continue'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'nil'
  | 'range'
  | 'template'
  | 'with'

/** A token: UTF-16 offsets, the line that it starts on, its text; of an error the message. */
export interface Token {
  readonly kind: TokenKind
  readonly start: number
  readonly end: number
  readonly line: number
  readonly value: string
}

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map(
  (['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'nil', 'range', 'template', 'with'] as const).map((word) => [
    word,
    word,
  ]),
)

/** The keyword that a word is; undefined for other words. */
export function keywordOf(word: string): Keyword | undefined {
  return KEYWORDS.get(word)
}

/** Whether a kind of token is a keyword. */
export function isKeyword(kind: TokenKind): kind is Keyword {
  return kind === '.' || KEYWORDS.has(kind)
}
