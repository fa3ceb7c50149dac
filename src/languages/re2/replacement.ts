import type { Pattern } from './pattern.ts'

/** A piece of a replacement: literal text (a slice of the template), or a group of the match by index. */
export type ReplacementPiece =
  | { readonly kind: 'literal'; readonly start: number; readonly end: number }
  | { readonly kind: 'group'; readonly indexes: readonly number[] }

/** Reads a replacement as Go's `Expand`: `$1`, `${1}`, `$name`, `$$`; a name takes the longest run of letters, digits and underscores. */
export function parseReplacement(pattern: Pattern, template: string): readonly ReplacementPiece[] {
  const pieces: ReplacementPiece[] = []
  let from = 0
  for (let dollar = template.indexOf('$'); dollar >= 0; dollar = template.indexOf('$', from)) {
    if (dollar > from) pieces.push({ kind: 'literal', start: from, end: dollar })
    if (template[dollar + 1] === '$') {
      pieces.push({ kind: 'literal', start: dollar, end: dollar + 1 })
      from = dollar + 2
      continue
    }
    const named = /^(?:\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/u.exec(template.slice(dollar + 1))
    if (named === null) {
      pieces.push({ kind: 'literal', start: dollar, end: dollar + 1 })
      from = dollar + 1
      continue
    }
    pieces.push({ kind: 'group', indexes: groupIndexes(pattern, named[1] ?? named[2] ?? '') })
    from = dollar + 1 + named[0].length
  }
  if (from < template.length) pieces.push({ kind: 'literal', start: from, end: template.length })
  return pieces
}

/** The groups that a name means: the first of them that took part is inserted. */
function groupIndexes({ names }: Pattern, name: string): readonly number[] {
  if (/^(?:0|[1-9]\d{0,8})$/.test(name)) return Number(name) < names.length ? [Number(name)] : []
  return names.flatMap((known, index) => (known === name ? [index] : []))
}

/** The text with every character that has a meaning in expressions escaped, as `regexp.QuoteMeta`. */
export function quotePattern(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&')
}
