import { type Event, parseEvents, YAMLException } from 'js-yaml'
import { type Deadline, OVERTIME } from '../../model/deadline.ts'
import { MAX_DEPTH } from '../../model/limits.ts'

/** Events of a text, or why it is no YAML. `text` is what the events point into; `place` says where an offset of it stands in the source. */
export type Events =
  | { readonly events: readonly Event[]; readonly text: string; readonly place: (offset: number) => number }
  | { readonly events?: undefined; readonly why: string; readonly position: number }

/** Characters that may still be parsed again. */
export interface RepairBudget {
  repair: number
  readonly deadline: Deadline
}

/** Blanks put in before a character of the text. */
interface Insertion {
  readonly at: number
  readonly length: number
}

const UNINDENTED = 'deficient indentation'

/**
 * Go and Python read quoted texts and brackets whose lines stand too far left or are indented by tabs; js-yaml does not. Such a line is moved to
 * the right, and a tab between tokens becomes a blank, which mean the same.
 */
export function readEvents(source: string, budget: RepairBudget): Events {
  const insertions: Insertion[] = []
  let text = source
  for (;;) {
    if (budget.deadline.passed()) return { why: OVERTIME, position: 0 }
    const read = tryEvents(text)
    if (read.events !== undefined) return { ...read, place: placesOf(insertions) }
    const position = placesOf(insertions)(read.position)
    if (read.why !== UNINDENTED || budget.repair < text.length) return { why: read.why, position }
    budget.repair -= text.length
    const mended = withoutTabs(text, read.position) ?? moved(text, read.position, insertions, source)
    if (mended === undefined) return { why: read.position < text.length ? read.why : 'unexpected end of the stream', position }
    text = mended
  }
}

/** Tabs directly before a token, as blanks; undefined where there are none. */
function withoutTabs(text: string, position: number): string | undefined {
  let start = position
  while (text[start - 1] === ' ' || text[start - 1] === '\t') start--
  const space = text.slice(start, position)
  return space.includes('\t') ? text.slice(0, start) + ' '.repeat(space.length) + text.slice(position) : undefined
}

/** The text with the line of an unindented token moved to the right; undefined where that token begins another document. */
function moved(text: string, position: number, insertions: Insertion[], source: string): string | undefined {
  const start = Math.max(text.lastIndexOf('\n', position - 1), text.lastIndexOf('\r', position - 1)) + 1
  const last = insertions.at(-1)
  if (start === 0 || !/^ *$/.test(text.slice(start, position)) || /^(?:---|\.\.\.)(?:\s|$)/.test(text.slice(start, start + 4)))
    return undefined
  if (last !== undefined && last.at >= start) return undefined
  const length = deepest(source) + 1
  insertions.push({ at: start, length })
  return text.slice(0, start) + ' '.repeat(length) + text.slice(start)
}

/** The deepest indentation of a text, marks of items and keys included, at most what a document may be nested with ten blanks a level. */
function deepest(text: string): number {
  let most = 0
  for (const [indent] of text.matchAll(/^(?: |[-?:](?= ))+/gm)) most = Math.max(most, indent.length)
  return Math.min(most, 10 * MAX_DEPTH)
}

function placesOf(insertions: readonly Insertion[]): (offset: number) => number {
  if (insertions.length === 0) return (offset) => offset
  const ends: { readonly from: number; readonly added: number }[] = []
  let added = 0
  for (const { at, length } of insertions) {
    added += length
    ends.push({ from: at + length, added })
  }
  return (offset) => {
    let low = 0
    for (let high = ends.length; low < high; ) {
      const middle = (low + high) >> 1
      if ((ends[middle]?.from ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    const inside = insertions[low]
    const before = ends[low - 1]?.added ?? 0
    return (inside !== undefined && offset > inside.at ? inside.at : offset) - before
  }
}

function tryEvents(
  text: string,
): { events: readonly Event[]; text: string } | { events?: undefined; why: string; position: number } {
  try {
    return { events: parseEvents(text, { maxDepth: MAX_DEPTH + 1 }), text }
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    return { why: error.reason, position: Math.min(error.mark?.position ?? 0, text.length) }
  }
}
