import { CelProblem } from './syntax.ts'
import type { Token } from './tokens.ts'

/** Where the parser is in the tokens, and how deep in the expression. */
export interface Cursor {
  readonly tokens: readonly Token[]
  at: number
  depth: number
}

/** Takes the name of a field. */
export function selector(cursor: Cursor): string {
  const token = cursor.tokens[cursor.at++]
  if (token?.kind === 'name' || token?.kind === 'quoted') return token.text
  throw new CelProblem(`a name is missing before "${token?.text ?? 'the end'}"`)
}

/** Takes the next token, whatever it is. */
export function next(cursor: Cursor): string {
  return cursor.tokens[cursor.at++]?.text ?? ''
}

/** The text of the next token; empty at the end. */
export function peek(cursor: Cursor): string {
  return cursor.tokens[cursor.at]?.text ?? ''
}

/** Whether the next token is this operator. */
export function is(cursor: Cursor, text: string): boolean {
  const token = cursor.tokens[cursor.at]
  return token?.kind === 'operator' && token.text === text
}

/** Takes the next token if it is this operator. */
export function take(cursor: Cursor, text: string): boolean {
  if (!is(cursor, text)) return false
  cursor.at++
  return true
}

/** Takes this operator, which must be next. */
export function expect(cursor: Cursor, text: string): void {
  if (!take(cursor, text)) throw new CelProblem(`"${text}" is missing`)
}
