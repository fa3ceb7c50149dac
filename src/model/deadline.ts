import type { Problem } from './answer.ts'

/** Until when work may go on. Whoever works through much at once asks between its pieces; what is left undone then is never a pass. */
export interface Deadline {
  passed(): boolean
}

/** A deadline that never comes. */
export const never: Deadline = { passed: () => false }

/** The deadline of a budget of milliseconds. Once it has passed it stays so. */
export function deadlineOf(leftMs: () => number): Deadline {
  let over = false
  return {
    passed: () => {
      over ||= leftMs() <= 0
      return over
    },
  }
}

/** Why a file was not looked at any more. */
export const OVERTIME = 'the time that this run has was over before it was read'

/** That a run did not come to its end; `about` names what it was at. */
export function overtime(about: string): Problem {
  return {
    kind: 'timeout',
    about,
    detail: 'the time that this run has was over: what was looked at until then is told, the rest is open',
  }
}
