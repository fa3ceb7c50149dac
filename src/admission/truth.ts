/**
 * What is known about a condition: it holds, it does not, or it stays open. `why` says what decided, for a reader. What is
 * open and `lasting` stays so for as long as the files are written as they are; an outage does not.
 */
export interface Truth {
  readonly value: 'yes' | 'no' | 'open'
  readonly why: readonly string[]
  readonly lasting: boolean
}

/** The condition holds. */
export const yes: Truth = { value: 'yes', why: [], lasting: true }

/** The condition does not hold. */
export function no(why: string): Truth {
  return { value: 'no', why: [why], lasting: true }
}

/** Whether the condition holds cannot be said from what is written. */
export function openBecause(why: string): Truth {
  return { value: 'open', why: [why], lasting: true }
}

/** Whether the condition holds could not be learned this time. */
export function unanswered(why: string): Truth {
  return { value: 'open', why: [why], lasting: false }
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
  if (holding.length >= count) return { value: 'yes', ...together(holding) }
  if (holding.length + open.length >= count) return { value: 'open', ...together(open) }
  return { value: 'no', ...together(failing) }
}

/** The opposite; what is open stays open. */
export function notOf(part: Truth): Truth {
  if (part.value === 'open') return part
  return { ...part, value: part.value === 'yes' ? 'no' : 'yes' }
}

function together(parts: readonly Truth[]): Pick<Truth, 'why' | 'lasting'> {
  const [first, ...others] = parts
  if (first !== undefined && others.length === 0) return { why: first.why, lasting: first.lasting }
  return { why: [...new Set(parts.flatMap(({ why }) => why))], lasting: parts.every(({ lasting }) => lasting) }
}
