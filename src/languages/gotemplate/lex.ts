import { lexNumber, lexQuoted, lexRaw } from './lex-constants.ts'
import { describeRune, emit, fail, type Lexer, type LexOptions, startLexer } from './lexer.ts'
import { keywordOf, type Token } from './token.ts'

const LETTERS = /[\p{L}\p{Nd}_]+/uy
const SPACE = /[ \t\r\n]+/y
const BLANKS = ' \t\r\n'

/** The tokens of a template, as Go's text/template/parse cuts them; the last is EOF or an error. */
export function lex(input: string, options: LexOptions): readonly Token[] {
  const lexer = startLexer(input, options)
  while (lexText(lexer)) if (!lexAction(lexer)) break
  return lexer.tokens
}

/** Text up to and with the next left delimiter, comments skipped; false at the end or after an error. */
function lexText(lexer: Lexer): boolean {
  const { input } = lexer
  for (;;) {
    const left = input.indexOf('{{', lexer.at)
    if (left < 0) break
    const trims = input[left + 2] === '-' && isBlank(input[left + 3])
    lexer.at = trims ? trimEnd(input, lexer.start, left) : left
    if (lexer.at > lexer.start) emit(lexer, 'text')
    lexer.start = left
    lexer.at = left + 2
    const inside = left + (trims ? 4 : 2)
    if (!input.startsWith('/*', inside)) {
      emit(lexer, 'left')
      lexer.start = lexer.at = inside
      lexer.depth = 0
      return true
    }
    if (!skipComment(lexer, inside)) return false
  }
  lexer.at = input.length
  if (lexer.at > lexer.start) emit(lexer, 'text')
  emit(lexer, 'EOF')
  return false
}

function skipComment(lexer: Lexer, from: number): boolean {
  const { input } = lexer
  lexer.start = from
  const close = input.indexOf('*/', from + 2)
  if (close < 0) return fail(lexer, 'unclosed comment')
  lexer.at = close + 2
  const trims = isTrimmingRight(input, lexer.at)
  if (!trims && !input.startsWith('}}', lexer.at)) return fail(lexer, 'comment ends before closing delimiter')
  lexer.at = lexer.start = trims ? trimStart(input, lexer.at + 4) : lexer.at + 2
  return true
}

function isBlank(character: string | undefined): boolean {
  return character !== undefined && BLANKS.includes(character)
}

function isTrimmingRight(input: string, at: number): boolean {
  return isBlank(input[at]) && input[at + 1] === '-' && input.startsWith('}}', at + 2)
}

function trimEnd(input: string, from: number, to: number): number {
  let end = to
  while (end > from && isBlank(input[end - 1])) end--
  return end
}

function trimStart(input: string, from: number): number {
  let start = from
  while (isBlank(input[start])) start++
  return start
}

/** Everything of one action with its right delimiter; false after an error. */
function lexAction(lexer: Lexer): boolean {
  for (;;) {
    const { input } = lexer
    const trims = isTrimmingRight(input, lexer.at)
    if (trims || input.startsWith('}}', lexer.at)) {
      if (lexer.depth !== 0) return fail(lexer, 'unclosed left paren')
      if (trims) lexer.start = lexer.at = lexer.at + 2
      lexer.at += 2
      emit(lexer, 'right')
      if (trims) lexer.start = lexer.at = trimStart(input, lexer.at)
      return true
    }
    if (!lexInside(lexer)) return false
  }
}

function lexInside(lexer: Lexer): boolean {
  const { input } = lexer
  const character = input[lexer.at]
  if (character === undefined) return fail(lexer, 'unclosed action')
  if (isBlank(character)) return lexSpace(lexer)
  lexer.at++
  switch (character) {
    case '=':
      return emit(lexer, 'assign')
    case ':':
      if (input[lexer.at] !== '=') return fail(lexer, 'expected :=')
      lexer.at++
      return emit(lexer, 'declare')
    case '|':
      return emit(lexer, 'pipe')
    case '"':
      return lexQuoted(lexer, '"', 'string', 'unterminated quoted string')
    case "'":
      return lexQuoted(lexer, "'", 'rune', 'unterminated character constant')
    case '`':
      return lexRaw(lexer)
    case '$':
      return isTerminator(lexer) ? emit(lexer, 'variable') : lexName(lexer, 'variable')
    case '(':
      lexer.depth++
      return emit(lexer, 'open')
    case ')':
      if (--lexer.depth < 0) return fail(lexer, 'unexpected right paren')
      return emit(lexer, 'close')
    default:
      lexer.at--
      return lexWord(lexer, character)
  }
}

function lexWord(lexer: Lexer, character: string): boolean {
  const next = lexer.input[lexer.at + 1]
  if (character === '.' && next !== undefined && !isDigit(next)) {
    lexer.at++
    return isTerminator(lexer) ? emit(lexer, '.') : lexName(lexer, 'field')
  }
  if (character === '.' || character === '+' || character === '-' || isDigit(character)) return lexNumber(lexer)
  if (skipLetters(lexer)) return lexIdentifier(lexer)
  const whole = String.fromCodePoint(lexer.input.codePointAt(lexer.at) ?? 0)
  lexer.at += whole.length
  if (whole > ' ' && whole < '\x7f') return emit(lexer, 'char')
  return fail(lexer, `unrecognized character in action: ${describeRune(whole)}`)
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9'
}

function skipLetters(lexer: Lexer): boolean {
  LETTERS.lastIndex = lexer.at
  if (!LETTERS.test(lexer.input)) return false
  lexer.at = LETTERS.lastIndex
  return true
}

/** White space; the blank of a trimming right delimiter belongs to the delimiter. */
function lexSpace(lexer: Lexer): boolean {
  SPACE.lastIndex = lexer.at
  SPACE.test(lexer.input)
  lexer.at = SPACE.lastIndex
  if (isTrimmingRight(lexer.input, lexer.at - 1)) lexer.at--
  return lexer.at === lexer.start ? true : emit(lexer, 'space')
}

function lexName(lexer: Lexer, kind: 'field' | 'variable'): boolean {
  skipLetters(lexer)
  return isTerminator(lexer) ? emit(lexer, kind) : failAtCharacter(lexer)
}

function lexIdentifier(lexer: Lexer): boolean {
  const word = lexer.input.slice(lexer.start, lexer.at)
  if (!isTerminator(lexer)) return failAtCharacter(lexer)
  const keyword = keywordOf(word)
  if (keyword === 'break' && !lexer.options.breakIsKeyword) return emit(lexer, 'identifier')
  if (keyword === 'continue' && !lexer.options.continueIsKeyword) return emit(lexer, 'identifier')
  if (keyword !== undefined) return emit(lexer, keyword)
  return emit(lexer, word === 'true' || word === 'false' ? 'bool' : 'identifier')
}

function failAtCharacter(lexer: Lexer): false {
  return fail(lexer, `bad character ${describeRune(String.fromCodePoint(lexer.input.codePointAt(lexer.at) ?? 0))}`)
}

function isTerminator(lexer: Lexer): boolean {
  const character = lexer.input[lexer.at]
  if (character === undefined || BLANKS.includes(character) || '.,|:)('.includes(character)) return true
  return character === '}' && lexer.input[lexer.at + 1] === '}'
}
