import { MAX_INTERPOLATION_NESTING } from '../../model/limits.ts'
import type { Place } from '../../model/span.ts'

/** A variable's value and the places that give it; `missing` names what the value itself lacks. */
export interface Value {
  readonly text: string
  readonly places: readonly Place[]
}

/** A text with its variables replaced. `missing` lists the variables that nothing defines: with any, the text is not known. */
export interface Expanded extends Value {
  readonly missing: readonly string[]
}

/** Finds the value of a variable; undefined when nothing defines it. */
export type Lookup = (name: string) => Value | undefined

/**
 * Replaces `$A`, `${A}`, `${A:-d}`, `${A-d}`, `${A:+x}`, `${A+x}`, `${A:?e}`, `${A:=d}` and `$$` as compose, Dockerfiles and shells do; a form that is
 * none of these (`${A#x}`) counts as missing. Defaults may hold variables themselves.
 */
export function expand(text: string, lookup: Lookup, depth = 0): Expanded {
  const out: { text: string; places: Place[]; missing: string[] } = { text: '', places: [], missing: [] }
  let at = 0
  while (at < text.length) {
    const dollar = text.indexOf('$', at)
    if (dollar < 0) break
    out.text += text.slice(at, dollar)
    const token = tokenAt(text, dollar)
    const value = token === undefined ? { text: '$', places: [], missing: [] } : tokenValue(token, lookup, depth)
    out.text += value.text
    out.places.push(...value.places)
    out.missing.push(...value.missing)
    at = dollar + (token?.length ?? 1)
  }
  return { ...out, text: out.text + text.slice(at) }
}

interface Token {
  readonly length: number
  readonly name: string
  readonly operator: string
  readonly operand: string
}

function tokenAt(text: string, dollar: number): Token | undefined {
  if (text[dollar + 1] === '$') return { length: 2, name: '', operator: '$', operand: '' }
  const bare = /^\$([A-Za-z_]\w*)/.exec(text.slice(dollar, dollar + 256))
  if (bare?.[1] !== undefined) return { length: bare[0].length, name: bare[1], operator: '', operand: '' }
  if (text[dollar + 1] !== '{') return undefined
  const end = closingBrace(text, dollar + 2)
  const inner = /^(\w+)(:?[-+?=]|$|.)([\s\S]*)$/.exec(text.slice(dollar + 2, end))
  const length = Math.min(end + 1, text.length) - dollar
  if (inner === null) return { length, name: text.slice(dollar + 2, end), operator: '#', operand: '' }
  return { length, name: inner[1] ?? '', operator: inner[2] ?? '', operand: inner[3] ?? '' }
}

function closingBrace(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++
    if (text[at] === '}' && --depth === 0) return at
  }
  return text.length
}

function tokenValue(token: Token, lookup: Lookup, depth: number): Expanded {
  if (token.operator === '$') return { text: '$', places: [], missing: [] }
  const value = lookup(token.name)
  const set = value !== undefined && (value.text !== '' || !token.operator.startsWith(':'))
  const operand = (): Expanded =>
    depth < MAX_INTERPOLATION_NESTING ? expand(token.operand, lookup, depth + 1) : { text: '', places: [], missing: [token.name] }
  if (/[-=]$/.test(token.operator)) return set ? { ...value, missing: [] } : withPlaces(operand(), value)
  if (token.operator.endsWith('+')) return set ? withPlaces(operand(), value) : { text: '', places: [], missing: [] }
  if (token.operator === '' || token.operator.endsWith('?')) {
    if (set) return { ...value, missing: [] }
    if (value !== undefined && token.operator === '') return { ...value, missing: [] }
  }
  return { text: `$\{${token.name}}`, places: [], missing: [token.name] }
}

function withPlaces(expanded: Expanded, value: Value | undefined): Expanded {
  return { ...expanded, places: [...(value?.places ?? []), ...expanded.places] }
}
