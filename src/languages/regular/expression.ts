import { MAX_EXPRESSION, MAX_EXPRESSION_STEPS } from '../../model/limits.ts'
import type { CharRange } from './expression-classes.ts'
import { ExpressionProblem, parseExpression, type Syntax } from './expression-syntax.ts'

/** A compiled expression: instructions of a machine that never goes back in the text. */
export interface Expression {
  readonly steps: readonly Step[]
}

type Step =
  | { readonly kind: 'chars'; readonly ranges: readonly CharRange[]; readonly next: number }
  | { readonly kind: 'fork'; readonly next: readonly number[] }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'accept' }

/** A compiled expression, or why there is none. `invalid`: RE2 refuses it too; otherwise it is only not supported here. */
export type CompiledExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly invalid: boolean; readonly why: string }

/** Compiles the subset of RE2's syntax without word boundaries, Unicode classes and the flags `m` and `U`. */
export function compileExpression(text: string): CompiledExpression {
  if (text.length > MAX_EXPRESSION) return { ok: false, invalid: false, why: `it is longer than ${MAX_EXPRESSION} characters` }
  try {
    const steps: Step[] = [{ kind: 'accept' }]
    const first = emit(steps, parseExpression(text), 0)
    steps.push({ kind: 'fork', next: [first] })
    return { ok: true, expression: { steps } }
  } catch (problem) {
    if (problem instanceof ExpressionProblem) return { ok: false, invalid: problem.invalid, why: problem.message }
    throw problem
  }
}

/** Whether the expression matches somewhere in the text. Takes at most |steps| × |text| moves, whatever the two are. */
export function findsExpression(expression: Expression, text: string): boolean {
  const { steps } = expression
  const entry = steps.length - 1
  const chars = [...text]
  let states = new Set<number>()
  for (let at = 0; at <= chars.length; at++) {
    const edge = { start: at === 0, end: at === chars.length }
    reach(steps, entry, edge, states)
    if (states.has(0)) return true
    const code = chars[at]?.codePointAt(0)
    const following = new Set<number>()
    const after = { start: false, end: at + 1 === chars.length }
    for (const state of states) {
      const step = steps[state]
      if (code !== undefined && step?.kind === 'chars' && includes(step.ranges, code)) reach(steps, step.next, after, following)
    }
    states = following
  }
  return false
}

/** The expression that means exactly this text, whole. */
export function exactly(text: string): string {
  return `^${escaped(text)}$`
}

/** The text with every character that has a meaning in expressions escaped. */
export function escaped(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')
}

/** Adds the steps for a piece of syntax that goes on at `next`; returns where they begin. */
function emit(steps: Step[], syntax: Syntax, next: number): number {
  if (syntax.kind === 'sequence') return syntax.of.reduceRight((at, part) => emit(steps, part, at), next)
  if (syntax.kind === 'choice') return push(steps, { kind: 'fork', next: syntax.of.map((branch) => emit(steps, branch, next)) })
  if (syntax.kind === 'repeat') return emitRepeat(steps, syntax, next)
  return push(steps, syntax.kind === 'chars' ? { kind: 'chars', ranges: syntax.ranges, next } : { kind: syntax.kind, next })
}

function emitRepeat(steps: Step[], { of, min, max }: Syntax & { kind: 'repeat' }, next: number): number {
  let at = next
  if (max === Number.POSITIVE_INFINITY) {
    const loop = push(steps, { kind: 'fork', next: [] })
    steps[loop] = { kind: 'fork', next: [emit(steps, of, loop), next] }
    at = loop
  } else for (let extra = min; extra < max; extra++) at = push(steps, { kind: 'fork', next: [emit(steps, of, at), next] })
  for (let count = 0; count < min; count++) {
    const before = emit(steps, of, at)
    if (before === at) break
    at = before
  }
  return at
}

function push(steps: Step[], step: Step): number {
  if (steps.length >= MAX_EXPRESSION_STEPS) throw new ExpressionProblem(`it has more than ${MAX_EXPRESSION_STEPS} steps`, false)
  return steps.push(step) - 1
}

function reach(
  steps: readonly Step[],
  from: number,
  edge: { readonly start: boolean; readonly end: boolean },
  into: Set<number>,
): void {
  const pending = [from]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (into.has(at)) continue
    into.add(at)
    const step = steps[at]
    if (step?.kind === 'fork') pending.push(...step.next)
    else if ((step?.kind === 'start' && edge.start) || (step?.kind === 'end' && edge.end)) pending.push(step.next)
  }
}

function includes(ranges: readonly CharRange[], code: number): boolean {
  return ranges.some(([low, high]) => low <= code && code <= high)
}
