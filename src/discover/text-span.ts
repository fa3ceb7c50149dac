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
  const text = scalar.text.slice(offset, offset + length)
  if (cut(file, span) === text) return span
  // In a block scalar the indentation of its lines stands between: the text is further on.
  const further = length < 3 ? -1 : file.text.slice(span.start, scalar.span.end).indexOf(text)
  return further < 0 ? scalar.span : { start: span.start + further, end: span.start + further + length }
}

/** From an offset to the end of its line, without trailing blanks. */
export function restOfLine(text: string, start: number): Span {
  const newline = text.indexOf('\n', start)
  const line = text.slice(start, newline < 0 ? text.length : newline)
  return { start, end: start + line.trimEnd().length }
}
