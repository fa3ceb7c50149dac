/** A token of YAML 1.1 as libyaml's scanner makes them. Offsets are UTF-16 units of the text that is read. */
export interface Token {
  readonly kind: TokenKind
  readonly start: number
  readonly end: number
  readonly line: number
  /** The text of a scalar, the name of an anchor or alias, the handle of a tag or %TAG directive. */
  readonly text: string
  /** The suffix of a tag, the prefix of a %TAG directive, the version of a %YAML directive. */
  readonly suffix: string
  readonly style: ScalarStyle
  /** Where lines of a block scalar stand: offset in `text`, offset in the source. */
  readonly lines: readonly number[]
}

export type TokenKind =
  | 'stream-start'
  | 'stream-end'
  | 'version'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar'

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded'

/** A place where a key without `?` may have begun. `index` counts code points, as the bound of 1,024 does. */
export interface SimpleKey {
  possible: boolean
  readonly required: boolean
  readonly token: number
  readonly at: number
  readonly index: number
  readonly line: number
  readonly column: number
}

/** What the scanner knows while it reads. */
export interface Scanner {
  readonly text: string
  at: number
  line: number
  /** `at - lineStart` is the column in code points. */
  lineStart: number
  /** Low surrogates so far: `at - lows` is the index in code points. */
  lows: number
  flow: number
  indent: number
  readonly indents: number[]
  readonly keys: SimpleKey[]
  readonly keyByToken: Map<number, SimpleKey>
  keyAllowed: boolean
  tokens: Token[]
  head: number
  parsed: number
  started: boolean
  available: boolean
  /** Tokens that are read ahead of the one that is taken: yaml.v3 looks two further, and fails where they fail. */
  readonly ahead: number
}

/** Why a text is not YAML for go-yaml, in its words, and where (an offset). `limit` says that a bound of ours was hit instead. */
export class YamlError extends Error {
  readonly at: number
  readonly limit: boolean
  constructor(message: string, at: number, limit = false) {
    super(message)
    this.at = at
    this.limit = limit
  }
}

/** A scanner at the start of a text. */
export function startScanner(text: string, ahead: number): Scanner {
  const from = text.charCodeAt(0) === 0xfeff ? 1 : 0
  return {
    text,
    at: from,
    line: 0,
    lineStart: from,
    lows: 0,
    flow: 0,
    indent: -1,
    indents: [],
    keys: [],
    keyByToken: new Map(),
    keyAllowed: true,
    tokens: [],
    head: 0,
    parsed: 0,
    started: false,
    available: false,
    ahead,
  }
}

/** An error of the scanner, which go-yaml counts from the line where it stands. */
export function scannerError(s: Scanner, problem: string, contextLine: number): YamlError {
  const line = s.line !== 0 ? s.line + 1 : contextLine
  return new YamlError(`yaml: ${line !== 0 ? `line ${line}: ` : ''}${problem}`, s.at)
}

/** An error of the parser at a token. */
export function parserError(problem: string, token: Token, contextLine = 0): YamlError {
  const line = token.line !== 0 ? token.line : contextLine
  return new YamlError(`yaml: ${line !== 0 ? `line ${line}: ` : ''}${problem}`, token.start)
}

export function token(kind: TokenKind, start: number, end: number, line: number): Token {
  return { kind, start, end, line, text: '', suffix: '', style: 'plain', lines: NO_LINES }
}

const NO_LINES: readonly number[] = []

/** The character code here, or so many further; NaN past the end. */
export function code(s: Scanner, ahead = 0): number {
  return s.text.charCodeAt(s.at + ahead)
}

export function columnOf(s: Scanner): number {
  return s.at - s.lineStart
}

/** One character on, not over a line break. */
export function skip(s: Scanner): void {
  const first = s.text.charCodeAt(s.at++)
  if (first >= 0xd800 && first <= 0xdbff && s.at < s.text.length) {
    s.at++
    s.lows++
    s.lineStart++
  }
}

/** On to the line break or the end. */
export function skipLine(s: Scanner): void {
  const { text } = s
  let at = s.at
  for (let c = text.charCodeAt(at); !isBreakOrEnd(c); c = text.charCodeAt(at)) at += sizeAt(s, c, at)
  s.at = at
}

/** Over what a plain scalar may hold, up to a blank, a break, the end, or a mark that ends it. */
export function skipPlain(s: Scanner): void {
  const { text } = s
  const inFlow = s.flow > 0
  let at = s.at
  for (let c = text.charCodeAt(at); !isBlankOrEnd(c); c = text.charCodeAt(at)) {
    if (c === 58 && isBlankOrEnd(text.charCodeAt(at + 1))) break
    if (inFlow && (c === 44 || c === 63 || c === 91 || c === 93 || c === 123 || c === 125)) break
    at += sizeAt(s, c, at)
  }
  s.at = at
}

/** Units of the character at a place, which is counted as one. */
function sizeAt(s: Scanner, first: number, at: number): number {
  if (first < 0xd800 || first > 0xdbff || at + 1 >= s.text.length) return 1
  s.lows++
  s.lineStart++
  return 2
}

/** Over one line break, which may be CR LF; gives the break as text: LF for all but U+2028 and U+2029. */
export function readBreak(s: Scanner): string {
  const first = s.text.charCodeAt(s.at)
  const size = first === 13 && s.text.charCodeAt(s.at + 1) === 10 ? 2 : 1
  if (size === 2) s.lows++
  s.at += size
  s.line++
  s.lineStart = s.at
  return first === 0x2028 || first === 0x2029 ? String.fromCharCode(first) : '\n'
}

export function isBreak(c: number): boolean {
  return c === 10 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029
}

export function isBlank(c: number): boolean {
  return c === 32 || c === 9
}

/** A line break or the end of the text. */
export function isBreakOrEnd(c: number): boolean {
  return c === 10 || Number.isNaN(c) || isBreak(c)
}

/** A space, a tab, a line break or the end of the text. */
export function isBlankOrEnd(c: number): boolean {
  return c === 32 || c === 9 || c === 10 || Number.isNaN(c) || isBreak(c)
}

export function isWord(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95 || c === 45
}

/** Whether `---` or `...` stands here at the start of a line. */
export function atDocumentIndicator(s: Scanner): boolean {
  if (s.at !== s.lineStart) return false
  const c = code(s)
  if (c !== 45 && c !== 46) return false
  return code(s, 1) === c && code(s, 2) === c && isBlankOrEnd(code(s, 3))
}
