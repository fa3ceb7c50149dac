/** What is known about a condition: it holds, it does not, or it stays open. `why` says what decided, for a reader. */
export interface Truth {
  readonly value: 'yes' | 'no' | 'open'
  readonly why: readonly string[]
}

/** The condition holds. */
export const yes: Truth = { value: 'yes', why: [] }

/** The condition does not hold. */
export function no(why: string): Truth {
  return { value: 'no', why: [why] }
}

/** Whether the condition holds cannot be said. */
export function openBecause(why: string): Truth {
  return { value: 'open', why: [why] }
}

/** All must hold: one that does not decides; none at all holds. */
export function allOf(parts: readonly Truth[]): Truth {
  return atLeastOf(parts.length, parts)
}

/** One must hold: none at all does not. */
export function anyOf(parts: readonly Truth[]): Truth {
  return atLeastOf(1, parts)
}

/** At least so many must hold. */
export function atLeastOf(count: number, parts: readonly Truth[]): Truth {
  const holding = parts.filter(({ value }) => value === 'yes')
  const open = parts.filter(({ value }) => value === 'open')
  const failing = parts.filter(({ value }) => value === 'no')
  if (holding.length >= count) return { value: 'yes', why: holding.flatMap(({ why }) => why) }
  if (holding.length + open.length >= count) return { value: 'open', why: open.flatMap(({ why }) => why) }
  return { value: 'no', why: failing.flatMap(({ why }) => why) }
}

/** The opposite; what is open stays open. */
export function notOf(part: Truth): Truth {
  if (part.value === 'open') return part
  return { value: part.value === 'yes' ? 'no' : 'yes', why: part.why }
}
