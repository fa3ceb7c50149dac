import { MAX_DEPTH } from '../../model/limits.ts'
import type { Span } from '../../model/span.ts'
import type { Token } from './hcl-tokens.ts'

/** What could not be read, and where. */
export interface HclProblem {
  readonly why: string
  readonly span: Span
}

/** Stops the reading of one statement; what stands around it is still read. */
export class HclError extends Error {
  readonly at: number

  constructor(why: string, at: number) {
    super(why)
    this.at = at
  }
}

/** Walks over tokens. `newlines` says, innermost last, whether line ends count: between brackets and parentheses they do not. */
export interface Reader {
  readonly tokens: readonly Token[]
  readonly newlines: boolean[]
  /** Where the text of the tokens begins in its file. */
  readonly base: number
  at: number
  depth: number
  problem: HclProblem | undefined
}

/** A reader at the first token. */
export function readerOf(tokens: readonly Token[], base = 0): Reader {
  return { tokens, newlines: [true], base, at: 0, depth: 0, problem: undefined }
}

const END: Token = { kind: 'end', text: '', start: 0, end: 0 }

/** The next token that counts. */
export function peek(reader: Reader): Token {
  if (reader.newlines.at(-1) !== true) while (reader.tokens[reader.at]?.kind === 'newline') reader.at++
  return reader.tokens[reader.at] ?? reader.tokens.at(-1) ?? END
}

/** Takes the next token. */
export function take(reader: Reader): Token {
  const token = peek(reader)
  if (token.kind !== 'end') reader.at++
  return token
}

/** Whether the next token is this operator. */
export function isNext(reader: Reader, operator: string): boolean {
  const token = peek(reader)
  return token.kind === 'operator' && token.text === operator
}

/** Takes the next token if it is this operator. */
export function takeIf(reader: Reader, operator: string): boolean {
  if (!isNext(reader, operator)) return false
  reader.at++
  return true
}

/** Takes this operator, or refuses what stands there instead. */
export function expectNext(reader: Reader, operator: string): Token {
  return isNext(reader, operator) ? take(reader) : refuse(reader, `a "${operator}" is expected here`)
}

/** Takes a name, or refuses what stands there instead. */
export function expectName(reader: Reader): Token {
  return peek(reader).kind === 'name' ? take(reader) : refuse(reader, 'a name is expected here')
}

/** Gives up the statement under way. */
export function refuse(reader: Reader, why: string): never {
  throw new HclError(why, reader.base + peek(reader).start)
}

/** Keeps the first problem. */
export function note(reader: Reader, why: string, at: number): void {
  reader.problem ??= { why: `not valid HCL: ${why}`, span: { start: at, end: at } }
}

/** Where a token stands in the file. */
export function spanOf(reader: Reader, { start, end }: { readonly start: number; readonly end: number }): Span {
  return { start: reader.base + start, end: reader.base + end }
}

/** From the start of one place to the end of the last token that was taken. */
export function since(reader: Reader, start: number): Span {
  let last = reader.at - 1
  while (last > 0 && reader.tokens[last]?.kind === 'newline') last--
  return { start, end: Math.max(start, reader.base + (reader.tokens[last]?.end ?? 0)) }
}

/** Reads something that lies one level deeper; line ends count inside or not. */
export function within<T>(reader: Reader, newlines: boolean, read: () => T): T {
  if (reader.depth >= MAX_DEPTH) refuse(reader, `nested more than ${MAX_DEPTH} levels deep`)
  reader.depth++
  reader.newlines.push(newlines)
  const result = read()
  reader.newlines.pop()
  reader.depth--
  return result
}
