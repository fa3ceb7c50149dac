import type { Span } from '../model/span.ts'
import type { Sighting, TextFile } from './format.ts'
import { cut, restOfLine } from './text-span.ts'

const IMAGE_LINE = /^[ \t]*(?:-[ \t]+)*(["']?)image\1[ \t]*:[ \t]+(?=\S)/gm
const IMAGE_FLOW = /[{,][ \t]*(["']?)image\1[ \t]*:[ \t]*(["']?)([^\s"',{}]+)\2(?=[\s,}])/g

/** The `image` entries that the lines of an unparsable part of a file hold: all that can be told of it. */
export function scanLines(file: TextFile, span: Span): readonly Sighting[] {
  const text = cut(file, span)
  const lines = [...text.matchAll(IMAGE_LINE)].flatMap((match) => valueAt(file, span.start + match.index + match[0].length))
  const flows = [...text.matchAll(IMAGE_FLOW)].map((match) => {
    const value = match[3] ?? ''
    const start = span.start + match.index + match[0].length - value.length - (match[2] ?? '').length
    return { span: { start, end: start + value.length }, text: value, path: ['image'] }
  })
  return [...lines, ...flows]
}

/** The scalar that starts at an offset and ends on its line, without quotes and a trailing comment. */
export function valueAt(file: TextFile, start: number): readonly Sighting[] {
  const rest = cut(file, restOfLine(file.text, start))
  const quote = rest[0]
  if (quote === '"' || quote === "'") {
    const end = rest.indexOf(quote, 1)
    const text = rest.slice(1, end < 0 ? rest.length : end)
    return text === '' ? [] : [{ span: { start: start + 1, end: start + 1 + text.length }, text, path: ['image'] }]
  }
  const comment = rest.search(/(?:^|[ \t])#/)
  const text = (comment < 0 ? rest : rest.slice(0, comment)).trimEnd()
  if (text === '' || /^(?:[|>&*!#]|null$|~$)/.test(text)) return []
  return [{ span: { start, end: start + text.length }, text, path: ['image'] }]
}
