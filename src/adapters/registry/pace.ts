import { REQUESTS_AFTER_REFUSAL } from '../../model/limits.ts'
import { createSlots } from './slots.ts'

/**
 * How many requests may be under way at one host: `limit` at first. When it says that these are too many there are few at once, and one
 * more for every answer up to half of what was too many; beyond that one more for every round of answers.
 */
export interface Pace {
  /** Runs the work in its turn; `turn` is for telling how it went. */
  hold<T>(work: (turn: number) => Promise<T>): Promise<T>
  /** How the work of a turn was answered. What was under way already when the host said that it is too much says nothing anew. */
  answered(turn: number, how: 'well' | 'too many'): void
  /** How many may be under way now. */
  most(): number
}

/** A pace with the limit from which it starts. */
export function createPace(limit: number): Pace {
  const slots = createSlots(limit)
  const few = Math.min(limit, REQUESTS_AFTER_REFUSAL)
  let most = limit
  let safe = limit
  let refusals = 0
  let answers = 0

  function set(wanted: number): void {
    most = wanted
    answers = 0
    slots.resize(wanted)
  }

  return {
    most: () => most,
    hold: (work) => slots.hold(1, () => work(refusals)),
    answered(turn, how) {
      if (turn !== refusals) return
      if (how === 'well') {
        answers++
        if (most < limit && (most < safe || answers >= most)) set(most + 1)
      } else {
        refusals++
        safe = Math.max(few, Math.floor(most / 2))
        set(few)
      }
    },
  }
}
