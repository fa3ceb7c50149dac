import type { Ranges } from './ranges.ts'

/** The tree of a regular expression in RE2's syntax. `max` is Infinity where a repetition has no end. */
export type Syntax =
  | { readonly kind: 'empty' }
  | { readonly kind: 'chars'; readonly ranges: Ranges }
  | { readonly kind: 'sequence'; readonly of: readonly Syntax[] }
  | { readonly kind: 'choice'; readonly of: readonly Syntax[] }
  | { readonly kind: 'capture'; readonly of: Syntax; readonly index: number }
  | { readonly kind: 'repeat'; readonly of: Syntax; readonly min: number; readonly max: number; readonly lazy: boolean }
  | { readonly kind: 'assert'; readonly what: Assertion }

/** What must hold between two characters. */
export type Assertion = 'line-start' | 'line-end' | 'text-start' | 'text-end' | 'word-edge' | 'no-word-edge'

/** Why Go's regexp package refuses an expression, in its words. */
export class PatternProblem extends Error {
  override readonly name = 'PatternProblem'
}

/** An expression that Go may take and this engine does not: too large, or a class that it does not know. */
export class PatternUnsupported extends Error {
  override readonly name = 'PatternUnsupported'
}

/** Go's error for a piece of an expression. */
export function patternProblem(code: string, piece: string): PatternProblem {
  return new PatternProblem(`error parsing regexp: ${code}: \`${piece}\``)
}
