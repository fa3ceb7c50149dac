import type { Sighting, TextFile } from './format.ts'

/** A key of a mapping: at the start of a line behind dashes, tags, anchors and template actions, or in a flow mapping. */
const IMAGE_KEY =
  /(?:^[ \t]*(?:(?:[-?]|[!&]\S+)[ \t]+|\{\{(?:(?!\}\})[^\n])*\}\}[ \t]*)*|[{,]\s*)(?:(["']?)image\1\s*:(?=[\s"'{])|"(?=[^"\n]{0,60}\\[xuU])[^"\n]{1,60}"\s*:)/gm
/** What may stand between the colon and the value. */
const BEFORE_VALUE = /(?:\s|#[^\n]*\n|[&!][^\s,[\]{}]*(?=\s))*/y
const VALUE = /(["']?)((?:\{\{(?:(?!\}\})[^\n])*\}\}|[^\s"',{}[\]])+)\1/y
const NO_SCALAR = /(?:[|>#[-]|["']?[\w./$-]+["']?:(?:\s|$)|(?:null|~)(?:[\s,}]|$))/y

/**
 * The `image` entries of a text that is not YAML yet, wherever YAML takes one: in flow mappings, behind tags and anchors, on the
 * line after the key. A key that is written with escapes is taken for one.
 */
export function oddEntries(file: TextFile): readonly Sighting[] {
  return [...file.text.matchAll(IMAGE_KEY)].flatMap((match) => {
    const start = skip(BEFORE_VALUE, file.text, match.index + match[0].length)
    if (skip(NO_SCALAR, file.text, start) > start) return []
    VALUE.lastIndex = start
    const value = VALUE.exec(file.text)
    const text = value?.[2]
    if (value === null || text === undefined) return []
    const from = start + (value[1] ?? '').length
    const sighting = { span: { start: from, end: from + text.length }, text, path: ['image'] }
    return [text.includes('{{') ? { ...sighting, dynamic: 'a Helm template fills it in' } : sighting]
  })
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : from
}
