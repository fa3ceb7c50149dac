import type { Span } from '../model/span.ts'
import type { Node } from '../model/tree.ts'
import { type Position, UsageError } from '../model/usage-error.ts'

/** Something in a policy that cannot be used: what is wrong, and what to write instead. */
export interface Mistake {
  readonly span: Span
  readonly message: string
  readonly hint: string
}

/** What to write instead; a function where finding it out takes work, which is done only for a mistake that is shown. */
export type Hint = string | (() => string)

/** Takes down mistakes while a policy is read, so that all of them can be shown at once. */
export interface Notes {
  readonly add: (at: Node, message: string, hint: Hint) => undefined
  /** How many there are so far. */
  readonly count: () => number
  readonly all: () => readonly Mistake[]
}

/** An empty note pad. */
export function takeNotes(): Notes {
  const taken: Mistake[] = []
  return {
    add: ({ span }, message, hint) => {
      taken.push({
        span,
        message,
        get hint() {
          return typeof hint === 'string' ? hint : hint()
        },
      })
      return undefined
    },
    count: () => taken.length,
    all: () => taken.toSorted((a, b) => a.span.start - b.span.start),
  }
}

/** Line and column of an offset, 1-based, as editors count them: CR LF, LF and CR end a line. */
export function positionOf(file: string, text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** Says on which line, 1-based, a node of a text stands, without going through the text each time. */
export function createLines(text: string): (node: Node) => number {
  let starts: readonly number[] | undefined
  return ({ span }) => {
    starts ??= [...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)
    let low = 0
    for (let high = starts.length; low < high; ) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= span.start) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}

/** A mistake as the error that ends a run; `others` are the further ones, which the message counts. */
export function usageErrorOf(
  mistake: Mistake,
  where: { readonly file: string; readonly text: string },
  others: readonly UsageError[] = [],
): UsageError {
  const more = others.length
  const rest = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'mistake' : 'mistakes'} in this file)`
  const position = positionOf(where.file, where.text, mistake.span.start)
  return new UsageError(`${mistake.message}${rest}`, mistake.hint, position, others)
}
