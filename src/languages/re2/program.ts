import { cleanRanges, type Ranges } from './ranges.ts'
import { type Assertion, PatternUnsupported, type Syntax } from './syntax.ts'

/** One instruction of the machine. A fork prefers `next` to `other`. */
export type Instruction =
  | { readonly op: 'chars'; readonly ranges: Ranges; readonly next: number }
  | { readonly op: 'fork'; next: number; other: number }
  | { readonly op: 'save'; readonly slot: number; readonly next: number }
  | { readonly op: 'assert'; readonly what: Assertion; readonly next: number }
  | { readonly op: 'match' }

/** A compiled expression: instructions, where they start, and how many places they save. */
export interface Program {
  readonly code: readonly Instruction[]
  readonly start: number
  readonly slots: number
  /** Whether a match can only begin where the text does. */
  readonly anchored: boolean
  /** What a match can begin with; undefined where it may be empty. */
  readonly first: Ranges | undefined
}

/** Programs have at most this many instructions here; Go allows three million. */
const MAX_INSTRUCTIONS = 20_000

/** Turns a tree into a program whose priorities are Go's: leftmost first, the first branch and the longest greedy repetition preferred. */
export function compileSyntax(syntax: Syntax, groups: number): Program {
  const code: Instruction[] = [{ op: 'match' }]
  const start = emit(code, syntax, 0)
  return { code, start, slots: 2 * groups, anchored: startsAnchored(syntax), first: firstOf(code, start) }
}

function firstOf(code: readonly Instruction[], start: number): Ranges | undefined {
  const pairs: number[] = []
  const seen = new Set<number>()
  const pending = [start]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const step = code[at]
    if (seen.has(at) || step === undefined) continue
    seen.add(at)
    if (step.op === 'match') return undefined
    if (step.op === 'chars') pairs.push(...step.ranges)
    else if (step.op === 'fork') pending.push(step.other, step.next)
    else pending.push(step.next)
  }
  return cleanRanges(pairs)
}

function startsAnchored(syntax: Syntax): boolean {
  if (syntax.kind === 'assert') return syntax.what === 'text-start'
  if (syntax.kind === 'capture') return startsAnchored(syntax.of)
  if (syntax.kind === 'choice') return syntax.of.every(startsAnchored)
  const first = syntax.kind === 'sequence' ? syntax.of[0] : undefined
  return first !== undefined && startsAnchored(first)
}

/** Adds the instructions for a piece that goes on at `next`; returns where they begin. */
function emit(code: Instruction[], syntax: Syntax, next: number): number {
  if (syntax.kind === 'empty') return next
  if (syntax.kind === 'chars') return push(code, { op: 'chars', ranges: syntax.ranges, next })
  if (syntax.kind === 'assert') return push(code, { op: 'assert', what: syntax.what, next })
  if (syntax.kind === 'sequence') return syntax.of.reduceRight((at, part) => emit(code, part, at), next)
  if (syntax.kind === 'choice') return emitChoice(code, syntax.of, next)
  if (syntax.kind === 'repeat') return emitRepeat(code, syntax, next)
  const close = push(code, { op: 'save', slot: 2 * syntax.index + 1, next })
  return push(code, { op: 'save', slot: 2 * syntax.index, next: emit(code, syntax.of, close) })
}

function emitChoice(code: Instruction[], branches: readonly Syntax[], next: number): number {
  const starts = branches.map((branch) => emit(code, branch, next))
  return starts.reduceRight((other, first) => push(code, { op: 'fork', next: first, other }))
}

type Repeat = Syntax & { readonly kind: 'repeat' }

function emitRepeat(code: Instruction[], { of, min, max, lazy }: Repeat, next: number): number {
  if (of.kind === 'empty' || max === 0) return next
  if (max === Number.POSITIVE_INFINITY) return emitOpen(code, of, min, lazy, next)
  // x{0,3} is (x(x(x)?)?)?: a later copy is only tried behind an earlier one.
  let at = next
  for (let extra = min; extra < max; extra++) at = emitFork(code, emit(code, of, at), next, lazy)
  for (let count = 0; count < min; count++) at = emit(code, of, at)
  return at
}

function emitOpen(code: Instruction[], of: Syntax, min: number, lazy: boolean, next: number): number {
  const loop = push(code, { op: 'fork', next: 0, other: 0 })
  let at = emit(code, of, loop)
  const fork = code[loop]
  if (fork?.op === 'fork') Object.assign(fork, lazy ? { next, other: at } : { next: at, other: next })
  // A piece that may be empty loops as (x+)?, which keeps Go's order of priorities.
  if (min === 0) return matchesEmpty(of) ? emitFork(code, at, next, lazy) : loop
  for (let count = 1; count < min; count++) at = emit(code, of, at)
  return at
}

function emitFork(code: Instruction[], into: number, past: number, lazy: boolean): number {
  return push(code, lazy ? { op: 'fork', next: past, other: into } : { op: 'fork', next: into, other: past })
}

function matchesEmpty(syntax: Syntax): boolean {
  if (syntax.kind === 'empty' || syntax.kind === 'assert') return true
  if (syntax.kind === 'chars') return false
  if (syntax.kind === 'sequence') return syntax.of.every(matchesEmpty)
  if (syntax.kind === 'choice') return syntax.of.some(matchesEmpty)
  return syntax.kind === 'repeat' ? syntax.min === 0 || matchesEmpty(syntax.of) : matchesEmpty(syntax.of)
}

function push(code: Instruction[], instruction: Instruction): number {
  if (code.length >= MAX_INSTRUCTIONS) throw new PatternUnsupported('the expression is too large')
  return code.push(instruction) - 1
}
