import type { Place } from '../../model/span.ts'

/**
 * What the text of an unknown can be. `word`: at least one character, and none that could change the structure of YAML wherever
 * it stands (letters, digits, base64, a digest, a date, a version): its representative text has the right shape. `escaped`: may be empty, and is safe
 * between double quotes only. `block`: lines that are all indented, so that nothing further left can change. `any`: everything, also line breaks and `: `.
 */
export type Alphabet = 'word' | 'escaped' | 'block' | 'any'

/**
 * A value that no file decides: why, and where it entered. `id` says which unknown it is: two of the same id are the same value, so that a
 * condition on one is decided as that on the other.
 */
export interface Unknown {
  readonly why: string
  readonly at?: Place
  readonly id: string
  readonly alphabet: Alphabet
}

/** The unknown that `operation` makes of other unknowns (and of known texts, which take part in its id): their first reason stands. */
export function deriveUnknown(
  operation: string,
  from: readonly [Unknown, ...Unknown[]],
  alphabet: Alphabet,
  known = '',
): Unknown {
  const id = shorten(`${operation}(${from.map((one) => one.id).join()};${known})`)
  return { ...from[0], id, alphabet }
}

/** The same unknown where less is known of its text. */
export function widen(unknown: Unknown, alphabet: Alphabet): Unknown {
  return rank(unknown.alphabet) >= rank(alphabet) ? unknown : { ...unknown, alphabet }
}

/** Of two unknowns the one that could change more; the first of equals. */
export function wider(a: Unknown | undefined, b: Unknown | undefined): Unknown | undefined {
  if (a === undefined) return b
  return b !== undefined && rank(b.alphabet) > rank(a.alphabet) ? b : a
}

function rank(alphabet: Alphabet): number {
  return alphabet === 'word' ? 0 : alphabet === 'escaped' ? 1 : alphabet === 'block' ? 2 : 3
}

/** Ids are nested as deep as computations are: long ones become a 64-bit FNV-1a hash. */
function shorten(id: string): string {
  if (id.length <= 80) return id
  let low = 0x811c9dc5
  let high = 0xcbf29ce4
  for (let index = 0; index < id.length; index++) {
    low = Math.imul(low ^ id.charCodeAt(index), 0x01000193)
    high = Math.imul(high ^ (id.charCodeAt(index) + index), 0x01000197)
  }
  return `#${(low >>> 0).toString(36)}${(high >>> 0).toString(36)}`
}
