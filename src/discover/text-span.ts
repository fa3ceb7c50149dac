import type { Span } from '../model/span.ts'
import type { ScalarNode } from '../model/tree.ts'
import type { TextFile } from './format.ts'

/** The characters that a span covers. */
export function cut(file: TextFile, span: Span): string {
  return file.text.slice(span.start, span.end)
}

/** The span of `length` characters from `offset` of a scalar's text; the whole scalar where it is not written letter by letter. */
export function part(file: TextFile, scalar: ScalarNode, offset: number, length = scalar.text.length - offset): Span {
  const { start } = scalar.span
  const span = { start: start + offset, end: start + offset + length }
  return cut(file, span) === scalar.text.slice(offset, offset + length) ? span : scalar.span
}

/** From an offset to the end of its line, without trailing blanks. */
export function restOfLine(text: string, start: number): Span {
  const newline = text.indexOf('\n', start)
  const line = text.slice(start, newline < 0 ? text.length : newline)
  return { start, end: start + line.trimEnd().length }
}
