import type { Located } from './located.ts'

/** A value that an expression may take: the text, and the node that writes it where there is one. */
export interface Alternative {
  readonly text: string
  readonly at?: Located
  /** Offset of the text within the expression's source, for literals. */
  readonly offset?: number
}

/** What a name such as `matrix.image` stands for; undefined when the file does not say. */
export type Context = (name: string) => readonly Alternative[] | undefined

/**
 * The texts that a GitHub expression can give: literals, known names, and both sides of `||` and `&&`. undefined when none can be told.
 * A comparison gives no text. Unknown parts beside a known one are left out: the known one is what runs when nothing is passed.
 */
export function alternativesOf(source: string, context: Context): readonly Alternative[] | undefined {
  const parts = splitTop(source, '||')
  const known = parts.flatMap((part) => {
    const last = splitTop(part.text, '&&').at(-1)
    return last === undefined ? [] : [operand(last.text, part.offset + last.offset, context)]
  })
  const found = known.flatMap((one) => one ?? [])
  return known.every((one) => one === undefined) ? undefined : found
}

interface Operand {
  readonly text: string
  readonly offset: number
}

function operand(source: string, base: number, context: Context): readonly Alternative[] | undefined {
  const lead = source.length - source.trimStart().length
  const text = source.trim()
  const offset = base + lead
  const literal = /^'((?:[^']|'')*)'$/.exec(text)
  if (literal !== null) return [{ text: (literal[1] ?? '').replaceAll("''", "'"), offset: offset + 1 }]
  if (/^\(.*\)$/s.test(text) && splitTop(text, '||').length === 1) {
    const inner = alternativesOf(text.slice(1, -1), context)
    return inner?.map((one) => (one.offset === undefined ? one : { ...one, offset: one.offset + offset + 1 }))
  }
  return /^[\w.\-[\]'*]+$/.test(text) ? context(text) : undefined
}

function splitTop(source: string, operator: string): readonly Operand[] {
  const parts: Operand[] = []
  let start = 0
  let depth = 0
  let quoted = false
  for (let at = 0; at < source.length; at++) {
    const char = source[at]
    if (char === "'") quoted = !quoted
    else if (quoted) continue
    else if (char === '(') depth++
    else if (char === ')') depth--
    else if (depth === 0 && source.startsWith(operator, at)) {
      parts.push({ text: source.slice(start, at), offset: start })
      start = at + operator.length
      at = start - 1
    }
  }
  return [...parts, { text: source.slice(start), offset: start }]
}
