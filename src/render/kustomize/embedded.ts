import type { Build } from './build.ts'
import type { Scalar } from './tree.ts'

/** Finds where a place in a decoded text stands in its file. */
export type Locate = (start: number, end: number) => { readonly start: number; readonly end: number }

/**
 * How places in a text that stands inside a file (an inline patch) are found again: line by line where every line of the text is the end
 * of a line of the file, as in literal blocks and one-line texts; else all of it is the whole text's place.
 */
export function locator(build: Build, outer: Scalar): Locate {
  const { span, text } = outer
  const whole = { start: span.start, end: span.end }
  const raw = span.file === undefined ? undefined : build.files.text(span.file)
  if (raw === undefined || outer.sources !== undefined) return () => whole
  const begins = lineBegins(raw, span, text)
  if (begins === undefined) return () => whole
  const starts = lineStarts(text)
  const find = (offset: number): number => {
    let line = 0
    for (let low = 0, high = starts.length - 1; low <= high; ) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) {
        line = middle
        low = middle + 1
      } else high = middle - 1
    }
    return (begins[line] ?? span.start) + offset - (starts[line] ?? 0)
  }
  return (start, end) => ({ start: find(start), end: Math.max(find(start), find(end)) })
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Where each line of the text begins in the file; undefined where a line was folded, escaped or otherwise changed. */
function lineBegins(raw: string, span: Scalar['span'], text: string): readonly number[] | undefined {
  const lines = text.split('\n')
  const first = lines.findIndex((line) => line.trim() !== '')
  const begins: number[] = []
  let line = raw.lastIndexOf('\n', span.start - 1) + 1
  for (let back = 0; back < first && line > 0; back++) line = raw.lastIndexOf('\n', line - 2) + 1
  for (const wanted of lines) {
    const end = raw.indexOf('\n', line)
    const written = raw.slice(line, end < 0 ? raw.length : end).replace(/\r$/, '')
    const inside = lines.length === 1 && raw.slice(span.start, span.end) === wanted
    if (!inside && !written.endsWith(wanted) && wanted.trim() !== '') return undefined
    begins.push(inside ? span.start : line + Math.max(0, written.length - wanted.length))
    line = end < 0 ? raw.length : end + 1
  }
  return begins
}
