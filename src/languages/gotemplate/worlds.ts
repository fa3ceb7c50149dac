import { LimitReached } from '../govalue/callable.ts'
import type { Unknown } from '../govalue/unknown.ts'

/** One way in which all unknown conditions may be decided, and what comes of it. */
export interface World<T> {
  readonly result: T
  /** What was decided, in the order in which it was met. */
  readonly decisions: readonly Decision[]
}

/** An unknown condition and its answer in one world. */
export interface Decision {
  readonly unknown: Unknown
  readonly answer: boolean
}

/**
 * Runs a computation once for each way in which the unknown conditions that it meets can be decided: a computation that meets none runs once.
 * It must be deterministic and start from fresh data each time. The same unknown is always answered the same within a world; `not` of one the
 * opposite. Throws `LimitReached` when there are more than `most` worlds.
 */
export function inAllWorlds<T>(most: number, compute: (decide: (unknown: Unknown) => boolean) => T): readonly World<T>[] {
  const worlds: World<T>[] = []
  let answers: boolean[] = []
  for (;;) {
    if (worlds.length >= most) throw new LimitReached(`conditions on what is unknown can be decided in more than ${most} ways`)
    const decisions: Decision[] = []
    const result = compute(decider(answers, decisions))
    worlds.push({ result, decisions })
    const last = decisions.findLastIndex(({ answer }) => answer)
    if (last < 0) return worlds
    answers = [...decisions.slice(0, last).map(({ answer }) => answer), false]
  }
}

/** Answers new conditions from the list, then with yes. */
function decider(answers: readonly boolean[], decisions: Decision[]): (unknown: Unknown) => boolean {
  const known = new Map<string, boolean>()
  return (unknown) => {
    const { id, negated } = withoutNegations(unknown.id)
    const before = known.get(id)
    if (before !== undefined) return before !== negated
    const answer = answers[decisions.length] ?? true
    decisions.push({ unknown, answer })
    known.set(id, answer)
    return answer !== negated
  }
}

function withoutNegations(written: string): { readonly id: string; readonly negated: boolean } {
  const inner = /^not\((.*);\)$/.exec(written)?.[1]
  if (inner === undefined) return { id: written, negated: false }
  const { id, negated } = withoutNegations(inner)
  return { id, negated: !negated }
}
