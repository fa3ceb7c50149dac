import { MAX_EXPRESSION_NESTING } from '../../model/limits.ts'
/** What an expression gives: a literal with its offset in the source, or a name that a context may know. */
export type Operand =
  | { readonly kind: 'literal'; readonly text: string; readonly offset: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'other' }

/**
 * The operands whose value a GitHub expression can give: both sides of `||`, the last one of `&&`, in parentheses too. A comparison, a
 * function call or anything else is `other`.
 */
export function operandsOf(source: string, base = 0, depth = 0): readonly Operand[] {
  return splitTop(source, '||').flatMap((part) => {
    const last = splitTop(part.text, '&&').at(-1) ?? part
    return operand(last.text, base + part.offset + (last === part ? 0 : last.offset), depth)
  })
}

function operand(source: string, base: number, depth: number): readonly Operand[] {
  const text = source.trim()
  const offset = base + source.length - source.trimStart().length
  const literal = /^'((?:[^']|'')*)'$/.exec(text)
  if (literal !== null) return [{ kind: 'literal', text: (literal[1] ?? '').replaceAll("''", "'"), offset: offset + 1 }]
  if (/^\([\s\S]*\)$/.test(text) && depth < MAX_EXPRESSION_NESTING) return operandsOf(text.slice(1, -1), offset + 1, depth + 1)
  return [/^[A-Za-z_][\w.-]*(?:\.\*)?$/.test(text) ? { kind: 'name', name: text } : { kind: 'other' }]
}

interface Part {
  readonly text: string
  readonly offset: number
}

function splitTop(source: string, operator: string): readonly Part[] {
  const parts: Part[] = []
  let start = 0
  let depth = 0
  let quoted = false
  for (let at = 0; at < source.length; at++) {
    const char = source[at]
    if (char === "'") quoted = !quoted
    if (quoted) continue
    if (char === '(') depth++
    if (char === ')') depth--
    if (depth === 0 && source.startsWith(operator, at)) {
      parts.push({ text: source.slice(start, at), offset: start })
      start = at + operator.length
      at = start - 1
    }
  }
  return [...parts, { text: source.slice(start), offset: start }]
}
