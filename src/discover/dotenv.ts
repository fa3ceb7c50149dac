import type { Side } from './format.ts'
import type { Value } from './interpolate.ts'

/** The path of a file beside another one. */
export function beside(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + name
}

/** The variables of the `.env` file beside `path`, with their places; none where this side has no such file. */
export function dotenvBeside(side: Side, path: string): ReadonlyMap<string, Value> {
  const file = side.file(beside(path, '.env'))
  const values = new Map<string, Value>()
  if (file === undefined) return values
  for (const match of file.text.matchAll(
    /^([ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*)(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#][^\n#]*|))/gm,
  )) {
    const raw = match[3] ?? match[4] ?? match[5] ?? ''
    const text = raw.trim()
    const start = match.index + (match[1] ?? '').length + (match[5] === undefined ? 1 : 0)
    values.set(match[2] ?? '', { text, places: [{ file: file.path, span: { start, end: start + text.length } }] })
  }
  return values
}
