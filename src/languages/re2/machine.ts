import type { Instruction, Program } from './program.ts'
import { type Ranges, rangesHold } from './ranges.ts'
import type { Assertion } from './syntax.ts'

/** Places that a match saved: start and end of the whole, then of each group; -1 where a group took no part. UTF-16 offsets. */
export type Match = readonly number[]

/** Told how many steps of the machine are about to be made; throws when the caller allows no more. */
export type Spend = (steps: number) => void

/** Threads of one place in the text, the preferred first; `seen` marks the instructions that are there already. */
interface Threads {
  readonly at: number[]
  readonly saved: number[][]
  readonly seen: Int32Array
}

/**
 * The leftmost match that starts at `from` or later, as Go prefers one; undefined when there is none. `from` matters to `^` and `\b` only by
 * what stands before it. Takes at most |program| × |text| steps: it never goes back in the text.
 */
export function findMatch(program: Program, text: string, from: number, spend: Spend): Match | undefined {
  if (program.anchored && from > 0) return undefined
  const { code } = program
  let now: Threads = { at: [], saved: [], seen: new Int32Array(code.length).fill(-1) }
  let next: Threads = { at: [], saved: [], seen: new Int32Array(code.length).fill(-1) }
  let found: Match | undefined
  for (let place = from; ; ) {
    if (program.first !== undefined && found === undefined && now.at.length === 0 && !program.anchored) {
      const start = nextStart(text, place, program.first)
      spend((start - place) >> 4)
      if (start >= text.length) return undefined
      place = start
    }
    if (found === undefined && (place === from || !program.anchored))
      enter(code, now, program.start, place, text, emptySaves(program, place))
    if (now.at.length === 0 && (found !== undefined || program.anchored)) return found
    spend(now.at.length + 1)
    const rune = runeAt(text, place)
    const after = place + (rune > 0xffff ? 2 : 1)
    for (let thread = 0; thread < now.at.length; thread++) {
      const step = code[now.at[thread] ?? 0]
      const saved = now.saved[thread] ?? []
      if (step?.op === 'match') {
        found = finished(saved, place)
        break
      }
      if (rune >= 0 && step?.op === 'chars' && rangesHold(step.ranges, rune)) enter(code, next, step.next, after, text, saved)
    }
    if (rune < 0) return found
    place = after
    const done = now
    now = next
    next = done
    next.at.length = 0
    next.saved.length = 0
  }
}

/** The next place where a character stands that a match can begin with. */
function nextStart(text: string, from: number, first: Ranges): number {
  for (let place = from; place < text.length; ) {
    const rune = runeAt(text, place)
    if (rangesHold(first, rune)) return place
    place += rune > 0xffff ? 2 : 1
  }
  return text.length
}

function emptySaves({ slots }: Program, place: number): number[] {
  const saves = new Array<number>(slots).fill(-1)
  saves[0] = place
  return saves
}

function finished(saved: readonly number[], place: number): Match {
  const match = [...saved]
  match[1] = place
  return match
}

/** Follows everything that reads no character, preferred branches first, so that the threads stay in order of preference. */
function enter(
  code: readonly Instruction[],
  threads: Threads,
  start: number,
  place: number,
  text: string,
  saves: number[],
): void {
  const pending: number[] = [start]
  const pendingSaves: number[][] = [saves]
  while (pending.length > 0) {
    const at = pending.pop() ?? 0
    const saved = pendingSaves.pop() ?? saves
    if (threads.seen[at] === place) continue
    threads.seen[at] = place
    const step = code[at]
    if (step === undefined) continue
    if (step.op === 'fork') {
      pending.push(step.other, step.next)
      pendingSaves.push(saved, saved)
    } else if (step.op === 'save') {
      const copy = [...saved]
      copy[step.slot] = place
      pending.push(step.next)
      pendingSaves.push(copy)
    } else if (step.op === 'assert') {
      if (!holds(step.what, text, place)) continue
      pending.push(step.next)
      pendingSaves.push(saved)
    } else {
      threads.at.push(at)
      threads.saved.push(saved)
    }
  }
}

function holds(what: Assertion, text: string, place: number): boolean {
  if (what === 'text-start') return place === 0
  if (what === 'text-end') return place === text.length
  if (what === 'line-start') return place === 0 || text.charCodeAt(place - 1) === 10
  if (what === 'line-end') return place === text.length || text.charCodeAt(place) === 10
  const edge = isWord(text.charCodeAt(place - 1)) !== isWord(text.charCodeAt(place))
  return what === 'word-edge' ? edge : !edge
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122)
}

/** The code point at a place, -1 at the end. A surrogate that stands alone is a byte that is no UTF-8: Go reads U+FFFD there. */
export function runeAt(text: string, place: number): number {
  if (place >= text.length) return -1
  const code = text.codePointAt(place) ?? 0xfffd
  return code >= 0xd800 && code <= 0xdfff ? 0xfffd : code
}
